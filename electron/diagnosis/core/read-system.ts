/** The machine's own pieces: kernel figures as typed values. */
import type { HostFacts, Piece } from './evidence.ts';
import type { Psi, SystemEvidence } from './evidence-system.ts';
import { changed, linesOf, numberOf, pieceOf, twiceOf, type Reading } from './piece-of.ts';

export function readSystem(reading: Reading): SystemEvidence {
  const of = <T>(name: string, read: (text: string) => T | null, options = {}): Piece<T> => pieceOf(reading, `system.${name}`, read, options);
  const psi = { missing: 'psi', mustSay: true } as const;
  const sysctl = of('sysctl', readEquals);
  return {
    meminfo: of('meminfo', readMeminfo, { mustSay: true }),
    psiCpu: of('psiCpu', readPsi, psi), psiMemory: of('psiMemory', readPsi, psi), psiIo: of('psiIo', readPsi, psi),
    vmstat: twiceOf(reading, 'system.vmstat', readCounters),
    swaps: of('swaps', readSwaps),
    zram: of('zram', readZram),
    loadavg: of('loadavg', readLoad, { mustSay: true }),
    stat: twiceOf(reading, 'system.stat', readStat),
    uptime: of('uptime', (text) => { const upS = numberOf(text.split(' ')[0]); return upS === null ? null : { upS }; }),
    osRelease: of('osRelease', readOsRelease),
    uname: of('uname', (text) => { const [system = '', release = '', machine = '', version = ''] = text.split('\n'); return system === '' ? null : { system, release, machine, version }; }),
    model: of('model', (text) => (text === '' ? null : text.split('\u0000').join('')), { missing: 'not-a-pi' }),
    compatible: of('compatible', (text) => linesOf(text), { missing: 'not-a-pi' }),
    kernelCommandLine: of('kernelCommandLine', (text) => text.split(/\s+/).filter((word) => word !== '')),
    pageSize: of('pageSize', positive),
    longBit: pieceOf(reading, 'system.elf', (text) => numberOf(text.split(' ')[0]), { as: 'system.longBit' }),
    debArchitecture: pieceOf(reading, 'system.elf', (text) => architectures[text.split(' ')[1] ?? ''] ?? null, { as: 'system.debArchitecture' }),
    fileNr: of('fileNr', (text) => { const [allocated, , max] = text.trim().split(/\s+/).map(Number); return allocated === undefined || max === undefined || !Number.isFinite(max) ? null : { allocated, max }; }),
    pidMax: changed(sysctl, (all) => numberOf(all['kernel.pid_max'])),
    threadsMax: changed(sysctl, (all) => numberOf(all['kernel.threads-max'])),
    modulesPresent: of('modulesPresent', (text) => text === '1'),
    sysctl,
    cgroupControllers: readControllers(reading),
    topMemory: of('topMemory', (text) => readTop(text, reading)),
    states: of('states', (text) => Object.fromEntries(linesOf(text).map((line) => { const [letter = '', count] = line.split(' '); return [letter, Number(count)]; }))),
    bootRecords: of('bootRecords', (text) => linesOf(text).flatMap((line) => { const kind = /^(reboot|shutdown)\s/.exec(line)?.[1]; return kind === 'reboot' || kind === 'shutdown' ? [{ kind, line: line.slice(0, 200) }] : []; })),
    rebootRequired: of('rebootRequired', (text) => text === '1'),
  };
}

export function readHostFacts(reading: Reading, host: { readonly id: string; readonly name: string }, system: SystemEvidence): HostFacts {
  const facts = pieceOf(reading, 'host.facts', (text) => new Map(linesOf(text).map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)])));
  const said = facts.state === 'had' ? facts.value : new Map<string, string>();
  const total = system.meminfo.state === 'had' ? system.meminfo.value['MemTotal'] : undefined;
  const isModelKnown = system.model.state === 'had';
  return {
    ...host, at: reading.at, bootId: said.get('boot') ?? null, cores: numberOf(said.get('cores')), clockTicksPerSecond: numberOf(said.get('hz')), uid: numberOf(said.get('uid')),
    groups: (said.get('groups') ?? '').split(' ').filter((name) => name !== ''),
    pageSize: system.pageSize.state === 'had' ? system.pageSize.value : null, memTotalBytes: total ?? null,
    isPi: isModelKnown ? /raspberry pi/i.test(system.model.state === 'had' ? system.model.value : '') : system.model.state === 'missing' ? false : null,
  };
}

/** ELF machine numbers of /bin/sh. */
const architectures: Readonly<Record<string, string>> = { 183: 'arm64', 40: 'armhf', 62: 'amd64', 3: 'i386', 243: 'riscv64' };

function readMeminfo(text: string): Record<string, number> | null {
  const rows = linesOf(text).flatMap((line) => {
    const found = /^([\w()]+):\s+(\d+)( kB)?$/.exec(line.trim());
    return found === null ? [] : [[found[1] ?? '', Number(found[2]) * (found[3] === undefined ? 1 : 1024)] as const];
  });
  return rows.length === 0 ? null : Object.fromEntries(rows);
}

function readPsi(text: string): Psi | null {
  const part = (kind: string) => {
    const found = new RegExp(`^${kind} avg10=([\\d.]+) avg60=([\\d.]+) avg300=([\\d.]+)`, 'm').exec(text);
    return found === null ? null : { avg10: Number(found[1]), avg60: Number(found[2]), avg300: Number(found[3]) };
  };
  const some = part('some');
  return some === null ? null : { some, full: part('full') };
}

function readCounters(text: string): Record<string, number> {
  return Object.fromEntries(linesOf(text).flatMap((line) => { const [name = '', value] = line.split(' '); const figure = numberOf(value); return figure === null ? [] : [[name, figure]]; }));
}

function readSwaps(text: string) {
  return linesOf(text).slice(text.startsWith('Filename') ? 1 : 0).flatMap((line) => {
    const [path = '', kind = '', size, used, priority] = line.trim().split(/\s+/);
    const sizeKiB = numberOf(size);
    return sizeKiB === null ? [] : [{ path, kind, sizeBytes: sizeKiB * 1024, usedBytes: (numberOf(used) ?? 0) * 1024, priority: numberOf(priority) ?? 0 }];
  });
}

/** mm_stat: original, compressed and total memory used come first. */
function readZram(text: string) {
  return linesOf(text).flatMap((line) => {
    const [name = '', disk, stored, , used] = line.trim().split(/\s+/);
    const diskBytes = numberOf(disk);
    return diskBytes === null ? [] : [{ name, diskBytes, storedBytes: numberOf(stored) ?? 0, usedBytes: numberOf(used) ?? 0 }];
  });
}

function readLoad(text: string) {
  const found = /^([\d.]+) ([\d.]+) ([\d.]+) (\d+)\/(\d+)/.exec(text.trim());
  return found === null ? null : { one: Number(found[1]), five: Number(found[2]), fifteen: Number(found[3]), running: Number(found[4]), total: Number(found[5]) };
}

function readStat(text: string) {
  const cpu = /^cpu +(.*)$/m.exec(text)?.[1]?.split(' ').map(Number);
  if (cpu === undefined || cpu.length < 7 || !cpu.every(Number.isFinite)) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = cpu;
  const one = (name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { user, nice, system, idle, iowait, irq, softirq, steal, running: one('procs_running'), blocked: one('procs_blocked'), bootedAtS: one('btime'), forks: one('processes') };
}

function readEquals(text: string): Record<string, string> {
  return Object.fromEntries(linesOf(text).map((line) => { const at = line.indexOf(' = '); return [line.slice(0, at), line.slice(at + 3)]; }));
}

function readOsRelease(text: string): Record<string, string> | null {
  const rows = linesOf(text).flatMap((line) => { const found = /^([A-Z_]+)=(["']?)(.*)\2$/.exec(line.trim()); return found === null ? [] : [[found[1] ?? '', found[3] ?? ''] as const]; });
  return rows.length === 0 ? null : Object.fromEntries(rows);
}

function positive(text: string): number | null {
  const figure = numberOf(text);
  return figure !== null && figure > 0 ? figure : null;
}

/** Version 2 lists them; version 1 says which are enabled. */
function readControllers(reading: Reading): Piece<readonly string[]> {
  const modern = pieceOf(reading, 'system.cgroupControllers', (text) => text.trim().split(/\s+/).filter((name) => name !== ''));
  if (modern.state === 'had') return modern;
  return pieceOf(reading, 'system.cgroups1', (text) => linesOf(text).flatMap((line) => { const [name = '', , , isOn] = line.split(/\s+/); return isOn === '1' ? [name] : []; }), { as: 'system.cgroupControllers', mustSay: true });
}

function readTop(text: string, reading: Reading) {
  const page = Number(reading.round.pieces.get('system.pageSize')?.text ?? 4096) || 4096;
  return linesOf(text).flatMap((line) => {
    const found = /^(\d+) (\d+) (\S+) (.*)$/.exec(line);
    return found === null ? [] : [{ pid: Number(found[1]), rssBytes: Number(found[2]) * page, user: found[3] === '-' ? null : (found[3] ?? null), name: found[4] ?? '' }];
  });
}

/** One process of a round: every piece of it in its own state, for each file has its own permission. */
import { maskArgv, maskUrl } from '#electron/probes/core/mask-argv.ts';
import { parseTcpAddress } from '#electron/probes/core/parse-tcp-address.ts';
import type { OneProcess } from './evidence-process.ts';
import type { Piece } from './evidence.ts';
import { had, linesOf, notHad, numberOf, pieceOf, type Reading } from './piece-of.ts';

type Stat = { readonly state: string; readonly parent: number; readonly userTicks: number; readonly systemTicks: number; readonly threads: number; readonly startTicks: number; readonly rssPages: number };

export function readOneProcess(reading: Reading, pid: number, of: (key: string) => string[], second: string | null): OneProcess | null {
  const first = readStat(of('stat')[0] ?? '');
  if (first === null) return null;
  const name = `process.${pid}`;
  const piece = <T>(what: string, read: (text: string) => T | null, options = {}): Piece<T> => pieceOf(reading, `${name}.${what}`, read, options);
  const later = second === null ? null : readStat(second);
  const upS = numberOf(reading.round.pieces.get('system.uptime')?.text.split(' ')[0]);
  const hz = numberOf(/^hz (\d+)$/m.exec(reading.round.pieces.get('host.facts')?.text ?? '')?.[1]) ?? 100;
  const [from, to] = [1, 2].map((turn) => Number(reading.round.pieces.get(`clock.mono#${turn}`)?.text ?? Number.NaN)) as [number, number];
  return {
    pid, startTicks: first.startTicks, parent: first.parent,
    parents: of('parent').map((line) => { const [parent = '', parentName = '', argv = ''] = line.split('\t'); return { pid: Number(parent), name: parentName, argv: maskArgv(argv.split('\u0003').filter((word) => word !== '')) }; }),
    upS: upS === null ? null : Math.max(0, upS - first.startTicks / hz),
    argv: maskArgv(of('arg')), cwd: of('cwd')[0] ?? null, user: of('user')[0] || null, uid: numberOf(of('uid')[0]),
    stat: later === null || later.startTicks !== first.startTicks
      ? notHad(`${name}.stat`, reading.at, `/proc/${pid}/stat`, 'missing', 'it ended during the round', 'none')
      : had(`${name}.stat`, reading.at, `/proc/${pid}/stat`, { first, second: later, overMs: to > from ? (to - from) * 1000 : 1000 }, second ?? ''),
    status: piece('status', readStatus, { mustSay: true }),
    environ: piece('environ', readEnviron),
    limits: piece('limits', readLimits, { mustSay: true }),
    wchan: piece('wchan', (text) => text.trim()),
    fds: piece('fds', readFds, { mustSay: true }),
    libraries: piece('libraries', (text) => linesOf(text).map((line) => ({ path: line.replace(/ \(deleted\)$/, ''), isDeleted: line.endsWith(' (deleted)') }))),
    cgroup: piece('cgroup', readGroup, { mustSay: true }),
    smaps: piece('smaps', readRollup, { mustSay: true, refused: 'same-user' }),
    exe: piece('exe', (text) => { const [path = '', elf = ''] = text.split('\n'); const [bits, machine] = elf.split(' '); return { path: path.replace(/ \(deleted\)$/, ''), isDeleted: path.endsWith(' (deleted)'), elfBits: numberOf(bits), machine: machine === undefined || machine === '-' ? null : machine }; }, { mustSay: true }),
    oomScoreAdj: piece('oomScoreAdj', (text) => numberOf(text)),
    children: [],
  };
}

export function readSockets(reading: Reading, pid: number) {
  return pieceOf(reading, `process.${pid}.sockets`, (text) => linesOf(text).flatMap((line) => {
    const [local, remote] = line.split(' ').map(parseTcpAddress);
    return local && remote ? [{ localPort: local.port, remoteHost: remote.host, remotePort: remote.port }] : [];
  }));
}

/** Cut after field 24 by the script; the name may hold anything, so fields are counted from the last bracket. */
function readStat(line: string): Stat | null {
  const rest = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(rest[number - 3] ?? Number.NaN);
  const stat: Stat = { state: rest[0] ?? '', parent: field(4), userTicks: field(14), systemTicks: field(15), threads: field(20), startTicks: field(22), rssPages: field(24) };
  return /^[A-Za-z]$/.test(stat.state) && [stat.parent, stat.userTicks, stat.systemTicks, stat.threads, stat.startTicks, stat.rssPages].every(Number.isFinite) ? stat : null;
}

function readStatus(text: string): Record<string, number> {
  return Object.fromEntries(linesOf(text).flatMap((line) => {
    const found = /^(\w+):\s+([0-9a-f]+)( kB)?$/i.exec(line.trim());
    if (found === null) return [];
    const isMask = found[1]?.startsWith('Sig') === true;
    return [[found[1] ?? '', isMask ? Number.parseInt(found[2] ?? '', 16) : Number(found[2]) * (found[3] === undefined ? 1 : 1024)]];
  }));
}

function readEnviron(text: string): Record<string, string> {
  return Object.fromEntries(linesOf(text).map((line) => [line.slice(0, line.indexOf('=')), maskUrl(line.slice(line.indexOf('=') + 1))]));
}

function readLimits(text: string): Record<string, { readonly soft: number | null; readonly hard: number | null }> | null {
  const rows = linesOf(text).flatMap((line) => {
    const found = /^(Max [a-z ]+?)\s{2,}(\d+|unlimited)\s+(\d+|unlimited)/.exec(line);
    const value = (word: string | undefined): number | null => (word === 'unlimited' ? null : Number(word));
    return found === null ? [] : [[found[1] ?? '', { soft: value(found[2]), hard: value(found[3]) }] as const];
  });
  return rows.length === 0 ? null : Object.fromEntries(rows);
}

function readFds(text: string) {
  const of = (key: string): string[] => linesOf(text).flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const count = numberOf(of('count')[0]);
  return count === null ? null : { count, sockets: numberOf(of('sockets')[0]) ?? 0, standard: [0, 1, 2].map((n) => of(`fd${n}`)[0] || null), deleted: of('deleted') };
}

function readGroup(text: string) {
  const lines = linesOf(text);
  const path = lines.find((line) => line.startsWith('group 0::'))?.slice(9) ?? lines.find((line) => line.startsWith('group '))?.replace(/^group \d+:[^:]*:/, '') ?? '';
  const figure = (key: string): number | null | undefined => { const value = lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1); return value === undefined ? undefined : value === 'max' ? null : (numberOf(value) ?? undefined); };
  const memory = Object.fromEntries(['memory.current', 'memory.max', 'memory.high', 'memory.swap.max', 'memory.peak'].flatMap((key) => { const value = figure(key); return value === undefined ? [] : [[key.slice(7), value]]; }));
  const events = Object.fromEntries(lines.flatMap((line) => { const found = /^event (\w+) (\d+)$/.exec(line); return found === null ? [] : [[found[1] ?? '', Number(found[2])]]; }));
  return { path, memory: Object.keys(memory).length === 0 ? null : memory, events: Object.keys(events).length === 0 ? null : events, pidsCurrent: figure('pids.current') ?? null, pidsMax: figure('pids.max') ?? null };
}

function readRollup(text: string) {
  const bytes = (key: string): number | null => { const found = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text); return found === null ? null : Number(found[1]) * 1024; };
  const pssBytes = bytes('Pss');
  return pssBytes === null ? null : { pssBytes, swapBytes: bytes('SwapPss') ?? bytes('Swap') ?? 0, anonBytes: bytes('Anonymous') ?? 0 };
}

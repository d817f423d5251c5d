/**
 * The resident reader's side of the sampler protocol (docs/spec/sampler.md) for a simulated Pi: a watch list, frames of
 * raw /proc text when asked, deaths at once. It does nothing by itself but report a death.
 */
import { pssKiB } from '#electron/demo/linux/proc-files.ts';
import { cpuLine, diskLines, loadLine, memoryLines, networkLines, pressureLines, socketPairs, statLine } from '#electron/demo/linux/proc-text.ts';
import type { SimMachine } from '#electron/demo/linux/sim-machine.ts';
import type { SimProcess } from '#electron/demo/linux/sim-process.ts';

export type SamplerAnswer = {
  /** One request line. False when the reader has ended. */
  take(line: string): boolean;
  dispose(): void;
};

type Watched = { readonly pid: number; readonly startTicks: number; readonly role: string };
type Piece = { readonly name: string; readonly lines: readonly string[] };

const maxWatched = 4096;
const exported = new Set([
  'CELERY_BROKER_URL', 'BROKER_URL', 'CELERY_BROKER', 'REDIS_URL', 'CELERY_BROKER_READ_URL', 'CELERY_BROKER_WRITE_URL', 'CELERY_REDIS_URL', 'REDIS_HOST', 'REDIS_PORT', 'CELERY_APP',
  'SUPERVISOR_PROCESS_NAME', 'SUPERVISOR_GROUP_NAME', 'SUPERVISOR_ENABLED', 'INVOCATION_ID', 'PYTHONUNBUFFERED', 'PYTHONFAULTHANDLER', 'MALLOC_ARENA_MAX', 'REMAP_SIGTERM',
]);

export function createSamplerAnswer(machine: SimMachine, marker: string, write: (text: string) => void): SamplerAnswer {
  let watched = new Map<number, Watched>();
  const { hardware } = machine;
  const reader = machine.spawn({
    ppid: 1, comm: 'python3', argv: ['python3', '-I', '-S', '-c', 'exec(input())'], user: 'pi', uid: 1000, cwd: '/home/pi', cgroup: '/user.slice/user-1000.slice/session-4.scope',
    env: [], rssKiB: 8400, threads: 1, output: 'pipe:[991]',
  });
  const forget = machine.onExit((ended) => {
    const entry = watched.get(ended.pid);
    if (entry === undefined || entry.startTicks !== ended.startTicks) return;
    watched.delete(ended.pid);
    write(`! died ${ended.pid} ${ended.startTicks}\n`);
  });
  write(`fleetbeat-sampler 1 ${marker} python ${reader.pid} pidfd py=${hardware.python} uid=1000\n`);
  return {
    take(line) {
      const [verb, ...rest] = line.split(' ');
      if (verb === 'q') return false;
      if (verb === 'w') watched = readWatchList(machine, rest, write);
      if (verb === 't' && /^\d{1,15}$/.test(rest[0] ?? '')) {
        reader.addCpuMs(0.2);
        write(frame(machine, rest[0] ?? '0', rest[1] ?? '', watched, reader));
      }
      return true;
    },
    dispose() { forget(); watched.clear(); machine.exit(reader.pid); },
  };
}

function readWatchList(machine: SimMachine, words: readonly string[], write: (text: string) => void): Map<number, Watched> {
  const list = new Map<number, Watched>();
  for (const word of words.slice(0, maxWatched)) {
    const match = /^(\d+):(\d+):([mcb])$/.exec(word);
    if (match === null) continue;
    const entry = { pid: Number(match[1]), startTicks: Number(match[2]), role: match[3] ?? 'm' };
    if (machine.find(entry.pid)?.startTicks === entry.startTicks) list.set(entry.pid, entry);
    else write(`! died ${entry.pid} ${entry.startTicks}\n`);
  }
  return list;
}

function frame(machine: SimMachine, id: string, parts: string, watched: ReadonlyMap<number, Watched>, reader: SimProcess): string {
  let text = `@ ${id} ${machine.uptimeS().toFixed(2)}\n`;
  for (const letter of parts.slice(0, 32)) {
    for (const piece of piecesOf(machine, letter, watched, reader)) {
      text += `=${piece.name}\n`;
      for (const line of piece.lines) text += `|${line}\n`;
    }
  }
  return `${text}.\n`;
}

function piecesOf(machine: SimMachine, letter: string, watched: ReadonlyMap<number, Watched>, reader: SimProcess): readonly Piece[] {
  switch (letter) {
    case 'f': return fast(machine, watched);
    case 's': return [
      { name: 'root 179:2', lines: [] }, { name: 'disks', lines: diskLines(machine) }, { name: 'net', lines: networkLines(machine) },
      { name: 'throttled', lines: [`throttled=0x${machine.throttled.toString(16)}`] },
    ];
    case 'd': return [{ name: 'df /', lines: [`${machine.hardware.diskTotalBytes} ${machine.hardware.diskTotalBytes - machine.hardware.diskUsedBytes}`] }];
    case 'p': return alive(machine, watched).map((process) => ({ name: `pss ${process.pid}`, lines: [`Pss:            ${pssKiB(machine, process)} kB`] }));
    case 'k': return [{ name: 'clock', lines: [(machine.clock.now() / 1000).toFixed(3)] }];
    case 'c': return [{ name: 'own', lines: [`ns ${Math.round(reader.cpuMs() * 1e6)}`, `stat ${statLine(machine, reader)}`] }];
    case 'i': return [{ name: 'id', lines: identity(machine) }];
    case 'n': return scan(machine);
    default: return [];
  }
}

function alive(machine: SimMachine, watched: ReadonlyMap<number, Watched>): readonly SimProcess[] {
  return [...watched.keys()].map((pid) => machine.find(pid)).filter((process) => process !== null);
}

function fast(machine: SimMachine, watched: ReadonlyMap<number, Watched>): readonly Piece[] {
  const pieces: Piece[] = [
    { name: 'load', lines: [loadLine(machine)] }, { name: 'cpu', lines: [cpuLine(machine)] },
    { name: 'mem', lines: memoryLines(machine).filter((line) => /^(MemTotal|MemFree|MemAvailable|SwapTotal|SwapFree):/.test(line)) },
  ];
  for (const kind of ['cpu', 'memory', 'io'] as const) {
    const lines = pressureLines(machine, kind);
    if (lines !== null) pieces.push({ name: `psi ${kind}`, lines });
  }
  pieces.push({ name: 'temp', lines: [`cpu-thermal ${machine.milliC()}`] }, { name: 'volt', lines: [(machine.throttled & 1) === 1 ? '1' : '0'] });
  for (const process of alive(machine, watched)) {
    const role = watched.get(process.pid)?.role;
    const state = process.state();
    const isSuspect = state === 'D' || (role === 'm' && state === 'S' && process.plan.output.startsWith('pipe:'));
    pieces.push({ name: `p ${process.pid}`, lines: isSuspect ? [statLine(machine, process), `wchan ${process.wchan()}`] : [statLine(machine, process)] });
    if (role === 'm') pieces.push({ name: `children ${process.pid}`, lines: machine.childrenOf(process.pid).map((child) => (watched.has(child.pid) ? String(child.pid) : statLine(machine, child))) });
  }
  return pieces;
}

function identity(machine: SimMachine): string[] {
  const { hardware } = machine;
  return [
    `hostname ${hardware.hostname}`, `kernel ${hardware.kernel}`, `arch ${hardware.architecture}`, `model ${hardware.model}`, `os ${hardware.osName}`, `boot ${hardware.bootId}`,
    `btime ${Math.floor(machine.bootedAt / 1000)}`, `cores ${hardware.cores}`, `page ${hardware.pageSize}`, 'hz 100', `memkb ${hardware.memKiB}`, `python ${hardware.python}`,
  ];
}

function isCelery(process: SimProcess): boolean {
  const script = process.plan.argv.findIndex((arg) => arg.endsWith('/celery') || arg === 'celery');
  return script >= 0 && script <= 2 && process.plan.argv.some((arg) => arg === 'worker' || arg === 'beat');
}

function scan(machine: SimMachine): readonly Piece[] {
  const all = machine.processes();
  const found = all.filter(isCelery);
  const mains = new Set(found.map((process) => process.pid));
  return [
    { name: 'scan', lines: [`total ${all.length + 96}`, 'unreadable 0', 'hidden 0'] },
    ...found.map((process) => ({ name: `proc ${process.pid}`, lines: describe(machine, process, mains.has(process.plan.ppid)) })),
  ];
}

const oneLine = (value: string) => value.replaceAll('\n', '\x01');

function describe(machine: SimMachine, process: SimProcess, isChild: boolean): string[] {
  const { plan } = process;
  const lines = [`stat ${statLine(machine, process)}`, ...plan.argv.map((arg) => `arg ${oneLine(arg)}`)];
  if (isChild) return lines;
  return [
    ...lines, ...plan.env.filter(([name]) => exported.has(name) || name.endsWith('_THREADS')).map(([name, value]) => `env ${name}=${oneLine(value)}`),
    `cwd ${oneLine(plan.cwd)}`, `uid ${plan.uid}`, `user ${plan.user}`, `nspid ${process.pid}`, `cgroup 0::${plan.cgroup}`, 'parent /sbin/init',
    `fd 1 ${plan.output}`, `fd 2 ${plan.output}`, ...socketPairs(process).map((pair) => `tcp ${pair}`),
  ];
}

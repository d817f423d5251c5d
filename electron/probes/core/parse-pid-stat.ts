/**
 * Reads one /proc/PID/stat line, whole or cut after field 24. The name may hold blanks, brackets and line feeds, so
 * fields are counted from the last `)`. null for anything that is not such a line.
 */
import type { ProcessState } from '#shared/domain/worker.ts';

export type PidStat = {
  readonly pid: number;
  readonly name: string;
  readonly state: ProcessState;
  readonly parentPid: number;
  /** utime + stime */
  readonly cpuTicks: number;
  /** cutime + cstime: children that were waited for */
  readonly childTicks: number;
  readonly threads: number;
  readonly startTicks: number;
  /** Size of its address space, in bytes. */
  readonly virtual: number;
  readonly rssPages: number;
};

const states: Readonly<Record<string, ProcessState>> = {
  R: 'running', S: 'sleeping', I: 'sleeping', D: 'disk-wait', T: 'stopped', t: 'traced', Z: 'zombie', X: 'dead', x: 'dead',
};

export function parsePidStat(line: string | undefined): PidStat | null {
  if (line === undefined) return null;
  const open = line.indexOf(' (');
  const close = line.lastIndexOf(') ');
  if (open <= 0 || close < open) return null;
  const rest = line.slice(close + 2).split(' ', 22);
  const field = (number: number): number => Number(rest[number - 3] ?? Number.NaN);
  const stat: PidStat = {
    pid: Number(line.slice(0, open)),
    name: line.slice(open + 2, close),
    state: stateOf(rest[0]),
    parentPid: field(4),
    cpuTicks: field(14) + field(15),
    childTicks: field(16) + field(17),
    threads: field(20),
    startTicks: field(22),
    virtual: field(23),
    rssPages: field(24),
  };
  const figures = [stat.pid, stat.parentPid, stat.cpuTicks, stat.threads, stat.startTicks, stat.virtual, stat.rssPages];
  return stat.pid > 0 && figures.every((n) => Number.isSafeInteger(n) && n >= 0) ? stat : null;
}

function stateOf(letter: string | undefined): ProcessState {
  return letter !== undefined && Object.hasOwn(states, letter) ? (states[letter] ?? 'unknown') : 'unknown';
}

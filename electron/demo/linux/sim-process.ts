/**
 * One process of a simulated Pi. Nothing ticks: CPU time and memory are functions of time, worked out when read,
 * so that a thousand Pis at rest cost nothing.
 */
import type { Clock } from '#electron/ports/clock.ts';

export const ticksPerSecond = 100;

export type ProcessPlan = {
  readonly ppid: number;
  readonly comm: string;
  readonly argv: readonly string[];
  readonly user: string;
  readonly uid: number;
  readonly cwd: string;
  /** The path after `0::` in /proc/PID/cgroup. */
  readonly cgroup: string;
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly rssKiB: number;
  readonly threads: number;
  /** Where descriptors 1 and 2 lead: `/dev/null`, `pipe:[4242]`, `socket:[77]`, a file. */
  readonly output: string;
  /** It has been running for so long already. */
  readonly ageS?: number;
};

export type StateLetter = 'R' | 'S' | 'D' | 'T' | 'Z';

export type SimProcess = {
  readonly pid: number;
  readonly startTicks: number;
  readonly startedAt: number;
  readonly plan: ProcessPlan;
  /** Set by the model when it is not simply running or sleeping. */
  hold: { readonly state: StateLetter; readonly wchan: string } | null;
  threads: number;
  /** Established connections to 127.0.0.1. */
  readonly sockets: { readonly localPort: number; readonly remotePort: number }[];
  /** Cores in use from now on: 1 = one whole core. */
  setLoad(cores: number): void;
  load(): number;
  addCpuMs(ms: number): void;
  cpuMs(): number;
  /** Memory moves to this size within so long. */
  moveRss(toKiB: number, withinMs: number): void;
  rssKiB(): number;
  peakRssKiB(): number;
  state(): StateLetter;
  wchan(): string;
};

type Identity = { readonly pid: number; readonly startTicks: number };

export function createSimProcess(clock: Clock, { pid, startTicks }: Identity, plan: ProcessPlan): SimProcess {
  const startedAt = clock.now() - (plan.ageS ?? 0) * 1000;
  let cpu = { at: clock.monotonic(), ms: 40, load: 0 };
  let rss = { from: plan.rssKiB, to: plan.rssKiB, start: clock.monotonic(), within: 0 };
  let peak = plan.rssKiB;
  const cpuMs = () => cpu.ms + (clock.monotonic() - cpu.at) * cpu.load;
  const rssKiB = () => {
    const done = rss.within <= 0 ? 1 : Math.min(1, (clock.monotonic() - rss.start) / rss.within);
    const now = Math.round(rss.from + (rss.to - rss.from) * done);
    peak = Math.max(peak, now);
    return now;
  };
  const process: SimProcess = {
    pid, startTicks, startedAt, plan, hold: null, threads: plan.threads, sockets: [],
    setLoad(cores) { cpu = { at: clock.monotonic(), ms: cpuMs(), load: cores }; },
    load: () => cpu.load,
    addCpuMs(ms) { cpu = { at: clock.monotonic(), ms: cpuMs() + ms, load: cpu.load }; },
    cpuMs,
    moveRss(toKiB, withinMs) { rss = { from: rssKiB(), to: toKiB, start: clock.monotonic(), within: withinMs }; },
    rssKiB,
    peakRssKiB() { rssKiB(); return peak; },
    state: () => process.hold?.state ?? (cpu.load > 0.5 ? 'R' : 'S'),
    wchan: () => process.hold?.wchan ?? (cpu.load > 0.5 ? '0' : 'ep_poll'),
  };
  return process;
}

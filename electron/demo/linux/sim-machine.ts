/**
 * A simulated Pi as its kernel would tell it: hardware, processes, memory, heat, counters.
 * Figures follow from what the processes do; there is no timer in here.
 */
import type { Clock } from '#electron/ports/clock.ts';
import { createSimRecords, type SimRecords } from './sim-records.ts';
import { createSimProcess, type ProcessPlan, type SimProcess, ticksPerSecond } from './sim-process.ts';

export type Hardware = {
  readonly hostname: string;
  readonly model: string;
  readonly cores: number;
  readonly memKiB: number;
  readonly swapKiB: number;
  readonly pageSize: number;
  readonly kernel: string;
  readonly architecture: string;
  readonly osName: string;
  readonly python: string;
  readonly bootId: string;
  /** How long it has been up when the simulation starts. */
  readonly uptimeS: number;
  readonly hasPressure: boolean;
  readonly diskTotalBytes: number;
  readonly diskUsedBytes: number;
  /** At rest, and for each core at work. */
  readonly idleMilliC: number;
  readonly perCoreMilliC: number;
};

export type SimMachine = {
  readonly clock: Clock;
  readonly hardware: Hardware;
  readonly bootedAt: number;
  /** What it writes down: logs and journal. */
  readonly records: SimRecords;
  /** Bits of `vcgencmd get_throttled`. */
  throttled: number;
  swapUsedKiB: number;
  /** PSI avg10 of `some`, set by stories. */
  readonly pressure: { cpu: number; memory: number; io: number };
  spawn(plan: ProcessPlan): SimProcess;
  exit(pid: number): void;
  find(pid: number): SimProcess | null;
  childrenOf(pid: number): readonly SimProcess[];
  processes(): readonly SimProcess[];
  onExit(listen: (ended: SimProcess) => void): () => void;
  takePort(): number;
  uptimeS(): number;
  cpu(): { readonly busyMs: number; readonly totalMs: number };
  load(): readonly [number, number, number];
  usedKiB(): number;
  milliC(): number;
};

const backgroundLoad = 0.03;

export function createSimMachine(clock: Clock, hardware: Hardware, firstPid: number): SimMachine {
  const table = new Map<number, SimProcess>();
  const exits = new Set<(ended: SimProcess) => void>();
  const startedAt = clock.monotonic();
  const uptimeS = () => hardware.uptimeS + (clock.monotonic() - startedAt) / 1000;
  let nextPid = firstPid;
  let nextPort = 33_000 + (firstPid % 500) * 8;
  let pastMs = hardware.uptimeS * 1000 * backgroundLoad;
  let averages: { at: number; values: [number, number, number] } = { at: clock.monotonic(), values: [0.2, 0.18, 0.15] };
  const busyCores = () => { let sum = backgroundLoad; for (const process of table.values()) sum += process.load(); return Math.min(hardware.cores, sum); };
  const machine: SimMachine = {
    clock, hardware, bootedAt: clock.now() - hardware.uptimeS * 1000, records: createSimRecords(clock, hardware.bootId), throttled: 0, swapUsedKiB: 0, pressure: { cpu: 0, memory: 0, io: 0 },
    spawn(plan) {
      const process = createSimProcess(clock, { pid: nextPid, startTicks: Math.max(1, Math.floor((uptimeS() - (plan.ageS ?? 0)) * ticksPerSecond)) }, plan);
      nextPid += 1 + (nextPid % 3);
      table.set(process.pid, process);
      return process;
    },
    exit(pid) {
      const ended = table.get(pid);
      if (ended === undefined) return;
      table.delete(pid);
      pastMs += ended.cpuMs();
      for (const listen of exits) listen(ended);
    },
    find: (pid) => table.get(pid) ?? null,
    childrenOf: (pid) => [...table.values()].filter((process) => process.plan.ppid === pid),
    processes: () => [...table.values()],
    onExit(listen) { exits.add(listen); return () => exits.delete(listen); },
    takePort() { nextPort = nextPort >= 60_990 ? 32_768 : nextPort + 2; return nextPort; },
    uptimeS,
    cpu() {
      let busyMs = pastMs + (clock.monotonic() - startedAt) * backgroundLoad;
      for (const process of table.values()) busyMs += process.cpuMs();
      const totalMs = uptimeS() * 1000 * hardware.cores;
      return { busyMs: Math.min(busyMs, totalMs), totalMs };
    },
    load() {
      const passedS = (clock.monotonic() - averages.at) / 1000;
      const now = busyCores();
      const values = averages.values.map((old, i) => now + (old - now) * Math.exp(-passedS / [60, 300, 900][i]!));
      averages = { at: clock.monotonic(), values: [values[0] ?? now, values[1] ?? now, values[2] ?? now] };
      return averages.values;
    },
    usedKiB() {
      let sum = hardware.memKiB * 0.09 + 90_000;
      for (const process of table.values()) sum += process.rssKiB() * 0.86;
      return Math.min(hardware.memKiB * 0.985, sum);
    },
    milliC: () => Math.round(hardware.idleMilliC + busyCores() * hardware.perCoreMilliC + Math.sin(clock.monotonic() / 17_000) * 600),
  };
  return machine;
}

/**
 * What a story is: one Pi with its hardware, and what happens on it. A story only uses the stage it is given, so that
 * its time can be driven by a test and its chance repeats.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { SimWorker } from './celery/sim-worker.ts';
import type { WorkerPlan } from './celery/worker-plan.ts';
import type { PyValue } from './celery/python-text.ts';
import type { Hardware, SimMachine } from './linux/sim-machine.ts';
import type { SimUnits, UnitPlan } from './linux/sim-units.ts';
import type { SimRedis } from './redis/sim-redis.ts';

export type Production = {
  readonly db: number;
  readonly queue: string;
  readonly task: string;
  readonly everyMs: number;
  /** No more is sent while so many wait. */
  readonly maxDepth: number;
  readonly priorities?: readonly number[];
  readonly startDepth?: number;
  readonly args: (count: number, random: Random) => readonly PyValue[];
};

export type Stage = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly machine: SimMachine;
  readonly redis: SimRedis;
  readonly units: SimUnits;
  /** A worker under a systemd unit of this machine. */
  employ(plan: WorkerPlan, unit: Omit<UnitPlan, 'worker'>): SimWorker;
  /** Something puts tasks into a queue, at about this pace. */
  produce(plan: Production): void;
  /** Story time: divided by the pace of the fleet. */
  later(ms: number, run: () => void): void;
  every(ms: number, run: () => void): void;
  /** Once, at the first login: what a newcomer shall see from its beginning. */
  onceWatched(run: () => void): void;
  /** The network of this host. */
  readonly network: { goAway(): void; comeBack(): void };
};

export type Story = {
  readonly name: string;
  readonly site: string;
  readonly tags: readonly string[];
  readonly hardware: Hardware;
  readonly redis: { readonly password: string | null; readonly maxMemory: number; readonly policy: string; readonly usedMemory: number };
  readonly throttled?: number;
  readonly play: (stage: Stage) => void;
};

/**
 * What a story says of one worker, and what a running one holds. One record, changed by the files of this room only.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { SimMachine } from '#electron/demo/linux/sim-machine.ts';
import type { SimProcess } from '#electron/demo/linux/sim-process.ts';
import type { SimRedis, WorkerLink } from '#electron/demo/redis/sim-redis.ts';
import type { PyValue } from './python-text.ts';

export type TaskKind = {
  readonly name: string;
  readonly runMs: readonly [low: number, high: number];
  /** Cores in use while it runs. */
  readonly cores: number;
  /** Memory that stays with the child after each run, and what it takes on top while it runs. */
  readonly leakKiB?: number;
  readonly peakKiB?: number;
  /** Share of runs that fail, 0..1. */
  readonly failRate?: number;
  readonly result?: PyValue;
};

export type WorkerPlan = {
  readonly node: string;
  readonly app: string;
  readonly pool: 'prefork' | 'solo' | 'threads';
  readonly concurrency: number;
  readonly queues: readonly string[];
  readonly version: '5.2.6' | '5.5.3';
  readonly tasks: readonly TaskKind[];
  readonly db: number;
  readonly hasHeartbeat: boolean;
  readonly hasTaskEvents: boolean;
  readonly isAckLate: boolean;
  readonly prefetchMultiplier: number;
  readonly autoscale: { readonly min: number; readonly max: number } | null;
  readonly maxTasksPerChild: number | null;
  readonly maxMemoryPerChildKiB: number | null;
  readonly hardLimitS: number | null;
  readonly softLimitS: number | null;
  readonly rssKiB: { readonly main: number; readonly child: number };
  readonly bootMs: number;
  /** How long it has been running when the simulation begins; its later starts are real ones. */
  readonly firstAgeS: number;
  /** Everything of the process that Linux shows. */
  readonly process: { readonly argv: readonly string[]; readonly user: string; readonly uid: number; readonly cwd: string; readonly cgroup: string; readonly env: readonly (readonly [string, string])[]; readonly output: string };
  readonly brokerUrl: string;
};

export type TaskRequest = {
  readonly id: string;
  readonly name: string;
  readonly args: PyValue;
  readonly kwargs: PyValue;
  readonly argsRepr: string;
  readonly kwargsRepr: string;
  readonly rootId: string;
  readonly parentId: string | null;
  readonly retries: number;
  readonly eta: string | null;
  readonly queue: string;
  readonly priority: number;
  readonly isRedelivered: boolean;
  readonly tag: string;
  readonly replyTo: string | null;
  isAcknowledged: boolean;
};

export type Running = { readonly request: TaskRequest; readonly pid: number; readonly startedAt: number; readonly timer: Disposable };

/** What happened to a main process that the model moves on its own. */
export type Condition = 'normal' | 'deaf' | 'blocked' | 'frozen';

export type Links = { readonly consumer: WorkerLink; readonly control: WorkerLink; readonly events: WorkerLink };

export type WorkerNeeds = { readonly clock: Clock; readonly timers: Timers; readonly random: Random; readonly machine: SimMachine; readonly redis: SimRedis };

export type LiveWorker = {
  readonly main: SimProcess;
  readonly children: SimProcess[];
  links: Links | null;
  isReady: boolean;
  condition: Condition;
  concurrency: number;
  prefetchExtra: number;
  readonly readyAt: number;
  readonly queues: string[];
  readonly reserved: TaskRequest[];
  readonly active: Map<string, Running>;
  readonly scheduled: Map<string, { readonly request: TaskRequest; readonly timer: Disposable }>;
  readonly revoked: Set<string>;
  readonly rates: Map<string, { readonly text: string; readonly gapMs: number; nextAt: number }>;
  readonly limits: Map<string, { readonly softS: number | null; readonly hardS: number | null }>;
  readonly totals: Map<string, number>;
  readonly runsOf: Map<number, number>;
  /** Control messages that wait while the event loop stands still. */
  readonly inbox: string[];
  sendsTaskEvents: boolean;
  autoscale: { min: number; max: number } | null;
  lamport: number;
  gossipId: string;
  readonly owned: Set<Disposable>;
  /** Age of this run at its start. */
  readonly ageS: number;
};

/** Evidence that a node gave of itself by remote control. Values of settings are text; secrets are masked before. */
import type { BrokerId, WorkerKey } from '#shared/domain/ids.ts';
import type { Piece } from './evidence.ts';

export type ActiveTask = {
  readonly id: string;
  readonly name: string;
  readonly workerPid: number | null;
  /** Engine clock, from the events or the worker's own time; null: not known. */
  readonly startedAtMs: number | null;
  readonly isAcknowledged: boolean | null;
  readonly isRedelivered: boolean | null;
  readonly queue: string | null;
  readonly etaMs: number | null;
  /** Python's repr, cut. Kept in memory only, and in a bundle when asked for. */
  readonly args: string | null;
};

export type CeleryEvidence = {
  readonly node: string;
  readonly worker: WorkerKey | null;
  readonly broker: BrokerId | null;
  /** The main process on this host; null: not matched. */
  readonly pid: number | null;
  readonly ping: Piece<{ readonly ms: number }>;
  readonly stats: Piece<NodeStats>;
  /** All settings in force, defaults and unknown ones included; None is `null`, a structure is JSON, secrets are masked. */
  readonly conf: Piece<Readonly<Record<string, string>>>;
  readonly active: Piece<readonly ActiveTask[]>;
  readonly reserved: Piece<readonly ActiveTask[]>;
  readonly scheduled: Piece<readonly ActiveTask[]>;
  readonly activeQueues: Piece<readonly { readonly name: string; readonly exchange: string; readonly routingKey: string; readonly maxPriority: number | null }[]>;
  readonly registered: Piece<readonly string[]>;
  /** The head of its report: versions and platform; the settings after it are left out. */
  readonly report: Piece<string>;
  /** From heartbeats: what it says of itself without being asked. */
  readonly heartbeat: Piece<{ readonly atMs: number; readonly everyS: number | null; readonly active: number | null; readonly processed: number | null; readonly clock: number | null; readonly driftMs: number | null }>;
};

export type NodeStats = {
  readonly pid: number | null;
  readonly uptimeS: number | null;
  readonly pool: string | null;
  readonly maxConcurrency: number | null;
  readonly processes: readonly number[];
  readonly maxTasksPerChild: number | null;
  readonly maxMemoryPerChildKiB: number | null;
  readonly softTimeLimitS: number | null;
  readonly hardTimeLimitS: number | null;
  /** `pool.timeouts` was an empty list: this pool knows none. */
  readonly hasNoTimeouts: boolean | null;
  readonly putLocks: boolean | null;
  readonly prefetchCount: number | null;
  readonly totalByTask: Readonly<Record<string, number>>;
  readonly broker: { readonly transport: string | null; readonly hostname: string | null; readonly port: number | null; readonly virtualHost: string | null; readonly userId: string | null; readonly connectTimeoutS: number | null; readonly heartbeatS: number | null; readonly visibilityTimeoutS: number | null; readonly options: Readonly<Record<string, string>> } | null;
  readonly clock: number | null;
  readonly rusage: Readonly<Record<string, number>>;
};

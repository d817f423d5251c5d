/**
 * What one broker and the workers behind it say. Facts only: no verdict is made here.
 * `at` is engine time (Clock.now) of arrival; worker clocks are never used for liveness.
 */
import type { RedisView, UnackedView } from '#shared/domain/broker.ts';
import type { TaskView } from '#shared/domain/task.ts';
import type { PoolKind } from '#shared/domain/worker.ts';
import type { AppError } from '#shared/errors.ts';

export type QueueDepth = {
  readonly name: string;
  /** Priority steps 0, 3, 6, 9. */
  readonly byPriority: readonly [number, number, number, number];
  /** delivery_tag of the message served next, to tell whether the head moves; null when empty or unreadable. */
  readonly headTag: string | null;
};

/** One row of CLIENT LIST, our own connections left out. */
export type RedisClient = { readonly host: string; readonly port: number; readonly db: number; readonly ageS: number; readonly idleS: number; readonly lastCommand: string; readonly isWaitingForWork: boolean; readonly isSubscriber: boolean };

export type WorkerStats = {
  readonly pid: number | null;
  readonly pool: PoolKind;
  readonly poolFrom: 'reply' | 'shape' | 'none';
  readonly maxConcurrency: number | null;
  /** Child pids by the worker's own numbering (inner pids); null for pools without processes. */
  readonly processes: readonly number[] | null;
  readonly prefetchCount: number | null;
  readonly maxTasksPerChild: number | null;
  readonly softTimeLimitS: number | null;
  readonly hardTimeLimitS: number | null;
  readonly autoscale: { readonly min: number; readonly max: number } | null;
  readonly processedTotal: number | null;
  readonly uptimeS: number | null;
  readonly visibilityTimeoutS: number | null;
};

export type WorkerEvent = {
  readonly type: 'online' | 'heartbeat' | 'offline';
  readonly node: string;
  readonly pid: number | null;
  readonly intervalS: number | null;
  readonly active: number | null;
  readonly processed: number | null;
  readonly celeryVersion: string | null;
  /** The worker's clock, epoch ms. For skew only. */
  readonly sentAt: number | null;
};

export type BrokerObservation =
  | { readonly kind: 'phase'; readonly at: number; readonly phase: 'connecting' | 'asking' | 'ready' | 'waiting' | 'blocked'; readonly error: AppError | null }
  /** `runId` (INFO server) names the Redis process: two ways to the same one are one broker. */
  | { readonly kind: 'redis'; readonly at: number; readonly redis: RedisView; readonly runId?: string | null }
  | { readonly kind: 'queues'; readonly at: number; readonly queues: readonly QueueDepth[]; readonly unacked: UnackedView }
  /** null clients: CLIENT LIST refused by ACL. `listeners` = PUBSUB NUMPAT-like census of the control channel, null when unknown. */
  | { readonly kind: 'clients'; readonly at: number; readonly clients: readonly RedisClient[] | null; readonly listeners: number | null }
  /** Node names in the pidbox binding set: a clean stop removes its own, a violent end leaves it. */
  | { readonly kind: 'bindings'; readonly at: number; readonly nodes: readonly string[] }
  | { readonly kind: 'worker-event'; readonly at: number; readonly event: WorkerEvent }
  /** A node answered `ping`. */
  | { readonly kind: 'pong'; readonly at: number; readonly node: string; readonly tookMs: number }
  /** A ping round ended without an answer from these nodes (known from before and asked). */
  | { readonly kind: 'silent'; readonly at: number; readonly nodes: readonly string[]; readonly waitedMs: number }
  | { readonly kind: 'stats'; readonly at: number; readonly node: string; readonly stats: WorkerStats }
  | { readonly kind: 'active-queues'; readonly at: number; readonly node: string; readonly queues: readonly string[] }
  | { readonly kind: 'task-counts'; readonly at: number; readonly node: string; readonly active: number | null; readonly reserved: number | null; readonly scheduled: number | null }
  /** From task events, when switched on. */
  | { readonly kind: 'task'; readonly at: number; readonly node: string; readonly task: TaskView };

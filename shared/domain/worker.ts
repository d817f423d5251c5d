/**
 * A worker (a Celery main process) and the verdict on it. Source of every rule: docs/spec/verdict.md.
 */
import { z } from 'zod';
import { BrokerId, HostId, WorkerKey, WorkerName } from './ids.ts';
import { Bytes, EpochMs, Milliseconds, Percent } from './units.ts';

export const VerdictKind = z.enum(['working', 'idle', 'busy', 'deaf', 'blocked', 'stopped', 'crashed', 'restarting', 'unreachable', 'unknown']);
export type VerdictKind = z.infer<typeof VerdictKind>;

/** One proof: who said it, what, when. `params` are figures for the sentence; foreign text only as plain text. */
export const Proof = z.object({
  source: z.enum(['process', 'heartbeat', 'reply', 'connection', 'queue', 'host', 'broker', 'binding']),
  says: z.enum([
    'process-running', 'process-frozen', 'process-uninterruptible', 'process-pipe-full', 'process-gone', 'process-hidden', 'process-not-seen', 'process-new',
    'heartbeat-fresh', 'heartbeat-late', 'heartbeat-none', 'heartbeat-offline',
    'reply-fresh', 'reply-missing', 'reply-not-asked',
    'connection-waiting', 'connection-not-waiting', 'connection-none', 'connection-unknown',
    'queue-moving', 'queue-stuck', 'queue-empty', 'queue-unknown', 'tasks-active',
    'host-connected', 'host-unreachable', 'broker-connected', 'broker-unreachable',
    'binding-left', 'binding-removed',
  ]),
  at: EpochMs.nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});
export type Proof = z.infer<typeof Proof>;

/** Why the verdict was chosen: one code per row of the decision table. */
export const VerdictReason = z.enum([
  'host-unreachable', 'host-never-reached', 'no-evidence', 'evidence-stale',
  'main-gone-offline-said', 'main-gone-binding-removed', 'main-gone-silently', 'main-gone-unexplained',
  'new-process-starting', 'frozen-by-signal', 'pipe-full', 'disk-wait',
  'solo-in-task', 'connected-not-consuming', 'broker-unreachable',
  'tasks-active', 'consuming', 'waiting-for-work', 'intake-paused', 'heartbeat-only', 'process-only', 'offline-said', 'silent',
]);
export type VerdictReason = z.infer<typeof VerdictReason>;

/** What to do next; the sentence and the command are made from it. */
export const Remedy = z.enum(['resume-frozen', 'restart', 'drain-pipe', 'start', 'look-at-host', 'look-at-broker', 'reattach-queues', 'wait']);
export type Remedy = z.infer<typeof Remedy>;

export const Verdict = z.object({
  kind: VerdictKind,
  reason: VerdictReason,
  since: EpochMs,
  proofs: z.array(Proof),
  remedy: Remedy.nullable(),
});
export type Verdict = z.infer<typeof Verdict>;

export const PoolKind = z.enum(['prefork', 'solo', 'threads', 'gevent', 'eventlet', 'unknown']);
export type PoolKind = z.infer<typeof PoolKind>;

export const BackendKind = z.enum(['systemd', 'systemd-user', 'supervisord', 'docker', 'fleetbeat-supervisor', 'report-supervisor', 'none', 'unknown']);
export type BackendKind = z.infer<typeof BackendKind>;

export const ProcessState = z.enum(['running', 'sleeping', 'disk-wait', 'stopped', 'traced', 'zombie', 'dead', 'unknown']);
export type ProcessState = z.infer<typeof ProcessState>;

/** A process is known by pid + start time (clock ticks since boot) + boot id; the pid alone may be reused. */
export const WorkerProcess = z.object({
  pid: z.number().int(),
  startTicks: z.number(),
  bootId: z.string(),
  startedAt: EpochMs.nullable(),
  user: z.string().nullable(),
  /** Command line, passwords masked. */
  argv: z.array(z.string()),
  cwd: z.string().nullable(),
  backend: z.object({ kind: BackendKind, unit: z.string().nullable() }),
  container: z.string().nullable(),
  /** pid as the worker itself sees it, when it runs in a container. */
  innerPid: z.number().int(),
});
export type WorkerProcess = z.infer<typeof WorkerProcess>;

export const ProcessUsage = z.object({
  at: EpochMs,
  /** 100 = one core. */
  cpu: Percent.nullable(),
  rss: Bytes.nullable(),
  pss: Bytes.nullable(),
  threads: z.number().int().nullable(),
  state: ProcessState,
});
export type ProcessUsage = z.infer<typeof ProcessUsage>;

export const ChildView = z.object({
  pid: z.number().int(),
  startTicks: z.number(),
  startedAt: EpochMs.nullable(),
  usage: ProcessUsage.nullable(),
});
export type ChildView = z.infer<typeof ChildView>;

export const ChildDeath = z.object({ pid: z.number().int(), at: EpochMs, replacedBy: z.number().int().nullable() });
export type ChildDeath = z.infer<typeof ChildDeath>;

export const Pool = z.object({
  kind: PoolKind,
  /** How the kind is known: what the worker said, its command line, or the shape of its answers. */
  from: z.enum(['reply', 'command-line', 'shape', 'none']),
  maxConcurrency: z.number().int().nullable(),
  prefetchCount: z.number().int().nullable(),
  maxTasksPerChild: z.number().int().nullable(),
  /** KiB, as Celery counts it. */
  maxMemoryPerChildKiB: z.number().nullable(),
  softTimeLimitS: z.number().nullable(),
  hardTimeLimitS: z.number().nullable(),
  autoscale: z.object({ min: z.number().int(), max: z.number().int() }).nullable(),
});
export type Pool = z.infer<typeof Pool>;

export const WorkerCounts = z.object({
  at: EpochMs,
  active: z.number().int().nullable(),
  reserved: z.number().int().nullable(),
  scheduled: z.number().int().nullable(),
  /** Since the worker's start. */
  processed: z.number().int().nullable(),
  perMinute: z.number().nullable(),
});
export type WorkerCounts = z.infer<typeof WorkerCounts>;

export const WorkerView = z.object({
  key: WorkerKey,
  name: WorkerName,
  /** null: seen on the broker, its host is not among ours (or not yet known). */
  host: HostId.nullable(),
  broker: BrokerId.nullable(),
  verdict: Verdict,
  process: WorkerProcess.nullable(),
  pool: Pool,
  celeryVersion: z.string().nullable(),
  /** The main process alone. */
  usage: ProcessUsage.nullable(),
  /** Main and children together. */
  totalRss: Bytes.nullable(),
  totalCpu: Percent.nullable(),
  children: z.array(ChildView),
  /** Deaths of children within the last hour, newest first, at most 20. */
  childDeaths: z.array(ChildDeath),
  /** Ends of the main process within the last hour, newest first, at most 20. */
  ends: z.array(z.object({ pid: z.number().int(), at: EpochMs, silent: z.boolean() })),
  counts: WorkerCounts.nullable(),
  queues: z.array(z.string()).nullable(),
  heartbeat: z.object({ at: EpochMs, intervalS: z.number().nullable() }).nullable(),
  replyMs: Milliseconds.nullable(),
  /** Task events switched on, as far as we know. */
  taskEvents: z.boolean().nullable(),
  /** totalRss in bytes, oldest first, one point a minute, at most 60; null is a gap. */
  memorySpark: z.array(z.number().nullable()),
});
export type WorkerView = z.infer<typeof WorkerView>;

/**
 * Crashes as a person reviews them: events read from logs, incidents assembled from them, and groups of the same cause.
 * Must stay true: confidence never reaches 1; every cause names its rule and what would raise it; unknown is a value.
 */
import { z } from 'zod';
import { HostId, TaskId, WorkerKey, WorkerName } from './ids.ts';
import { LogPlace } from './log.ts';
import { Bytes, EpochMs } from './units.ts';
import { BackendKind } from './worker.ts';

/** Stable: made from the first evidence (host, source, place), so that reading the same bytes again gives the same incident. */
export const IncidentId = z.string().min(1).max(100).brand<'IncidentId'>();
export type IncidentId = z.infer<typeof IncidentId>;
export const SignatureId = z.string().min(1).max(100).brand<'SignatureId'>();
export type SignatureId = z.infer<typeof SignatureId>;

/** What one record of a log says happened. Many of them are no crash at all; they explain one. */
export const CrashEventKind = z.enum([
  // deaths
  'child-exited', 'main-exited', 'worker-lost', 'hard-time-limit', 'soft-time-limit', 'pool-start-failed', 'process-killed',
  // why
  'segfault', 'oom-kill', 'oom-asked', 'oom-flagged', 'python-fatal', 'native-abort', 'exception', 'core-dumped', 'unit-failed', 'memory-high', 'address-space',
  // supervision
  'started', 'ready', 'restart-planned', 'gave-up', 'stop-asked', 'stop-timeout', 'task-terminated', 'child-recycled',
  // tasks
  'task-received', 'task-ended', 'tasks-restored',
  // surroundings
  'missed-heartbeat', 'broker-lost', 'broker-back', 'redis-trouble', 'under-voltage', 'voltage-normal', 'throttled', 'io-error', 'booted', 'shut-down', 'operator-action',
]);
export type CrashEventKind = z.infer<typeof CrashEventKind>;

export const CauseCode = z.enum([
  'oom-global', 'oom-limit', 'oom-container', 'oom-probable',
  'killed-stop-timeout', 'killed-by-hand', 'killed-unexplained', 'hard-time-limit', 'soft-time-limit', 'task-revoked', 'stopped-by-signal',
  'native-crash', 'native-library', 'hardware-suspect', 'address-space-limit', 'heap-corruption', 'aborted', 'file-truncated', 'illegal-instruction',
  'start-failure', 'unhandled-exception', 'child-exit', 'restart-loop', 'poison-task',
  'power-loss', 'broker-outage', 'printer-stalled', 'peer-stalled', 'unknown',
]);
export type CauseCode = z.infer<typeof CauseCode>;

/** Evidence that was not to be had, and would settle the matter. Each has a sentence with what to do. */
export const RaiseCode = z.enum([
  'kernel-log', 'memory-events', 'docker-inspect', 'core-dump', 'faulthandler', 'task-events', 'info-level-log', 'memory-history',
  'supervisor-log', 'voltage-record', 'boot-record', 'address-space-figures', 'peer-log', 'more-occurrences', 'library-versions', 'process-names',
]);
export type RaiseCode = z.infer<typeof RaiseCode>;

export const Cause = z.object({
  code: CauseCode,
  /** 0..0.98; rules that agree combine as noisy-or. */
  confidence: z.number().min(0).max(0.98),
  /** Names of the rules that fired, strongest first: docs/spec/crashes.md has a row for each. */
  rules: z.array(z.string().max(60)).max(10),
  raise: z.array(RaiseCode).max(10),
});
export type Cause = z.infer<typeof Cause>;

/** `stall`: a worker stood still or was said to; `outage`: the broker went away; nothing died in either. */
export const IncidentKind = z.enum(['main-died', 'child-died', 'task-killed', 'start-failed', 'gave-up', 'stall', 'outage', 'host-restarted']);
export type IncidentKind = z.infer<typeof IncidentKind>;

export const EvidenceLine = z.object({
  at: EpochMs,
  atIsEstimated: z.boolean(),
  kind: CrashEventKind.nullable(),
  /** Name of the source for people: a path, a unit, a container. */
  sourceName: z.string().max(1000),
  place: LogPlace,
  text: z.string().max(4000),
});
export type EvidenceLine = z.infer<typeof EvidenceLine>;

export const CodeFrame = z.object({ file: z.string().max(500), function: z.string().max(300), line: z.number().int().nullable() });
export type CodeFrame = z.infer<typeof CodeFrame>;

export const IncidentSummary = z.object({
  id: IncidentId,
  signature: SignatureId,
  host: HostId,
  kind: IncidentKind,
  worker: WorkerName.nullable(),
  workerKey: WorkerKey.nullable(),
  backend: BackendKind,
  unit: z.string().max(500).nullable(),
  program: z.string().max(500).nullable(),
  container: z.string().max(500).nullable(),
  pid: z.number().int().nullable(),
  /** `ForkPoolWorker-2`; null for a main process. */
  child: z.string().max(300).nullable(),
  at: EpochMs,
  atIsEstimated: z.boolean(),
  /** Later than `at` when the same thing happened again as part of this incident (a poison task, a restart loop). */
  lastAt: EpochMs,
  times: z.number().int().positive(),
  /** `SIGKILL`; null when it did not die of one, or nobody said. */
  signal: z.string().max(20).nullable(),
  exitCode: z.number().int().nullable(),
  coreDumped: z.boolean().nullable(),
  exception: z.object({ type: z.string().max(300), message: z.string().max(1000) }).nullable(),
  cause: Cause,
  /** The next likely ones, best first. */
  otherCauses: z.array(Cause).max(5),
  /** The task in its hands, when certain. */
  task: z.object({ id: TaskId, name: z.string().max(500).nullable() }).nullable(),
  /** Told by records written while we were away. */
  isRebuilt: z.boolean(),
});
export type IncidentSummary = z.infer<typeof IncidentSummary>;

export const Incident = IncidentSummary.extend({
  /** Tasks under way in that worker when it is not certain which one the dead process held. */
  taskCandidates: z.array(z.object({ id: TaskId, name: z.string().max(500).nullable() })).max(20),
  /** Innermost first. */
  frames: z.array(CodeFrame).max(60),
  nativeFrame: z.object({ library: z.string().max(300), offset: z.string().max(40).nullable(), function: z.string().max(300).nullable() }).nullable(),
  evidence: z.array(EvidenceLine).max(80),
  /** Resident memory of the worker (main and children) in the ten minutes before; empty when nobody recorded it. */
  memoryBefore: z.array(z.object({ at: EpochMs, bytes: Bytes.nullable() })).max(700),
  memoryLimit: Bytes.nullable(),
  surroundings: z.array(z.object({ at: EpochMs, kind: CrashEventKind, label: z.string().max(500) })).max(60),
});
export type Incident = z.infer<typeof Incident>;

export const GroupState = z.enum(['open', 'muted', 'resolved', 'reopened']);
export type GroupState = z.infer<typeof GroupState>;

/** Incidents of the same signature, and what people made of it. */
export const CrashGroup = z.object({
  id: SignatureId,
  /** Coarser than the signature: signal or exception, and library. */
  family: z.string().max(300),
  /** Given by a person, else made from the signature's parts. */
  title: z.string().max(500),
  isRenamed: z.boolean(),
  kind: IncidentKind,
  signal: z.string().max(20).nullable(),
  exceptionType: z.string().max(300).nullable(),
  /** Of the latest incident. */
  cause: Cause,
  taskNames: z.array(z.string().max(500)).max(20),
  firstSeen: EpochMs,
  lastSeen: EpochMs,
  count: z.number().int().nonnegative(),
  hosts: z.array(HostId).max(500),
  workers: z.array(WorkerName).max(500),
  /** Incidents per bucket, oldest first; the last bucket holds the moment of the answer. */
  trend: z.object({ from: EpochMs, bucketMs: z.number().positive(), counts: z.array(z.number().int().nonnegative()).max(60) }),
  state: GroupState,
  stateSince: EpochMs,
  note: z.string().max(20_000),
  mergedInto: SignatureId.nullable(),
  /** Groups merged into this one. */
  merged: z.array(SignatureId).max(200),
  lastIncident: IncidentId,
});
export type CrashGroup = z.infer<typeof CrashGroup>;

export const GroupFilter = z.object({
  hosts: z.array(HostId).max(500).default([]),
  states: z.array(GroupState).max(4).default([]),
  causes: z.array(CauseCode).max(40).default([]),
  since: EpochMs.nullable().default(null),
  text: z.string().max(300).default(''),
});
export type GroupFilter = z.infer<typeof GroupFilter>;

export const IncidentQuery = z.object({
  group: SignatureId.nullable().default(null),
  host: HostId.nullable().default(null),
  worker: WorkerKey.nullable().default(null),
  since: EpochMs.nullable().default(null),
  until: EpochMs.nullable().default(null),
  /** `next` of the page before. */
  after: z.string().max(300).nullable().default(null),
  limit: z.number().int().min(1).max(500).default(100),
});
export type IncidentQuery = z.infer<typeof IncidentQuery>;

/** Newest first. */
export const IncidentPage = z.object({ incidents: z.array(IncidentSummary).max(500), next: z.string().max(300).nullable(), total: z.number().int().nonnegative() });
export type IncidentPage = z.infer<typeof IncidentPage>;

export const GroupChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mute') }),
  z.object({ kind: z.literal('unmute') }),
  z.object({ kind: z.literal('resolve') }),
  z.object({ kind: z.literal('reopen') }),
  z.object({ kind: z.literal('note'), text: z.string().max(20_000) }),
  /** An empty title gives the made one back. */
  z.object({ kind: z.literal('rename'), title: z.string().max(500) }),
  z.object({ kind: z.literal('merge'), into: SignatureId }),
  /** Undoes a merge of this group. */
  z.object({ kind: z.literal('split') }),
]);
export type GroupChange = z.infer<typeof GroupChange>;

/** `whole` replaces all; otherwise `groups` replace by id and `gone` disappear. Numbered without a gap per subscription. */
export const CrashChange = z.object({
  seq: z.number().int(),
  whole: z.boolean(),
  groups: z.array(CrashGroup).max(5000),
  gone: z.array(SignatureId).max(5000),
});
export type CrashChange = z.infer<typeof CrashChange>;

/** What happened on one host while the panel was not connected to it, rebuilt from records kept there. */
export const AwaySummary = z.object({
  host: HostId,
  from: EpochMs,
  to: EpochMs,
  /** Still reading the records of the gap. */
  isComplete: z.boolean(),
  incidents: z.number().int().nonnegative(),
  /** The worst few, newest first. */
  worst: z.array(IncidentSummary).max(5),
  restarts: z.number().int().nonnegative(),
  reboots: z.number().int().nonnegative(),
  brokerOutages: z.number().int().nonnegative(),
  underVoltages: z.number().int().nonnegative(),
  /** Parts of the gap nobody recorded: logs rotated away, a journal kept in memory only. */
  unseen: z.array(z.object({ from: EpochMs, to: EpochMs, because: z.enum(['rotated-away', 'journal-volatile', 'not-readable', 'no-records']) })).max(20),
});
export type AwaySummary = z.infer<typeof AwaySummary>;

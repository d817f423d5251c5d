/**
 * Recovery by playbook: what fits a worker or a host, what must hold before, what would be done, and what is kept from
 * being done too often. Rules: docs/spec/recovery.md.
 */
import { z } from 'zod';
import { FixRefusal } from './fix.ts';
import { BrokerId, HostId, TaskId, WorkerKey } from './ids.ts';
import { DeliveryTag } from './unacked.ts';
import { EpochMs, Milliseconds } from './units.ts';

export const PlaybookId = z.enum(['dead-worker', 'deaf-worker', 'blocked-pipe', 'stuck-task', 'oom-loop', 'redis-down', 'restart-storm', 'orphaned-unacked', 'poison-task', 'disk-full']);
export type PlaybookId = z.infer<typeof PlaybookId>;

export const RecoveryTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('worker'), worker: WorkerKey }),
  z.object({ kind: z.literal('host'), host: HostId }),
]);
export type RecoveryTarget = z.infer<typeof RecoveryTarget>;

export const PreconditionId = z.enum([
  'host-connected', 'evidence-fresh', 'worker-has-host', 'backend-known', 'backend-allowed', 'broker-up', 'broker-down', 'broker-writable',
  'disk-free', 'disk-short', 'worker-dead', 'worker-deaf', 'pipe-full', 'no-start-limit', 'storm', 'task-stuck', 'task-named', 'worker-hung', 'pool-kills-child', 'oom-seen', 'limit-applicable',
  'messages-orphaned', 'holder-dead', 'task-poisonous', 'redis-backend-known', 'redis-process-gone', 'not-read-only', 'clock-steady', 'guard-closed', 'nobody-else',
]);
export type PreconditionId = z.infer<typeof PreconditionId>;

const Params = z.record(z.string().max(60), z.union([z.string().max(500), z.number(), z.boolean(), z.null()]));

/** `unknown` counts as not met: a playbook does not run on guesses. */
export const Precondition = z.object({ id: PreconditionId, state: z.enum(['met', 'not-met', 'unknown']), params: Params });
export type Precondition = z.infer<typeof Precondition>;

/** Why it is kept back: too many in the hour or day, too soon after the last, or three failures of one kind. */
export const StormGuard = z.object({
  isOpen: z.boolean(),
  because: z.enum(['too-many-this-hour', 'too-many-today', 'too-soon', 'same-failure']).nullable(),
  /** When it lets one through again. */
  until: EpochMs.nullable(),
  leftThisHour: z.number().int(),
  leftToday: z.number().int(),
});
export type StormGuard = z.infer<typeof StormGuard>;

export const RecoveryConsent = z.enum(['lose-running-tasks', 'run-twice', 'holder-unknown', 'kill', 'remove-files', 'despite-guard', 'restart-redis']);
export type RecoveryConsent = z.infer<typeof RecoveryConsent>;

/** What the operator chose where a playbook leaves it open. */
export const RecoveryChoices = z.object({
  /** stuck-task, poison-task. */
  task: TaskId.nullable(),
  /** orphaned-unacked; empty: all that are proven orphaned. */
  tags: z.array(DeliveryTag).max(1000),
  /** disk-full: of those the plan offered. */
  files: z.array(z.string().min(1).max(1000)).max(50),
  /** oom-loop: set as a fix of the worker, which restarts it; null: its pool is shrunk by one instead, until its next start. */
  maxMemoryPerChildKiB: z.number().int().min(10_000).max(64_000_000).nullable(),
});
export type RecoveryChoices = z.infer<typeof RecoveryChoices>;

export const RecoveryRequest = z.object({ playbook: PlaybookId, target: RecoveryTarget, choices: RecoveryChoices });
export type RecoveryRequest = z.infer<typeof RecoveryRequest>;

export const RecoveryOffer = z.object({
  playbook: PlaybookId,
  target: RecoveryTarget,
  /** `yes`: the verdict or the host's figures ask for it. `no`: shown all the same, to say why not. */
  fits: z.enum(['yes', 'maybe', 'no']),
  preconditions: z.array(Precondition).max(40),
  canRun: z.boolean(),
  guard: StormGuard,
});
export type RecoveryOffer = z.infer<typeof RecoveryOffer>;

export const PlaybookStepId = z.enum([
  'check', 'snapshot', 'pause-intake', 'resume-intake', 'dump-stack', 'drain-pipe', 'revoke', 'kill-child', 'shrink-pool', 'limit-memory',
  'stop', 'start', 'restart', 'stop-loop', 'try-import', 'reset-failed', 'read-crash',
  'test-redis', 'free-space', 'start-redis', 'wait-workers', 'restart-deaf', 'vacuum-journal', 'truncate-logs',
  'save-messages', 'give-back', 'set-aside', 'verify-process', 'verify-heartbeat', 'verify-waiting', 'verify-consumed', 'verify-queues', 'verify-task-gone', 'verify-space', 'watch',
]);
export type PlaybookStepId = z.infer<typeof PlaybookStepId>;

export const PlannedStep = z.object({
  id: PlaybookStepId,
  /** What would be run on the host, for reading; null where nothing is. */
  command: z.string().max(2000).nullable(),
  params: Params,
  changes: z.boolean(),
  /** What undoes it when a later step fails. */
  rollback: PlaybookStepId.nullable(),
  maxMs: Milliseconds,
});
export type PlannedStep = z.infer<typeof PlannedStep>;

export const AffectedTask = z.object({
  task: TaskId.nullable(),
  name: z.string().max(500).nullable(),
  worker: WorkerKey.nullable(),
  effect: z.enum(['finishes', 'lost', 'runs-twice', 'stopped', 'given-back', 'set-aside', 'unknown']),
});
export type AffectedTask = z.infer<typeof AffectedTask>;

export const PlannedProcess = z.object({ pid: z.number().int(), startTicks: z.number(), argv: z.array(z.string().max(500)).max(200), role: z.enum(['main', 'child', 'supervisor', 'redis']) });
export type PlannedProcess = z.infer<typeof PlannedProcess>;

export const RecoveryPlan = z.object({
  request: RecoveryRequest,
  at: EpochMs,
  preconditions: z.array(Precondition).max(40),
  canRun: z.boolean(),
  guard: StormGuard,
  steps: z.array(PlannedStep).max(60),
  processes: z.array(PlannedProcess).max(500),
  tasks: z.array(AffectedTask).max(1000),
  broker: BrokerId.nullable(),
  /** Tasks, files or messages to choose among, where the playbook leaves it open. */
  options: z.object({
    tasks: z.array(z.object({ task: TaskId, name: z.string().max(500).nullable(), runtimeMs: Milliseconds.nullable() })).max(200),
    files: z.array(z.object({ path: z.string().max(1000), bytes: z.number() })).max(50),
    /** oom-loop: a limit that would fit this host, or why none can be set from here. null: not this playbook. */
    memory: z.object({ proposedKiB: z.number().nullable(), refused: FixRefusal.nullable() }).nullable(),
  }),
  consentsNeeded: z.array(RecoveryConsent).max(10),
});
export type RecoveryPlan = z.infer<typeof RecoveryPlan>;

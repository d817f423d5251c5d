/**
 * One long action of ours as a person follows it: what, on what, how far, how it ended. Source of every rule: docs/spec/supervision.md.
 * Must stay true: an operation ends exactly once; `unverified` is said when the act was carried out and the proof is missing.
 */
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { HostId, WorkerKey } from './ids.ts';
import { EpochMs, Milliseconds } from './units.ts';

export const OperationId = z.string().min(1).max(100).brand<'OperationId'>();
export type OperationId = z.infer<typeof OperationId>;

export const OperationKind = z.enum([
  'start', 'stop', 'restart', 'pause-intake', 'resume-intake', 'drain',
  'playbook', 'unacked', 'retry', 'deploy', 'update', 'undeploy', 'diagnosis', 'fix', 'profile',
]);
export type OperationKind = z.infer<typeof OperationKind>;

export const OperationState = z.enum(['waiting', 'running', 'asking-consent', 'cancelling', 'done', 'failed', 'cancelled', 'unverified']);
export type OperationState = z.infer<typeof OperationState>;
/** States in which nothing more happens. */
export const endedStates = ['done', 'failed', 'cancelled', 'unverified'] as const satisfies readonly OperationState[];

export const StepState = z.enum(['waiting', 'running', 'asking-consent', 'done', 'skipped', 'failed', 'cancelled', 'unverified']);
export type StepState = z.infer<typeof StepState>;

/** One word per kind of step; each has its sentence in both languages. Add yours, never rename. */
export const StepWord = z.enum([
  // supervision
  'look', 'lock', 'pause-intake', 'resume-intake', 'wait-until-idle', 'warm-stop', 'cold-stop', 'kill', 'backend-stop', 'backend-start', 'backend-restart', 'wait-for-process', 'verify', 'settle', 'reconnect',
  // deployment and fixes
  'check', 'plan', 'copy', 'write', 'remove', 'apply', 'roll-back', 'save-copy', 'publish', 'move',
  // playbooks
  'precondition', 'act', 'confirm', 'watch',
]);
export type StepWord = z.infer<typeof StepWord>;

/** Proofs that a verification waits for; those in a step's `missing` did not come. */
export const ProofWanted = z.enum(['process-gone', 'new-process', 'heartbeat-or-reply', 'waiting-connection', 'backend-says-running', 'backend-says-stopped', 'message-consumed', 'queue-moving', 'empty-hands', 'host-answer', 'other']);
export type ProofWanted = z.infer<typeof ProofWanted>;

export const OperationTarget = z.object({
  host: HostId.nullable(),
  worker: WorkerKey.nullable(),
  /** For people: the node's name, a unit, a file. Foreign text. */
  label: z.string().max(600),
});
export type OperationTarget = z.infer<typeof OperationTarget>;

export const StepId = z.string().min(1).max(100);
export const OperationStep = z.object({
  /** Unique within the operation. */
  id: StepId,
  /** Place in `targets`; null: concerns all. */
  target: z.number().int().min(0).max(999).nullable(),
  what: StepWord,
  state: StepState,
  startedAt: EpochMs.nullable(),
  endedAt: EpochMs.nullable(),
  /** When the engine goes on without waiting longer; counted down by whoever shows it. null: no limit. */
  until: EpochMs.nullable(),
  error: AppError.nullable(),
  missing: z.array(ProofWanted).max(20),
  /** Foreign text: a unit, a pid, a program's own words. Never parsed. */
  detail: z.string().max(500),
});
export type OperationStep = z.infer<typeof OperationStep>;

export const OperationLine = z.object({ at: EpochMs, target: z.number().int().min(0).max(999).nullable(), text: z.string().max(500) });
export type OperationLine = z.infer<typeof OperationLine>;

/** How one target ended. `tookMs`: from the first act to the proof. */
export const TargetOutcome = z.object({
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'unverified', 'skipped']),
  tookMs: Milliseconds.nullable(),
  error: AppError.nullable(),
  missing: z.array(ProofWanted).max(20),
});
export type TargetOutcome = z.infer<typeof TargetOutcome>;

export const Operation = z.object({
  id: OperationId,
  kind: OperationKind,
  /** What is done in the words of its own list: a playbook's id, a fix's id, a profile's name; empty for the plain verbs. */
  subject: z.string().max(300),
  /** `operator@panel`. */
  who: z.string().max(300),
  targets: z.array(OperationTarget).max(1000),
  /** One per target, same order. */
  outcomes: z.array(TargetOutcome).max(1000),
  createdAt: EpochMs,
  startedAt: EpochMs.nullable(),
  endedAt: EpochMs.nullable(),
  state: OperationState,
  steps: z.array(OperationStep).max(5000),
  /** The last lines the operation said, oldest first. */
  lines: z.array(OperationLine).max(500),
  canCancel: z.boolean(),
  /** Why it ended as a whole, when one reason stands for all. */
  error: AppError.nullable(),
});
export type Operation = z.infer<typeof Operation>;

/** The whole list first, then what changed; an operation replaces the one with its id. */
export const OperationChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all'), operations: z.array(Operation).max(500) }),
  z.object({ kind: z.literal('changed'), operations: z.array(Operation).max(500), gone: z.array(OperationId).max(500) }),
]);
export type OperationChange = z.infer<typeof OperationChange>;

export const ConsentAnswer = z.object({ id: OperationId, step: StepId, allow: z.boolean() });
export type ConsentAnswer = z.infer<typeof ConsentAnswer>;

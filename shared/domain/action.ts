/**
 * The journal of what was done to the fleet: who, when, what, to whom, before, after, how it ended, how to undo it.
 * Must stay true: an action is written before it is carried out, so one without an end is `unknown`, never `done`.
 */
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { ControlAction } from './control.ts';
import { BrokerId, HostId, TaskId, WorkerKey } from './ids.ts';
import { CopyId } from './unacked.ts';
import { EpochMs } from './units.ts';

export const ActionId = z.string().min(1).max(100).brand<'ActionId'>();
export type ActionId = z.infer<typeof ActionId>;

export const ActionKind = z.enum([
  'start', 'stop', 'restart', 'pause-intake', 'resume-intake', 'drain', 'signal', 'backend',
  'control', 'give-back', 'dead-letter', 'undo', 'retry', 'playbook',
  'deploy', 'update', 'undeploy', 'fix', 'unfix', 'profile', 'file',
]);
export type ActionKind = z.infer<typeof ActionKind>;

/** Names are kept beside ids: a host or worker removed later must stay readable. */
export const ActionTarget = z.object({
  host: HostId.nullable(),
  hostName: z.string().max(300).nullable(),
  worker: WorkerKey.nullable(),
  workerName: z.string().max(600).nullable(),
  broker: BrokerId.nullable(),
  /** Never with a password. */
  brokerLabel: z.string().max(300).nullable(),
  queue: z.string().max(500).nullable(),
  tasks: z.array(TaskId).max(1000),
});
export type ActionTarget = z.infer<typeof ActionTarget>;

/** One figure or word of a state. Foreign text is plain text, cut to 500 characters. */
export const ActionFact = z.object({ name: z.string().min(1).max(100), value: z.union([z.string().max(500), z.number(), z.boolean(), z.null()]) });
export type ActionFact = z.infer<typeof ActionFact>;

/** `unanswered`: sent, and it may still be carried out. `unknown`: Fleetbeat ended before it knew. `refused`: nothing was done. */
export const ActionOutcome = z.enum(['begun', 'done', 'failed', 'refused', 'cancelled', 'unanswered', 'unknown']);
export type ActionOutcome = z.infer<typeof ActionOutcome>;

/** How to take it back: a saved copy of messages, or the control command that undoes it. */
export const ActionUndo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unacked-copy'), copy: CopyId }),
  z.object({ kind: z.literal('control'), action: ControlAction }),
]);
export type ActionUndo = z.infer<typeof ActionUndo>;

export const Action = z.object({
  id: ActionId,
  /** Account and machine of whoever runs the engine, as `ana@laptop`. */
  who: z.string().max(300),
  /** Which of our own parts asked: a person through a face, a playbook, or a guard. */
  by: z.enum(['person', 'playbook', 'guard']),
  at: EpochMs,
  endedAt: EpochMs.nullable(),
  kind: ActionKind,
  /** Finer than the kind where it has several: `pool-grow`, `dead-worker`, `SIGTERM`. */
  what: z.string().max(100).nullable(),
  target: ActionTarget,
  before: z.array(ActionFact).max(60),
  after: z.array(ActionFact).max(60),
  outcome: ActionOutcome,
  error: AppError.nullable(),
  undo: ActionUndo.nullable(),
  /** The action that took it back. */
  undoneBy: ActionId.nullable(),
  /** The operation it was a step of. */
  operation: z.string().max(100).nullable(),
});
export type Action = z.infer<typeof Action>;

/** Empty lists: all. */
export const ActionFilter = z.object({
  hosts: z.array(HostId).max(500),
  workers: z.array(WorkerKey).max(500),
  brokers: z.array(BrokerId).max(100),
  kinds: z.array(ActionKind).max(50),
  outcomes: z.array(ActionOutcome).max(20),
  from: EpochMs.nullable(),
  to: EpochMs.nullable(),
  /** Found in names of targets and in the facts, case ignored; empty: all. */
  text: z.string().max(200),
});
export type ActionFilter = z.infer<typeof ActionFilter>;

/** The place after the last row of a page. */
export const ActionCursor = z.object({ at: EpochMs, id: ActionId });
export type ActionCursor = z.infer<typeof ActionCursor>;

export const ActionQuery = z.object({ filter: ActionFilter, after: ActionCursor.nullable(), limit: z.number().int().min(1).max(500) });
export type ActionQuery = z.infer<typeof ActionQuery>;

export const ActionPage = z.object({
  /** Newest first. */
  actions: z.array(Action).max(500),
  next: ActionCursor.nullable(),
  /** `memory`: no file is written, and the list ends with the engine. */
  keptIn: z.enum(['file', 'memory']),
});
export type ActionPage = z.infer<typeof ActionPage>;

/** The first one carries the latest actions; later ones what began or changed. By id. */
export const ActionChange = z.object({ actions: z.array(Action).max(500) });
export type ActionChange = z.infer<typeof ActionChange>;

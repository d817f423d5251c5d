/**
 * Messages that a worker took and did not acknowledge, messages set aside in dead queues, and what may be done with
 * them. Everything of a message is foreign text, cut to the stated length. Rules: docs/spec/unacked.md.
 */
import { z } from 'zod';
import { BrokerId, HostId, TaskId, WorkerKey, WorkerName } from './ids.ts';
import { Bytes, EpochMs, Milliseconds } from './units.ts';

export const CopyId = z.string().min(1).max(100).brand<'CopyId'>();
export type CopyId = z.infer<typeof CopyId>;

/** kombu's delivery tag: the field in `unacked`. Foreign text. */
export const DeliveryTag = z.string().min(1).max(300).brand<'DeliveryTag'>();
export type DeliveryTag = z.infer<typeof DeliveryTag>;

const Queue = z.string().min(1).max(500);

/** Why a message cannot be read. It can still be moved, byte for byte. */
export const MessageProblem = z.enum(['no-value', 'too-large', 'not-json', 'not-a-message', 'not-a-task']);
export type MessageProblem = z.infer<typeof MessageProblem>;

export const TaskMessage = z.object({
  task: z.string().max(500).nullable(),
  id: TaskId.nullable(),
  /** Celery's own repr of the arguments, cut; the message itself holds them whole. */
  args: z.string().max(300).nullable(),
  kwargs: z.string().max(300).nullable(),
  eta: EpochMs.nullable(),
  expires: EpochMs.nullable(),
  retries: z.number().int().nullable(),
  isRedelivered: z.boolean().nullable(),
  priority: z.number().int().nullable(),
  origin: z.string().max(300).nullable(),
  bytes: Bytes,
  problem: MessageProblem.nullable(),
});
export type TaskMessage = z.infer<typeof TaskMessage>;

/** One proof about the holder of a message. */
export const HolderProof = z.enum([
  'listed-active', 'listed-reserved', 'listed-scheduled', 'task-event', 'not-listed',
  'process-alive', 'process-ended', 'process-younger', 'heartbeat-fresh', 'heartbeat-silent',
  'connection-open', 'connection-none', 'connection-younger', 'no-answer', 'no-worker', 'stranger-connected', 'only-consumer',
]);
export type HolderProof = z.infer<typeof HolderProof>;

export const Holder = z.object({
  /** null: nobody is presumed. */
  worker: WorkerKey.nullable(),
  name: WorkerName.nullable(),
  /** `dead`: proven that nobody holds it any more. `unknown` is never treated as dead. */
  life: z.enum(['alive', 'dead', 'unknown']),
  proofs: z.array(z.object({ says: HolderProof, name: z.string().max(600).nullable() })).max(100),
});
export type Holder = z.infer<typeof Holder>;

/** `early` ones are acknowledged when a process takes them, so one that is running and still here is `late`. */
export const AcksKind = z.enum(['late', 'early', 'unknown']);
export type AcksKind = z.infer<typeof AcksKind>;

export const UnackedMessage = z.object({
  tag: DeliveryTag,
  message: TaskMessage,
  /** Where it goes back to; null where its own routing does not say. */
  queue: Queue.nullable(),
  /** By the consumer's clock. */
  deliveredAt: EpochMs.nullable(),
  /** By Redis' clock. */
  ageMs: Milliseconds.nullable(),
  stage: z.enum(['running', 'reserved', 'scheduled', 'unknown']),
  acks: AcksKind,
  holder: Holder,
  /** Between the two a living worker puts it back by itself; null where no worker would. */
  redelivery: z.object({ from: EpochMs, to: EpochMs }).nullable(),
});
export type UnackedMessage = z.infer<typeof UnackedMessage>;

export const UnackedQuery = z.object({ broker: BrokerId, offset: z.number().int().min(0).max(10_000_000), limit: z.number().int().min(1).max(500) });
export type UnackedQuery = z.infer<typeof UnackedQuery>;

export const UnackedPage = z.object({
  broker: BrokerId,
  at: EpochMs,
  total: z.number().int(),
  offset: z.number().int(),
  /** Oldest first. */
  messages: z.array(UnackedMessage).max(500),
  visibilityTimeoutS: z.number().nullable(),
  /** `usual`: kombu's own default, as no worker has told another. */
  timeoutFrom: z.enum(['worker', 'usual']),
  /** Somebody restores messages this very moment. */
  isLocked: z.boolean(),
});
export type UnackedPage = z.infer<typeof UnackedPage>;

/**
 * What a person must have agreed to. `runs-twice`: the task may run a second time; `holder-alive`, `holder-unknown`: its
 * holder may be at work on it; `unreadable`: nobody could look into it; `queue-unknown`: nobody consumes the target.
 */
export const MessageConsent = z.enum(['runs-twice', 'holder-alive', 'holder-unknown', 'unreadable', 'queue-unknown']);
export type MessageConsent = z.infer<typeof MessageConsent>;

const tags = z.array(DeliveryTag).min(1).max(1000);
const consents = z.array(MessageConsent).max(10);
export const GiveBackRequest = z.object({ broker: BrokerId, tags, consents });
export type GiveBackRequest = z.infer<typeof GiveBackRequest>;
/** To `dead.<queue>`, where no worker looks. */
export const MoveRequest = z.object({ broker: BrokerId, tags, consents });
export type MoveRequest = z.infer<typeof MoveRequest>;

/** `unfit`: a worker that reads it may die, so it is not put into a queue. `gone`: acknowledged or taken back meanwhile. `duplicate`: a copy of it waits in the queue already. `unknown`: Redis was lost before it said. */
export const MoveOutcome = z.enum(['moved', 'gone', 'changed', 'duplicate', 'no-queue', 'unfit', 'unknown', 'not-reached']);
export type MoveOutcome = z.infer<typeof MoveOutcome>;
export const MovedMessage = z.object({ tag: DeliveryTag, task: TaskId.nullable(), to: Queue.nullable(), outcome: MoveOutcome });
export type MovedMessage = z.infer<typeof MovedMessage>;

export const MoveReport = z.object({
  /** The saved copy; null when nothing was to be moved. */
  copy: CopyId.nullable(),
  action: z.string().max(100),
  messages: z.array(MovedMessage).max(1000),
});
export type MoveReport = z.infer<typeof MoveReport>;

/** `taken`: a worker had it before the undo. `differs`: what lies in `unacked` under its tag is another message by now. */
export const UndoOutcome = z.enum(['undone', 'taken', 'differs', 'not-moved', 'unknown', 'not-reached']);
export type UndoOutcome = z.infer<typeof UndoOutcome>;
export const UndoReport = z.object({ action: z.string().max(100), messages: z.array(z.object({ tag: DeliveryTag, task: TaskId.nullable(), outcome: UndoOutcome })).max(1000) });
export type UndoReport = z.infer<typeof UndoReport>;

/** A saved copy of messages, made before they were touched. */
export const SavedCopy = z.object({
  id: CopyId,
  broker: BrokerId,
  brokerLabel: z.string().max(300),
  at: EpochMs,
  why: z.enum(['give-back', 'dead-letter', 'retry']),
  count: z.number().int(),
  bytes: Bytes,
  /** `saved`: kept, nothing known to be moved. `unknown`: Fleetbeat or Redis ended in the middle; the next look finds out. */
  state: z.enum(['saved', 'moved', 'partly-moved', 'undone', 'partly-undone', 'unknown']),
  messages: z.array(z.object({ tag: DeliveryTag, task: TaskId.nullable(), name: z.string().max(500).nullable(), to: Queue.nullable(), outcome: z.union([MoveOutcome, UndoOutcome]).nullable() })).max(1000),
});
export type SavedCopy = z.infer<typeof SavedCopy>;

/** A message in a dead queue. `index`: its place, 0 is the oldest. */
export const DeadMessage = z.object({ queue: Queue, index: z.number().int(), tag: DeliveryTag.nullable(), message: TaskMessage });
export type DeadMessage = z.infer<typeof DeadMessage>;
/** A task that a supervisor on the Pi revoked as stuck and recorded, with its message where it was found. */
export const StuckRecord = z.object({
  host: HostId,
  /** Its name in the supervisor's own list. */
  record: z.string().min(1).max(300),
  at: EpochMs,
  worker: WorkerName.nullable(),
  broker: BrokerId.nullable(),
  queue: Queue.nullable(),
  message: TaskMessage,
  /** Only a whole message can be sent again. */
  isWhole: z.boolean(),
});
export type StuckRecord = z.infer<typeof StuckRecord>;

export const RetrySource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unacked'), broker: BrokerId, tag: DeliveryTag }),
  z.object({ kind: z.literal('dead'), broker: BrokerId, queue: Queue, tag: DeliveryTag }),
  z.object({ kind: z.literal('copy'), copy: CopyId, tag: DeliveryTag }),
  z.object({ kind: z.literal('stuck'), host: HostId, record: z.string().min(1).max(300) }),
]);
export type RetrySource = z.infer<typeof RetrySource>;

export const RetryRequest = z.object({
  from: RetrySource,
  /** Where to; null: the queue it came from. */
  queue: Queue.nullable(),
  /** A new task id: results and revocations of the old one do not touch it. */
  newId: z.boolean(),
  consents,
});
export type RetryRequest = z.infer<typeof RetryRequest>;
export const RetryReport = z.object({ task: TaskId, was: TaskId, queue: Queue, copy: CopyId.nullable(), action: z.string().max(100), worker: WorkerKey.nullable() });
export type RetryReport = z.infer<typeof RetryReport>;

/**
 * Takes messages out of `unacked` to where they belong, or aside. In this order: look, agree, save a copy, write the
 * intent, take the mutex, move one by one inside Redis, write the end.
 * Must stay true: nothing is moved without a saved copy; each message is in one place at any moment; an outcome that was
 * not heard is asked for again, and `unknown` when nobody can say.
 */
import { unackedIndexKey } from '#electron/celery/core/broker-names.ts';
import type { OpenAction } from '#electron/journal/action-journal.ts';
import type { CopiedMessage, MessageCopy } from '#electron/ports/copy-store.ts';
import type { ActionKind } from '#shared/domain/action.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { CopyId, MovedMessage, MoveOutcome, MoveReport, SavedCopy } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { textIn } from './find-messages.ts';
import { mutexMs, withMutex } from './hold-mutex.ts';
import { moveScript } from './core/scripts.ts';
import { mutexKey, receiptKey, unackedKey } from './core/message-keys.ts';
import { learnOutcomes } from './learn-outcomes.ts';
import { isLost, withSide, type Side } from './side.ts';
import type { UnackedNeeds } from './unacked-needs.ts';

/** How long Redis remembers what was moved, for an answer that was lost. */
export const receiptMs = 900_000;

export type MoveOrder = {
  readonly broker: BrokerId;
  readonly why: SavedCopy['why'];
  readonly kind: Extract<ActionKind, 'give-back' | 'dead-letter' | 'retry'>;
  readonly messages: readonly CopiedMessage[];
  /** Those that are not moved, and why. */
  readonly left: readonly MovedMessage[];
};
type Outcomes = Map<string, MoveOutcome>;

export async function moveMessages(needs: UnackedNeeds, side: Side, order: MoveOrder): Promise<Result<MoveReport, AppError>> {
  const id = `c-${needs.clock.now().toString(36)}-${needs.random.token(6)}` as CopyId;
  const entry = await needs.journal.record({
    kind: order.kind, ...needs.by, undo: { kind: 'unacked-copy', copy: id },
    target: { broker: order.broker, brokerLabel: side.label, queue: order.messages[0]?.queue ?? null, tasks: order.messages.flatMap(({ task }) => (task === null ? [] : [task as never])) },
    before: [{ name: 'messages', value: order.messages.length }, { name: 'copy', value: id }],
  });
  if (!entry.ok) return entry;
  if (order.messages.length === 0) {
    await entry.value.end({ outcome: 'refused', undo: null, after: factsOf(new Map(), order) });
    return ok({ copy: null, action: entry.value.id, messages: [...order.left] });
  }
  const copy: MessageCopy = { id, broker: order.broker, brokerLabel: side.label, at: needs.clock.now(), why: order.why, action: entry.value.id, messages: order.messages };
  const saved = await needs.copies.save(copy);
  if (!saved.ok) {
    await entry.value.end({ outcome: 'refused', error: saved.error, undo: null });
    return err({ code: 'message-refused', because: 'not-saved' });
  }
  const outcomes: Outcomes = new Map();
  const moved = await withMutex(needs, side, (token) => moveAll(side, copy, token, outcomes));
  if (!moved.ok && !isLost(moved.error)) return refuse(needs, copy, outcomes, entry.value, moved.error);
  const rest = moved.ok ? null : moved.error;
  if (rest !== null) await findOut(needs, copy, outcomes);
  return finish(needs, side, copy, order, outcomes, entry.value, rest);
}

/** One after the other: a message that cannot be moved stops none of the others; a lost connection stops them all. */
async function moveAll(side: Side, copy: MessageCopy, token: string, outcomes: Outcomes): Promise<Result<void, AppError>> {
  const { naming } = side;
  for (const message of copy.messages) {
    outcomes.set(message.tag, 'unknown');
    const answer = await side.one([
      'EVAL', moveScript, 5, unackedKey(naming), unackedIndexKey(naming), mutexKey(naming), receiptKey(naming, copy.id), message.key,
      message.tag, message.raw, message.element, message.side, token, receiptMs, mutexMs,
    ]);
    const said = textIn(answer);
    if (!answer.ok) {
      if (!isLost(answer.error)) outcomes.delete(message.tag);
      return answer;
    }
    if (said === 'locked') {
      outcomes.delete(message.tag);
      return err({ code: 'message-refused', because: 'locked' });
    }
    outcomes.set(message.tag, said === 'moved' || said === 'gone' || said === 'changed' ? said : 'unknown');
  }
  return ok(undefined);
}

/** The connection is gone in the middle: a new one asks the receipt and the hash what became of the message under way. */
async function findOut(needs: UnackedNeeds, copy: MessageCopy, outcomes: Outcomes): Promise<void> {
  const open = new AbortController();
  const limit = needs.timers.after(askAgainMs, () => open.abort());
  for (let attempt = 0; attempt < askAgainTimes && !open.signal.aborted; attempt += 1) {
    const learned = await withSide(needs.watches, copy.broker, open.signal, (side) => learnOutcomes(side, copy));
    if (learned.ok) {
      for (const [tag, outcome] of learned.value) if (outcomes.get(tag) === 'unknown' || !outcomes.has(tag)) outcomes.set(tag, outcome);
      break;
    }
    await new Promise<void>((done) => { needs.timers.after(askAgainMs / askAgainTimes, done); });
  }
  limit[Symbol.dispose]();
}
const askAgainMs = 20_000;
const askAgainTimes = 20;

async function refuse(needs: UnackedNeeds, copy: MessageCopy, outcomes: Outcomes, entry: OpenAction, error: AppError): Promise<Result<MoveReport, AppError>> {
  const some = [...outcomes.values()].includes('moved');
  await needs.copies.note(copy.id, { outcomes: Object.fromEntries(outcomes), state: some ? 'partly-moved' : 'saved' });
  await entry.end({ outcome: some ? 'failed' : 'refused', error, ...(some ? {} : { undo: null }) });
  return err(error);
}

async function finish(needs: UnackedNeeds, side: Side, copy: MessageCopy, order: MoveOrder, outcomes: Outcomes, entry: OpenAction, error: AppError | null): Promise<Result<MoveReport, AppError>> {
  const of = (tag: string): MoveOutcome => outcomes.get(tag) ?? 'not-reached';
  const movedCount = copy.messages.filter(({ tag }) => of(tag) === 'moved').length;
  const isSure = copy.messages.every(({ tag }) => of(tag) !== 'unknown');
  await needs.copies.note(copy.id, {
    outcomes: Object.fromEntries(copy.messages.map(({ tag }) => [tag, of(tag)])),
    state: !isSure ? 'unknown' : movedCount === 0 ? 'saved' : movedCount === copy.messages.length ? 'moved' : 'partly-moved',
  });
  if (isSure && error === null) await side.one(['DEL', receiptKey(side.naming, copy.id)]);
  await entry.end({ outcome: !isSure ? 'unknown' : movedCount === 0 ? 'failed' : 'done', error, after: factsOf(outcomes, order), ...(movedCount === 0 && isSure ? { undo: null } : {}) });
  const messages = copy.messages.map(({ tag, task, queue }) => ({ tag: tag as never, task: task as never, to: queue, outcome: of(tag) }));
  return ok({ copy: copy.id, action: entry.id, messages: [...messages, ...order.left] });
}

function factsOf(outcomes: Outcomes, order: MoveOrder): { name: string; value: number }[] {
  const all = [...order.messages.map(({ tag }) => outcomes.get(tag) ?? 'not-reached'), ...order.left.map(({ outcome }) => outcome)];
  return [...new Set(all)].map((outcome) => ({ name: outcome, value: all.filter((one) => one === outcome).length }));
}

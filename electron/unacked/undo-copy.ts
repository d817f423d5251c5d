/**
 * Puts what a saved copy holds back where it lay: out of the queue (if no worker has taken it) into `unacked`, with its
 * old place in the index. Must stay true: a message that was taken meanwhile is left alone and said so.
 */
import { unackedIndexKey } from '#electron/celery/core/broker-names.ts';
import type { CopyProgress, MessageCopy } from '#electron/ports/copy-store.ts';
import type { ActionId } from '#shared/domain/action.ts';
import type { CopyId, UndoOutcome, UndoReport } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { textIn } from './find-messages.ts';
import { mutexMs, withMutex } from './hold-mutex.ts';
import { receiptMs } from './move-messages.ts';
import { passScript, undoScript } from './core/scripts.ts';
import { mutexKey, receiptKey, unackedKey } from './core/message-keys.ts';
import { isLost, withSide, type Side } from './side.ts';
import type { UnackedNeeds } from './unacked-needs.ts';

type Outcomes = Map<string, UndoOutcome>;

export async function undoCopy(needs: UnackedNeeds, id: CopyId, signal: AbortSignal): Promise<Result<UndoReport, AppError>> {
  const found = await needs.copies.get(id);
  if (!found.ok) return found;
  const { copy, progress } = found.value;
  if (progress?.state === 'undone') return err({ code: 'message-refused', because: 'already-undone' });
  return withSide(needs.watches, copy.broker, signal, async (side) => {
    const entry = await needs.journal.record({
      kind: 'undo', what: copy.why, ...needs.by, target: { broker: copy.broker, brokerLabel: copy.brokerLabel, tasks: copy.messages.flatMap(({ task }) => (task === null ? [] : [task as never])) },
      before: [{ name: 'copy', value: id }, { name: 'messages', value: copy.messages.length }],
    });
    if (!entry.ok) return entry;
    const outcomes: Outcomes = new Map();
    const undone = await withMutex(needs, side, (token) => undoAll(side, copy, token, outcomes));
    const of = (tag: string): UndoOutcome => outcomes.get(tag) ?? 'not-reached';
    const count = copy.messages.filter(({ tag }) => of(tag) === 'undone').length;
    await needs.copies.note(id, { outcomes: { ...progress?.outcomes, ...Object.fromEntries(outcomes) }, state: stateAfter(copy, progress, outcomes) });
    if (count > 0) await needs.journal.markUndone(copy.action as ActionId, entry.value.id);
    const error = undone.ok ? null : undone.error;
    await entry.value.end({
      outcome: error !== null && isLost(error) ? 'unknown' : count > 0 ? 'done' : error === null ? 'failed' : 'refused', error,
      after: (['undone', 'taken', 'not-moved', 'unknown', 'not-reached'] as const).map((name) => ({ name, value: copy.messages.filter(({ tag }) => of(tag) === name).length })).filter(({ value }) => value > 0),
    });
    if (error !== null && outcomes.size === 0) return err(error);
    if (undone.ok) await side.one(['DEL', receiptKey(side.naming, copy.id)]);
    return ok({ action: entry.value.id, messages: copy.messages.map(({ tag, task }) => ({ tag: tag as never, task: task as never, outcome: of(tag) })) });
  });
}

async function undoAll(side: Side, copy: MessageCopy, token: string, outcomes: Outcomes): Promise<Result<void, AppError>> {
  const { naming } = side;
  for (const message of copy.messages) {
    outcomes.set(message.tag, 'unknown');
    const answer = await side.one(message.home !== null ? ['EVAL', passScript, 3, message.key, message.home, receiptKey(naming, copy.id), message.element, message.raw, message.tag, receiptMs] : [
      'EVAL', undoScript, 5, unackedKey(naming), unackedIndexKey(naming), mutexKey(naming), receiptKey(naming, copy.id), message.key,
      message.tag, message.raw, message.element, message.score ?? '', token, receiptMs, mutexMs,
    ]);
    const said = textIn(answer);
    if (!answer.ok || said === 'locked') {
      if (!answer.ok && isLost(answer.error)) return answer;
      outcomes.delete(message.tag);
      return answer.ok ? err({ code: 'message-refused', because: 'locked' }) : answer;
    }
    // out of a list and back into another: what is no longer in the first was taken
    if (message.home !== null) outcomes.set(message.tag, said === 'moved' ? 'undone' : 'taken');
    else outcomes.set(message.tag, said === 'undone' || said === 'taken' || said === 'not-moved' ? said : 'unknown');
  }
  return ok(undefined);
}

function stateAfter(copy: MessageCopy, before: CopyProgress | null, outcomes: Outcomes): CopyProgress['state'] {
  const all = copy.messages.map(({ tag }) => outcomes.get(tag));
  if (all.some((outcome) => outcome === 'unknown')) return 'unknown';
  if (all.every((outcome) => outcome === 'undone' || outcome === 'not-moved')) return 'undone';
  return all.includes('undone') ? 'partly-undone' : (before?.state ?? 'saved');
}

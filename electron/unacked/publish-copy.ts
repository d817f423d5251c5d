/**
 * Puts one saved message into a queue: out of a dead queue in the same step, or anew from a copy or a record. The copy is
 * on the disk and the intent in the journal before. Must stay true: a lost answer is asked for again, never sent again.
 */
import type { MessageCopy } from '#electron/ports/copy-store.ts';
import type { MoveOutcome } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { textIn } from './find-messages.ts';
import { receiptMs } from './move-messages.ts';
import { passScript, publishScript } from './core/scripts.ts';
import { receiptKey } from './core/message-keys.ts';
import { isLost, withSide, type Side } from './side.ts';
import type { UnackedNeeds } from './unacked-needs.ts';

const askAgainMs = 15_000;
const askAgainTimes = 15;

export async function publishCopy(needs: UnackedNeeds, side: Side, copy: MessageCopy): Promise<Result<Extract<MoveOutcome, 'moved' | 'gone' | 'unknown'>, AppError>> {
  const [message] = copy.messages;
  if (message === undefined) return ok('gone');
  const saved = await needs.copies.save(copy);
  if (!saved.ok) return err({ code: 'message-refused', because: 'not-saved' });
  const receipt = receiptKey(side.naming, copy.id);
  const { home } = message;
  const answer = await side.one(home === null
    ? ['EVAL', publishScript, 2, message.key, receipt, message.element, message.tag, receiptMs]
    : ['EVAL', passScript, 3, home, message.key, receipt, message.raw, message.element, message.tag, receiptMs]);
  const outcome = answer.ok ? (textIn(answer) === 'moved' ? 'moved' : 'gone') : isLost(answer.error) ? await findOut(needs, copy, message.tag) : null;
  await needs.copies.note(copy.id, { outcomes: outcome === null ? {} : { [message.tag]: outcome }, state: outcome === 'moved' ? 'moved' : outcome === 'unknown' ? 'unknown' : 'saved' });
  if (outcome === 'moved') await side.one(['DEL', receipt]);
  return outcome === null ? (answer as Extract<typeof answer, { ok: false }>) : ok(outcome);
}

/** The receipt says; where it is not, and Redis answers, nothing was done. */
async function findOut(needs: UnackedNeeds, copy: MessageCopy, tag: string): Promise<'moved' | 'gone' | 'unknown'> {
  for (let attempt = 0; attempt < askAgainTimes; attempt += 1) {
    const limit = new AbortController();
    const timer = needs.timers.after(askAgainMs, () => limit.abort());
    const learned = await withSide(needs.watches, copy.broker, limit.signal, (side) => side.one(['HGET', receiptKey(side.naming, copy.id), tag]));
    timer[Symbol.dispose]();
    if (learned.ok) return textIn(learned) === 'moved' ? 'moved' : 'gone';
    await new Promise<void>((done) => { needs.timers.after(askAgainMs / askAgainTimes, done); });
  }
  return 'unknown';
}

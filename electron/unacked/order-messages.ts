/** Messages asked for by tag, as an order to move them: what each becomes, where it goes, and which are left and why. */
import { bytesOfText } from './byte-text.ts';
import { countCopies } from './count-copies.ts';
import { deadQueueOf, keyOfPriority } from './core/message-keys.ts';
import { markRedelivered } from './core/rewrite-message.ts';
import type { FoundMessage } from './find-messages.ts';
import type { CopiedMessage } from '#electron/ports/copy-store.ts';
import type { MovedMessage, MoveOutcome } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Side } from './side.ts';

export type Ordered = { readonly messages: readonly CopiedMessage[]; readonly left: readonly MovedMessage[] };

/** Back to their own queues, next to be taken, marked as delivered before: as kombu does it. */
export async function orderBack(side: Side, found: readonly FoundMessage[]): Promise<Result<Ordered, AppError>> {
  const messages: CopiedMessage[] = [];
  const left: MovedMessage[] = [];
  for (const one of found) {
    const element = one.read.envelope === null || !one.read.canPublish ? null : markRedelivered(one.read.envelope);
    const why: MoveOutcome | null = one.raw === null ? (one.read.message.problem === 'no-value' ? 'gone' : 'not-reached') : element === null ? 'unfit' : one.queue === null ? 'no-queue' : null;
    if (why !== null || one.raw === null || element === null || one.queue === null) {
      left.push(leave(one, why ?? 'unfit'));
      continue;
    }
    const copies = await countCopies(side, one.queue, [`"${one.tag}"`]);
    if (!copies.ok) return copies;
    if ((copies.value?.[0] ?? 0) > 0) left.push(leave(one, 'duplicate'));
    else messages.push({ ...common(one), raw: one.raw, element: bytesOfText(element), queue: one.queue, key: keyOfPriority(side.naming, one.queue, one.read.message.priority), side: 'R' });
  }
  return ok({ messages, left });
}

/** Into `dead.<queue>`, unchanged: what cannot be read goes there too, as nobody reads it. */
export function orderAside(side: Side, found: readonly FoundMessage[]): Ordered {
  const messages: CopiedMessage[] = [];
  const left: MovedMessage[] = [];
  for (const one of found) {
    if (one.raw === null) {
      left.push(leave(one, one.read.message.problem === 'no-value' ? 'gone' : 'not-reached'));
      continue;
    }
    const queue = deadQueueOf(one.queue).slice(0, 500);
    messages.push({ ...common(one), raw: one.raw, element: one.read.envelope === null ? one.raw : bytesOfText(one.read.envelope), queue, key: `${side.naming.keyPrefix}${queue}`, side: 'L' });
  }
  return { messages, left };
}

const common = (one: FoundMessage): Pick<CopiedMessage, 'tag' | 'task' | 'name' | 'score' | 'home'> => ({ home: null, tag: one.tag, task: one.read.message.id, name: one.read.message.task, score: one.score });
const leave = (one: FoundMessage, outcome: MoveOutcome): MovedMessage => ({ tag: one.tag as never, task: one.read.message.id, to: one.queue, outcome });


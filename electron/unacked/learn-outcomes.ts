/**
 * What became of messages whose answer was lost: the receipt that each move leaves says so for a quarter of an hour;
 * after that only `unacked` itself can be asked, and a message that is there no more may have been moved or acknowledged.
 */
import type { MessageCopy } from '#electron/ports/copy-store.ts';
import type { MoveOutcome } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { bytesIn, listIn, numberIn } from './find-messages.ts';
import { receiptKey, unackedKey } from './core/message-keys.ts';
import type { Side } from './side.ts';

export async function learnOutcomes(side: Side, copy: MessageCopy): Promise<Result<ReadonlyMap<string, MoveOutcome>, AppError>> {
  const receipt = receiptKey(side.naming, copy.id);
  const asked = await side.ask([['HGETALL', receipt], ['EXISTS', receipt], ...copy.messages.map(({ tag }) => ['HGET', unackedKey(side.naming), tag] as const)]);
  if (!asked.ok) return asked;
  const [noted, , ...values] = asked.value;
  const flat = listIn(noted);
  const said = new Map(flat.flatMap((field, at) => (at % 2 === 0 ? [[field, flat[at + 1] ?? ''] as const] : [])));
  const isRemembered = numberIn(asked.value[1]) > 0;
  return ok(new Map(copy.messages.map(({ tag, raw }, at) => {
    if (said.get(tag) === 'moved') return [tag, 'moved'];
    const there = bytesIn(values[at]);
    if (there !== null) return [tag, sameBytes(there, raw) ? 'not-reached' : 'changed'];
    // others of the same move left a receipt and this one did not: a worker acknowledged it
    return [tag, isRemembered ? 'gone' : 'unknown'];
  })));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, at) => byte === b[at]);
}

/**
 * Sends a task again with its original message: from `unacked`, a dead queue, a saved copy, or what a supervisor recorded.
 * Must stay true: the body is the original's, byte for byte; a message of which only a shortened text is left is refused.
 */
import type { CopiedMessage } from '#electron/ports/copy-store.ts';
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { BrokerId, TaskId } from '#shared/domain/ids.ts';
import type { CopyId, MessageConsent, RetryReport, RetryRequest } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { byteText, bytesOfText, textOfBytes } from './byte-text.ts';
import { consentsFor, missingConsents } from './core/agree.ts';
import { keyOfPriority, queueOf } from './core/message-keys.ts';
import { readEnvelope, readUnacked, type ReadMessage } from './core/read-message.ts';
import { retryOf } from './core/rewrite-message.ts';
import { readDead } from './dead-queues.ts';
import { findMessages, readBindings, toMove } from './find-messages.ts';
import { gatherHolders } from './holder-facts.ts';
import { readTimes, viewOf } from './list-unacked.ts';
import { moveMessages } from './move-messages.ts';
import { publishCopy } from './publish-copy.ts';
import { withSide, type Side } from './side.ts';
import type { StuckSource } from './stuck-source.ts';
import type { UnackedNeeds } from './unacked-needs.ts';

export type RetryNeeds = UnackedNeeds & { readonly stuck: StuckSource; readonly consumersOf: (broker: BrokerId) => (queue: string) => boolean };
type Original = { readonly broker: BrokerId; readonly raw: Uint8Array; readonly read: ReadMessage; readonly home: string | null; readonly queue: string | null; readonly tag: string; readonly score: string | null };
const maxDead = 2000;

export async function retryTask(needs: RetryNeeds, request: RetryRequest, signal: AbortSignal): Promise<Result<RetryReport, AppError>> {
  const { from } = request;
  const kept = from.kind === 'copy' ? await originalOfCopy(needs, from.copy, from.tag) : from.kind === 'stuck' ? await needs.stuck.message(from.host, from.record, signal) : null;
  if (kept !== null && !kept.ok) return kept;
  const broker = kept === null ? ('broker' in from ? from.broker : null) : kept.value.broker;
  if (broker === null) return err({ code: 'broker-not-found' });
  return withSide(needs.watches, broker, signal, async (side) => {
    const original = kept !== null ? ok(fromKept(kept.value, broker)) : from.kind === 'dead' ? await originalOfDead(side, broker, from.queue, from.tag) : from.kind === 'unacked' ? await originalOfUnacked(side, broker, from.tag) : err({ code: 'not-found' as const, what: 'message' });
    if (!original.ok) return original;
    return send(needs, side, original.value, request, signal);
  });
}

async function send(needs: RetryNeeds, side: Side, original: Original, request: RetryRequest, signal: AbortSignal): Promise<Result<RetryReport, AppError>> {
  const { read } = original;
  const was = read.message.id;
  if (was === null || !read.canPublish) return err({ code: 'message-refused', because: 'not-a-task' });
  const queue = request.queue ?? original.queue;
  if (queue === null) return err({ code: 'message-refused', because: 'no-queue' });
  const missing = missingConsents(await needed(needs, side, original, queue, request, signal), request.consents);
  if (missing.length > 0) return err({ code: 'not-agreed', needed: [...missing] });
  const id = request.newId ? (needs.random.uuid() as TaskId) : was;
  const isExpired = read.message.expires !== null && read.message.expires <= needs.clock.now();
  const text = retryOf(read, { id, tag: needs.random.uuid(), isExpired }, byteText);
  if (text === null) return err({ code: 'message-refused', because: 'not-a-task' });
  const message: CopiedMessage = {
    tag: original.tag, task: was, name: read.message.task, raw: original.raw, score: original.score, element: bytesOfText(text), queue,
    key: keyOfPriority(side.naming, queue, read.message.priority), side: 'L', home: original.home,
  };
  return request.from.kind === 'unacked' ? pass(needs, side, original, message, id) : publish(needs, side, original, message, id);
}

/** Out of `unacked` and into the queue in one step, under the mutex. */
async function pass(needs: RetryNeeds, side: Side, original: Original, message: CopiedMessage, id: TaskId): Promise<Result<RetryReport, AppError>> {
  const moved = await moveMessages(needs, side, { broker: original.broker, why: 'retry', kind: 'retry', messages: [message], left: [] });
  if (!moved.ok) return moved;
  const outcome = moved.value.messages[0]?.outcome;
  if (outcome === 'moved') return ok({ task: id, was: message.task as TaskId, queue: message.queue, copy: moved.value.copy, action: moved.value.action, worker: null });
  return err(outcome === 'unknown' || outcome === 'not-reached' ? { code: 'broker-unreachable', broker: side.label, because: 'closed' } : { code: 'message-refused', because: 'gone' });
}

async function publish(needs: RetryNeeds, side: Side, original: Original, message: CopiedMessage, id: TaskId): Promise<Result<RetryReport, AppError>> {
  const copyId = `c-${needs.clock.now().toString(36)}-${needs.random.token(6)}` as CopyId;
  const entry = await needs.journal.record({
    kind: 'retry', ...needs.by, undo: { kind: 'unacked-copy', copy: copyId },
    target: { broker: original.broker, brokerLabel: side.label, queue: message.queue, tasks: [message.task as TaskId] }, before: [{ name: 'task', value: message.task }, { name: 'copy', value: copyId }],
  });
  if (!entry.ok) return entry;
  const sent = await publishCopy(needs, side, { id: copyId, broker: original.broker, brokerLabel: side.label, at: needs.clock.now(), why: 'retry', action: entry.value.id, messages: [message] });
  const outcome = sent.ok ? sent.value : null;
  await entry.value.end({ outcome: outcome === 'moved' ? 'done' : outcome === 'unknown' ? 'unknown' : 'failed', error: sent.ok ? null : sent.error, after: [{ name: 'task', value: id }], ...(outcome === 'gone' ? { undo: null } : {}) });
  if (!sent.ok) return sent;
  if (outcome === 'moved') return ok({ task: id, was: message.task as TaskId, queue: message.queue, copy: copyId, action: entry.value.id, worker: null });
  return err(outcome === 'unknown' ? { code: 'broker-unreachable', broker: side.label, because: 'closed' } : { code: 'message-refused', because: 'gone' });
}

async function needed(needs: RetryNeeds, side: Side, original: Original, queue: string, request: RetryRequest, signal: AbortSignal): Promise<readonly MessageConsent[]> {
  const hasConsumer = needs.consumersOf(original.broker);
  if (request.from.kind !== 'unacked') {
    // from a dead queue it leaves its only place; a copy or a record may have been delivered in the meantime
    return [...(request.from.kind === 'dead' ? [] : ['runs-twice' as const]), ...(hasConsumer(queue) ? [] : ['queue-unknown' as const])];
  }
  const watch: BrokerWatch | null = needs.watches(original.broker);
  if (watch === null) return ['holder-unknown'];
  const facts = await gatherHolders(needs, watch, side, original.broker, signal);
  const view = viewOf({ tag: original.tag, score: original.score, raw: original.raw, read: original.read, queue }, facts, await readTimes(needs, side, original));
  return consentsFor('retry', [view], hasConsumer);
}

async function originalOfUnacked(side: Side, broker: BrokerId, tag: string): Promise<Result<Original, AppError>> {
  const found = await findMessages(side, [tag], toMove);
  if (!found.ok) return found;
  const [one] = found.value;
  if (one === undefined || one.raw === null) return err({ code: 'message-refused', because: 'gone' });
  return ok({ broker, raw: one.raw, read: one.read, home: null, queue: one.queue, tag, score: one.score });
}

async function originalOfDead(side: Side, broker: BrokerId, queue: string, tag: string): Promise<Result<Original, AppError>> {
  if (!queue.startsWith('dead.')) return err({ code: 'not-found', what: queue.slice(0, 200) });
  const elements = await readDead(side, queue, maxDead);
  if (!elements.ok) return elements;
  const found = elements.value.find(({ read }) => read.tag === tag);
  if (found === undefined) return err({ code: 'message-refused', because: 'gone' });
  const bindings = await readBindings(side, [found.read.exchange]);
  if (!bindings.ok) return bindings;
  return ok({ broker, raw: found.raw, read: found.read, home: found.key, queue: queueOf(side.naming, found.read, bindings.value) ?? queue.slice('dead.'.length), tag, score: null });
}

async function originalOfCopy(needs: RetryNeeds, copy: CopyId, tag: string): Promise<Result<Kept, AppError>> {
  const found = await needs.copies.get(copy);
  if (!found.ok) return found;
  const message = found.value.copy.messages.find((one) => one.tag === tag);
  if (message === undefined) return err({ code: 'not-found', what: tag.slice(0, 200) });
  return ok({ broker: found.value.copy.broker, raw: message.raw, queue: message.queue.startsWith('dead.') ? message.queue.slice('dead.'.length) : message.queue });
}

type Kept = { readonly broker: BrokerId | null; readonly raw: Uint8Array; readonly queue: string | null };
function fromKept(kept: Kept, broker: BrokerId): Original {
  const text = textOfBytes(kept.raw);
  const read = text.trimStart().startsWith('[') ? readUnacked(text, byteText) : readEnvelope(text, byteText);
  return { broker, raw: kept.raw, read, home: null, queue: kept.queue ?? (read.exchange === '' || read.exchange === null ? read.routingKey : null), tag: read.tag ?? 'unknown', score: null };
}

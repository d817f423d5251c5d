/**
 * Asking workers and collecting their replies: one reply queue, tickets tell the questions apart. The binding stands
 * only while somebody waits, and it goes with the queue's keys whatever happens, because nothing in Redis expires them.
 * A question is published once; it is never repeated here.
 */
import type { BrokerSession } from '#electron/ports/message-broker.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { base64 } from './base64.ts';
import { bindingKey, controlChannel, priorityKeys, replyBinding, replyExchange, replyKey, replyQueue } from './core/broker-names.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import { decodeEnvelope } from './core/decode-envelope.ts';
import { decodeReply } from './core/decode-reply.ts';
import type { NodeReply } from './core/decode-reply.ts';
import { encodeControl } from './core/encode-control.ts';
import type { ControlCommand } from './core/encode-control.ts';
import { countOf } from './core/redis-answers.ts';
import { replyBounds } from './core/tolerant-json.ts';

export type TimedReply = NodeReply & { readonly tookMs: number };
/** `receivers`: connections that got the message (workers, and monitors that listen to everything). */
export type Answers = { readonly replies: readonly TimedReply[]; readonly receivers: number; readonly waitedMs: number };
export type AskOptions = { readonly deadlineMs: number; readonly signal?: AbortSignal; readonly onReply?: (reply: TimedReply) => void };

export type ReplyBox = {
  ask(command: ControlCommand, options: AskOptions): Promise<Result<Answers, AppError>>;
  dispose(): Promise<void>;
};

type Needs = { readonly session: BrokerSession; readonly naming: BrokerNaming; readonly oid: string; readonly clock: Clock; readonly timers: Timers; readonly random: Random };
type Pending = { readonly sentAt: number; readonly until: number; readonly replies: TimedReply[]; readonly onReply: ((reply: TimedReply) => void) | undefined; expected: number | null; finish(): void };

const redisDeadlineMs = 5_000;
const drainAtOnce = 20;
const popRetryMs = 250;
/** A worker may be between reading our binding and pushing its reply. */
const lateReplyMs = 150;

export function createReplyBox(needs: Needs): ReplyBox {
  const { session, naming, oid, clock, timers } = needs;
  const pending = new Map<string, Pending>();
  const ended = new AbortController();
  const key = replyKey(naming, oid);
  const binding = [bindingKey(naming, replyExchange(naming)), replyBinding(naming, oid)] as const;
  let collecting: Promise<void> | null = null;

  const take = (text: string): void => {
    const read = decodeEnvelope(text, base64, replyBounds);
    const asked = read.ok ? pending.get(read.envelope.ticket ?? '') : undefined;
    const reply = read.ok ? decodeReply(read.envelope.body) : null;
    if (asked === undefined || reply === null) return;
    const timed = { ...reply, tookMs: Math.max(0, clock.monotonic() - asked.sentAt) };
    asked.replies.push(timed);
    asked.onReply?.(timed);
    if (asked.expected !== null && asked.replies.length >= asked.expected) asked.finish();
  };

  const drain = async (): Promise<void> => {
    for (;;) {
      const popped = await session.pipeline(Array.from({ length: drainAtOnce }, () => ['RPOP', key] as const), { deadlineMs: redisDeadlineMs });
      const texts = popped.ok ? popped.value.flatMap((answer) => (answer.ok && typeof answer.value === 'string' ? answer.value : [])) : [];
      texts.forEach(take);
      if (texts.length < drainAtOnce || ended.signal.aborted) return;
    }
  };

  const collect = async (): Promise<void> => {
    while (pending.size > 0 && !ended.signal.aborted) {
      const longest = Math.max(...[...pending.values()].map((asked) => asked.until - clock.monotonic()));
      const popped = await session.pop(key, { timeoutMs: Math.min(Math.max(longest, 50), 5_000), signal: ended.signal });
      if (!popped.ok) {
        // Its connection broke: opened again by the next pop, but not in a hot loop.
        if (!ended.signal.aborted) await pause(popRetryMs);
        continue;
      }
      if (popped.value === null) continue;
      take(popped.value);
      if ([...pending.values()].some((asked) => asked.expected !== 1)) await drain();
    }
  };

  const pause = (ms: number): Promise<void> => new Promise((resolve) => void timers.after(ms, resolve));

  const unbind = async (): Promise<void> => {
    await session.pipeline([['SREM', ...binding], ['DEL', ...priorityKeys(naming, replyQueue(naming, oid))]], { deadlineMs: redisDeadlineMs });
  };

  const startCollecting = (): void => {
    collecting ??= collect().then(() => {
      collecting = null;
      // A question that came while the last pop was ending keeps the binding.
      if (pending.size > 0 && !ended.signal.aborted) startCollecting();
      else if (!ended.signal.aborted) return unbind();
      return undefined;
    });
  };

  const send = async (command: ControlCommand, ticket: string, options: AskOptions): Promise<Result<number, AppError>> => {
    const payload = encodeControl(command, { controlExchange: naming.controlExchange, oid, ticket, deliveryTag: needs.random.uuid(), expiresAtS: (clock.now() + options.deadlineMs) / 1000 }, base64);
    if (payload === null) return err({ code: 'invalid-input', where: 'worker', problem: 'name' });
    const bound = await session.pipeline([['SADD', ...binding]], { deadlineMs: redisDeadlineMs });
    if (!bound.ok) return bound;
    // Without a binding the command would be carried out and its answer lost: do not send it.
    if (bound.value[0]?.ok === false) return bound.value[0];
    if (options.signal?.aborted === true || ended.signal.aborted) return err({ code: 'cancelled' });
    const published = await session.pipeline([['PUBLISH', controlChannel(naming), payload]], { deadlineMs: redisDeadlineMs });
    if (!published.ok) return published;
    const answer = published.value[0];
    return answer?.ok === false ? answer : ok(countOf(answer?.value) ?? 0);
  };

  return {
    async ask(command, options) {
      if (ended.signal.aborted) return err({ code: 'link-lost' });
      const ticket = needs.random.uuid();
      const done = Promise.withResolvers<void>();
      const sentAt = clock.monotonic();
      const asked: Pending = { sentAt, until: sentAt + options.deadlineMs, replies: [], onReply: options.onReply, expected: command.to === 'node' ? 1 : null, finish: () => done.resolve() };
      pending.set(ticket, asked);
      const timer = timers.after(options.deadlineMs, () => done.resolve());
      const stop = (): void => done.resolve();
      options.signal?.addEventListener('abort', stop, { once: true });
      ended.signal.addEventListener('abort', stop, { once: true });
      startCollecting();
      const sent = await send(command, ticket, options);
      if (sent.ok) {
        asked.expected ??= sent.value;
        if (sent.value > 0 && asked.replies.length < asked.expected) await done.promise;
      }
      timer[Symbol.dispose]();
      options.signal?.removeEventListener('abort', stop);
      ended.signal.removeEventListener('abort', stop);
      pending.delete(ticket);
      if (!sent.ok) return sent;
      if (options.signal?.aborted === true || (ended.signal.aborted && asked.replies.length === 0)) return err({ code: 'cancelled' });
      return ok({ replies: asked.replies, receivers: sent.value, waitedMs: clock.monotonic() - sentAt });
    },

    async dispose() {
      const wasWaiting = pending.size > 0 || collecting !== null;
      ended.abort();
      await collecting;
      await unbind();
      if (!wasWaiting) return;
      await pause(lateReplyMs);
      await unbind();
    },
  };
}

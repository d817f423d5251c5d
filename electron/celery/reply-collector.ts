/**
 * Reads our reply queue while somebody waits, and removes binding and keys when nobody does: nothing in Redis would
 * expire them. Also called at the end of every visit, so that what an earlier, broken one left under our name goes too.
 */
import type { BrokerSession } from '#electron/ports/message-broker.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { bindingKey, priorityKeys, replyBinding, replyExchange, replyKey, replyQueue } from './core/broker-names.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import type { PendingQuestions } from './pending-questions.ts';

type Needs = { readonly session: BrokerSession; readonly naming: BrokerNaming; readonly oid: string; readonly timers: Timers; readonly pending: PendingQuestions; readonly ended: AbortSignal };
export type ReplyCollector = {
  start(): void;
  /** Why replies cannot be read at present; null when they can. */
  trouble(): AppError | null;
  /** After `ended`: waits for the last pop and removes everything of ours. */
  clear(): Promise<void>;
};

const redisDeadlineMs = 5_000;
const drainAtOnce = 20;
const popRetryMs = 250;
const shortestPopMs = 50;
const longestPopMs = 5_000;
/** A worker may be between reading our binding and pushing its reply. */
const lateReplyMs = 150;

export function createReplyCollector(needs: Needs): ReplyCollector {
  const { session, naming, oid, timers, pending, ended } = needs;
  const key = replyKey(naming, oid);
  let collecting: Promise<void> | null = null;
  let hasBound = false;
  let trouble: AppError | null = null;

  const pause = (ms: number): Promise<void> => new Promise((resolve) => void timers.after(ms, resolve));
  const unbind = async (): Promise<void> => {
    await session.pipeline([['SREM', bindingKey(naming, replyExchange(naming)), replyBinding(naming, oid)], ['DEL', ...priorityKeys(naming, replyQueue(naming, oid))]], { deadlineMs: redisDeadlineMs });
  };

  const drain = async (): Promise<void> => {
    for (;;) {
      const popped = await session.pipeline(Array.from({ length: drainAtOnce }, () => ['RPOP', key] as const), { deadlineMs: redisDeadlineMs });
      const texts = popped.ok ? popped.value.flatMap((answer) => (answer.ok && typeof answer.value === 'string' ? answer.value : [])) : [];
      texts.forEach(pending.take);
      if (texts.length < drainAtOnce || ended.aborted) return;
    }
  };

  const collect = async (): Promise<void> => {
    while (!pending.isEmpty() && !ended.aborted) {
      const popped = await session.pop(key, { timeoutMs: Math.min(Math.max(pending.longestWaitMs(), shortestPopMs), longestPopMs), signal: ended });
      trouble = popped.ok ? null : popped.error;
      if (popped.ok && popped.value !== null) {
        pending.take(popped.value);
        if (pending.expectsMany()) await drain();
      }
      // Its connection broke: the next pop opens another, but not in a hot loop.
      if (!popped.ok && !ended.aborted) await pause(popRetryMs);
    }
  };

  const start = (): void => {
    hasBound = true;
    collecting ??= collect().then(() => {
      collecting = null;
      if (ended.aborted) return undefined;
      // A question that came while the last pop was ending keeps the binding.
      if (pending.isEmpty()) return unbind();
      start();
      return undefined;
    });
  };

  return {
    start,
    trouble: () => trouble,
    async clear() {
      const wasCollecting = collecting !== null;
      await collecting;
      if (!hasBound) return;
      await unbind();
      if (!wasCollecting) return;
      await pause(lateReplyMs);
      await unbind();
    },
  };
}

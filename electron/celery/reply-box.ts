/**
 * Asking workers and waiting for their replies: one reply queue, tickets tell the questions apart. A question is
 * published once and never repeated here; without a standing binding it is not published at all, because it would be
 * carried out and its answer lost.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { BrokerSession } from '#electron/ports/message-broker.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { base64 } from './base64.ts';
import { bindingKey, controlChannel, replyBinding, replyExchange } from './core/broker-names.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import { encodeControl } from './core/encode-control.ts';
import type { ControlCommand } from './core/encode-control.ts';
import { countOf } from './core/redis-answers.ts';
import { createPendingQuestions } from './pending-questions.ts';
import type { TimedReply } from './pending-questions.ts';
import { createReplyCollector } from './reply-collector.ts';

/**
 * `receivers`: connections that got the message (workers, and monitors that listen to everything). `cutBy`: why
 * replies could not be read to the end; who seems not to have answered may have.
 */
export type Answers = { readonly replies: readonly TimedReply[]; readonly receivers: number; readonly waitedMs: number; readonly cutBy: AppError | null };
export type AskOptions = { readonly deadlineMs: number; readonly signal?: AbortSignal; readonly onReply?: (reply: TimedReply) => void };

export type ReplyBox = {
  ask(command: ControlCommand, options: AskOptions): Promise<Result<Answers, AppError>>;
  dispose(): Promise<void>;
};

type Needs = { readonly session: BrokerSession; readonly naming: BrokerNaming; readonly oid: string; readonly clock: Clock; readonly timers: Timers; readonly random: Random };

const redisDeadlineMs = 5_000;

export function createReplyBox(needs: Needs): ReplyBox {
  const { clock, timers } = needs;
  const pending = createPendingQuestions(clock);
  const ended = new AbortController();
  const collector = createReplyCollector({ ...needs, pending, ended: ended.signal });

  return {
    async ask(command, options) {
      if (ended.signal.aborted) return err({ code: 'link-lost' });
      const ticket = needs.random.uuid();
      const signal = options.signal === undefined ? ended.signal : AbortSignal.any([options.signal, ended.signal]);
      const question = pending.add({ ticket, deadlineMs: options.deadlineMs, expected: command.to === 'node' ? 1 : null, onReply: options.onReply });
      const timer = timers.after(options.deadlineMs, question.finish);
      signal.addEventListener('abort', question.finish, { once: true });
      collector.start();
      const sent = await publish(needs, command, ticket, options.deadlineMs, signal);
      if (sent.ok) {
        question.expected ??= sent.value;
        if (sent.value > 0 && question.replies.length < question.expected) await question.done;
      }
      timer[Symbol.dispose]();
      signal.removeEventListener('abort', question.finish);
      pending.drop(ticket);
      if (!sent.ok) return sent;
      if (options.signal?.aborted === true) return err({ code: 'cancelled' });
      const isWhole = question.replies.length >= (question.expected ?? 0) || sent.value === 0;
      const cutBy = isWhole ? null : ended.signal.aborted ? { code: 'link-lost' as const } : collector.trouble();
      return ok({ replies: question.replies, receivers: sent.value, waitedMs: clock.monotonic() - question.sentAt, cutBy });
    },

    async dispose() {
      ended.abort();
      await collector.clear();
    },
  };
}

/** The count of receivers. */
async function publish(needs: Needs, command: ControlCommand, ticket: string, deadlineMs: number, signal: AbortSignal): Promise<Result<number, AppError>> {
  const { session, naming, oid } = needs;
  const payload = encodeControl(command, { controlExchange: naming.controlExchange, oid, ticket, deliveryTag: needs.random.uuid(), expiresAtS: (needs.clock.now() + deadlineMs) / 1000 }, base64);
  if (payload === null) return err({ code: 'invalid-input', where: 'worker', problem: 'name' });
  const bound = await session.pipeline([['SADD', bindingKey(naming, replyExchange(naming)), replyBinding(naming, oid)]], { deadlineMs: redisDeadlineMs });
  if (!bound.ok) return bound;
  if (bound.value[0]?.ok === false) return bound.value[0];
  // Not yet sent: certainly not carried out.
  if (signal.aborted) return err({ code: 'cancelled' });
  const published = await session.pipeline([['PUBLISH', controlChannel(naming), payload]], { deadlineMs: redisDeadlineMs });
  if (!published.ok) return published;
  const answer = published.value[0];
  return answer?.ok === false ? answer : ok(countOf(answer?.value) ?? 0);
}

/** Questions on their way, by ticket. A reply with an unknown ticket is late or a stranger's, and is dropped. */
import type { Clock } from '#electron/ports/clock.ts';
import { base64 } from './base64.ts';
import { decodeEnvelope } from './core/decode-envelope.ts';
import { decodeReply } from './core/decode-reply.ts';
import type { NodeReply } from './core/decode-reply.ts';
import { replyBounds } from './core/tolerant-json.ts';

export type TimedReply = NodeReply & { readonly tookMs: number };
export type Question = {
  readonly ticket: string;
  readonly sentAt: number;
  readonly until: number;
  readonly replies: TimedReply[];
  readonly done: Promise<void>;
  /** How many replies complete it; null until the count of receivers is known. */
  expected: number | null;
  finish(): void;
};

export type PendingQuestions = {
  add(question: { readonly ticket: string; readonly deadlineMs: number; readonly expected: number | null; readonly onReply: ((reply: TimedReply) => void) | undefined }): Question;
  drop(ticket: string): void;
  take(text: string): void;
  isEmpty(): boolean;
  longestWaitMs(): number;
  expectsMany(): boolean;
};

export function createPendingQuestions(clock: Clock): PendingQuestions {
  const pending = new Map<string, { readonly question: Question; readonly onReply: ((reply: TimedReply) => void) | undefined }>();
  return {
    add({ ticket, deadlineMs, expected, onReply }) {
      const done = Promise.withResolvers<void>();
      const sentAt = clock.monotonic();
      const question: Question = { ticket, sentAt, until: sentAt + deadlineMs, replies: [], done: done.promise, expected, finish: () => done.resolve() };
      pending.set(ticket, { question, onReply });
      return question;
    },
    drop: (ticket) => void pending.delete(ticket),
    take(text) {
      const read = decodeEnvelope(text, base64, replyBounds);
      const found = read.ok ? pending.get(read.envelope.ticket ?? '') : undefined;
      const reply = read.ok ? decodeReply(read.envelope.body) : null;
      if (found === undefined || reply === null) return;
      const { question, onReply } = found;
      const timed = { ...reply, tookMs: Math.max(0, clock.monotonic() - question.sentAt) };
      question.replies.push(timed);
      onReply?.(timed);
      if (question.expected !== null && question.replies.length >= question.expected) question.finish();
    },
    isEmpty: () => pending.size === 0,
    longestWaitMs: () => Math.max(0, ...[...pending.values()].map(({ question }) => question.until - clock.monotonic())),
    expectsMany: () => [...pending.values()].some(({ question }) => question.expected !== 1),
  };
}

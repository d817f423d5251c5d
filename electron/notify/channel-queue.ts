/**
 * The messages of one channel, one after another, each tried until it arrives or there is no more hope.
 * Must stay true: order is kept; the queue is bounded, the oldest leave first; nothing is sent after the disposal.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { PostFailure } from '#electron/ports/web-poster.ts';
import type { DeliveryFailure } from '#shared/domain/alert.ts';
import type { Result } from '#shared/result.ts';
import type { Word } from './core/compose-message.ts';
import { nextWaitMs } from './core/retry-plan.ts';

export type Delivered = { readonly at: number; readonly failure: DeliveryFailure | null; readonly status: number | null };
export type ChannelQueue = { push(word: Word): void; waiting(): number; last(): Delivered | null; note(last: Delivered): void; dispose(): void };
export type Deliver = (word: Word, signal: AbortSignal) => Promise<Result<{ readonly status: number }, PostFailure>>;

const maxWaiting = 200;

type Needs = { readonly clock: Clock; readonly timers: Timers; readonly random: Random; readonly log: Log; readonly channel: string; readonly deliver: Deliver; readonly onChange: () => void };

export function createChannelQueue(needs: Needs): ChannelQueue {
  const words: Word[] = [];
  const ending = new AbortController();
  let tries = 0;
  let timer: Disposable | null = null;
  let isSending = false;
  let last: Delivered | null = null;

  const send = async (): Promise<void> => {
    const word = words[0];
    if (word === undefined || isSending || timer !== null || ending.signal.aborted) return;
    isSending = true;
    const answer = await needs.deliver(word, ending.signal);
    isSending = false;
    if (ending.signal.aborted) return;
    tries += 1;
    last = { at: needs.clock.now(), failure: answer.ok ? null : answer.error.failure, status: answer.ok ? answer.value.status : answer.error.status };
    const waitMs = answer.ok ? null : nextWaitMs(tries, answer.error.failure, answer.error.retryAfterMs, needs.random.next());
    if (waitMs === null) {
      if (!answer.ok) needs.log.warn('a notification was given up', { channel: needs.channel, failure: answer.error.failure, status: answer.error.status, tries });
      tries = 0;
      // the queue may have lost its head to newer words meanwhile
      if (words[0] === word) words.shift();
      needs.onChange();
      return send();
    }
    needs.onChange();
    timer = needs.timers.after(waitMs, () => { timer = null; void send().catch((error: unknown) => needs.log.bug(error, 'notify')); });
  };
  return {
    push: (word) => {
      words.push(word);
      if (words.length > maxWaiting) { words.shift(); needs.log.warn('too many notifications wait: the oldest was dropped', { channel: needs.channel }); }
      void send().catch((error: unknown) => needs.log.bug(error, 'notify'));
    },
    waiting: () => words.length,
    last: () => last,
    note: (seen) => { last = seen; needs.onChange(); },
    dispose: () => { ending.abort(); timer?.[Symbol.dispose](); timer = null; words.length = 0; },
  };
}

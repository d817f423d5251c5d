/**
 * BRPOP on a connection of its own, one at a time. A pop that is given up (deadline, abort) closes its connection:
 * otherwise Redis would hand the next element to a reader that has gone, and the element would be lost.
 */
import type { BrokerSession } from '#electron/ports/message-broker.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import type { IoredisConnection } from './ioredis-connection.ts';
import { isIntegerTimeoutRefusal } from './map-error.ts';
import { raceDeadline } from './race-deadline.ts';

/** How long Redis may be late with its own time-out before the connection is given up. */
const graceMs = 2_000;

type Needs = { readonly timers: Timers; readonly open: () => Promise<Result<IoredisConnection, AppError>>; readonly ended: AbortSignal };
export type Popper = { readonly pop: BrokerSession['pop']; dispose(): Promise<void> };

export function createPopper(needs: Needs): Popper {
  let connection: Promise<Result<IoredisConnection, AppError>> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let wholeSecondsOnly = false;

  const giveUp = async (): Promise<void> => {
    const opened = await connection;
    connection = null;
    if (opened?.ok === true) opened.value.close();
  };

  const popOnce = async (key: string, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<Result<string | null, AppError>> => {
    const signal = options.signal === undefined ? needs.ended : AbortSignal.any([options.signal, needs.ended]);
    if (signal.aborted) return err({ code: 'cancelled' });
    connection ??= needs.open();
    const opened = await connection;
    if (!opened.ok || !opened.value.isOpen()) {
      await giveUp();
      return opened.ok ? err({ code: 'link-lost' }) : opened;
    }
    const { value: link } = opened;
    // 0 would mean for ever.
    const seconds = wholeSecondsOnly ? Math.max(1, Math.ceil(options.timeoutMs / 1000)) : Math.max(0.01, options.timeoutMs / 1000).toFixed(3);
    let isOldServer = false;
    const popped = await raceDeadline(needs.timers, link.call(['BRPOP', key, seconds]), {
      deadlineMs: options.timeoutMs + graceMs,
      signal,
      onDeadline: { code: 'deadline-passed', waitedMs: options.timeoutMs + graceMs },
      mapError: (error) => {
        isOldServer = isIntegerTimeoutRefusal(error);
        return isOldServer ? { code: 'cancelled' } : link.mapError(error);
      },
    });
    if (popped.ok) {
      const element: unknown = Array.isArray(popped.value) ? popped.value[1] : null;
      return ok(typeof element === 'string' ? element : null);
    }
    if (isOldServer && !wholeSecondsOnly) {
      wholeSecondsOnly = true;
      return popOnce(key, options);
    }
    if (popped.error.code === 'cancelled' || popped.error.code === 'deadline-passed' || !link.isOpen()) await giveUp();
    return popped;
  };

  return {
    pop(key, options) {
      const mine = turn.then(() => popOnce(key, options));
      turn = mine.catch(() => undefined);
      return mine;
    },
    dispose: giveUp,
  };
}

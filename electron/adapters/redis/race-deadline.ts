/**
 * One promise against a deadline, a signal and the end of the connection. The first one wins; the others are let go.
 * A late value goes to `tooLate`, so that what arrives after the deadline (an open socket) still has an owner.
 */
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';

export type RaceLimits<T> = {
  readonly deadlineMs: number;
  readonly onDeadline: AppError;
  readonly signal?: AbortSignal | undefined;
  readonly tooLate?: (value: T) => void;
  readonly mapError: (error: unknown) => AppError;
};

export function raceDeadline<T>(timers: Timers, work: Promise<T>, limits: RaceLimits<T>): Promise<Result<T, AppError>> {
  return new Promise((resolve) => {
    let isSettled = false;
    const settle = (result: Result<T, AppError>): void => {
      if (isSettled) return;
      isSettled = true;
      timer[Symbol.dispose]();
      limits.signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onAbort = (): void => settle(err({ code: 'cancelled' }));
    const timer = timers.after(limits.deadlineMs, () => settle(err(limits.onDeadline)));
    work.then(
      (value) => (isSettled ? limits.tooLate?.(value) : settle(ok(value))),
      (error: unknown) => settle(err(limits.mapError(error))),
    );
    if (limits.signal?.aborted === true) onAbort();
    else limits.signal?.addEventListener('abort', onAbort, { once: true });
  });
}

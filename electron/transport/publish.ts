/**
 * One subscription on its way to one client: at most about four messages a second, the first after quiet at once,
 * urgent news (a death) within 50 ms. While the client's buffer is full nothing is sent and changes are merged.
 * Must stay true: nothing lost, nothing reordered, memory bounded by one pending payload. Spec: FP1-FP6.
 */
import type { EventName, PayloadOf } from '#shared/contract.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { EventPolicy } from './event-policies.ts';

export const usualGapMs = 250;
export const urgentGapMs = 50;

export type Publication = { dispose(): void };

type Needs<E extends EventName> = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly policy: EventPolicy<E>;
  readonly subscribe: (emit: (payload: PayloadOf<E>) => void) => () => void;
  readonly send: (payload: PayloadOf<E>) => void;
  /** The client does not keep up: hold back. */
  readonly isCongested: () => boolean;
  readonly onBug: (error: unknown) => void;
};

export function publish<E extends EventName>(needs: Needs<E>): Publication {
  const { clock, timers, policy } = needs;
  let pending: { payload: PayloadOf<E>; isUrgent: boolean } | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;
  let sequence = 0;
  let waiting: { readonly timer: Disposable; readonly dueAt: number } | null = null;
  let isDisposed = false;
  const source = followSource(needs, accept);

  function stopTimer(): void {
    waiting?.timer[Symbol.dispose]();
    waiting = null;
  }

  function flush(): void {
    stopTimer();
    if (pending === null || isDisposed) return;
    if (needs.isCongested()) return waitUntil(clock.monotonic() + usualGapMs);
    const { payload } = pending;
    pending = null;
    sentAt = clock.monotonic();
    sequence += 1;
    needs.send(policy.number(payload, sequence));
  }

  function waitUntil(dueAt: number): void {
    if (waiting !== null && waiting.dueAt <= dueAt) return;
    stopTimer();
    waiting = { dueAt, timer: timers.after(Math.max(0, dueAt - clock.monotonic()), flush) };
  }

  function accept(payload: PayloadOf<E>): void {
    if (isDisposed) return;
    const isUrgent = (pending?.isUrgent ?? false) || policy.isUrgent(payload);
    const joined = pending === null ? payload : policy.merge(pending.payload, payload);
    if (joined === null) {
      pending = null;
      return source.restart();
    }
    pending = { payload: joined, isUrgent };
    const dueAt = sentAt + (isUrgent ? urgentGapMs : usualGapMs);
    if (needs.isCongested()) waitUntil(clock.monotonic() + usualGapMs);
    else if (clock.monotonic() >= dueAt) flush();
    else waitUntil(dueAt);
  }

  source.restart();
  return {
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      pending = null;
      stopTimer();
      source.stop();
    },
  };
}

/** The engine's source, which can be started over: what an older one still says is not heard. */
function followSource<E extends EventName>({ subscribe, onBug }: Needs<E>, hear: (payload: PayloadOf<E>) => void): { restart(): void; stop(): void } {
  let generation = 0;
  let stopCurrent: (() => void) | null = null;

  function stop(): void {
    generation += 1;
    stopCurrent?.();
    stopCurrent = null;
  }

  return {
    stop,
    restart() {
      stop();
      const mine = generation;
      try {
        const stopMine = subscribe((payload) => { if (mine === generation) hear(payload); });
        // A source may emit at once, and that emission may already have started it anew or ended it.
        if (mine === generation) stopCurrent = stopMine;
        else stopMine();
      } catch (error) {
        onBug(error);
      }
    },
  };
}

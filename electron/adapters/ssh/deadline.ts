/**
 * A time limit joined with the caller's signal. It can be held while a person is being asked: nobody types a
 * passphrase within a handshake's limit.
 */
import type { Timers } from '#electron/ports/timers.ts';

export type Deadline = Disposable & {
  /** Aborted by the caller or by the limit. */
  readonly signal: AbortSignal;
  /** True when the limit, not the caller, ended it. */
  hasPassed(): boolean;
  /** Stops the limit until the returned hold is disposed; then it starts anew. */
  hold(): Disposable;
  /** Starts the limit anew. */
  restart(): void;
};

export function startDeadline(timers: Timers, limitMs: number, parent: AbortSignal): Deadline {
  const own = new AbortController();
  let timer: Disposable | null = null;
  let passed = false;
  let holds = 0;
  let isDisposed = false;
  const stop = (): void => { timer?.[Symbol.dispose](); timer = null; };
  const start = (): void => {
    stop();
    if (holds > 0 || isDisposed || own.signal.aborted) return;
    timer = timers.after(limitMs, () => { passed = true; own.abort(); });
  };
  const onParent = (): void => { stop(); own.abort(); };
  if (parent.aborted) own.abort();
  else parent.addEventListener('abort', onParent, { once: true });
  start();
  return {
    signal: own.signal,
    hasPassed: () => passed,
    hold() {
      holds += 1;
      stop();
      let isHeld = true;
      return { [Symbol.dispose]() { if (!isHeld) return; isHeld = false; holds -= 1; start(); } };
    },
    restart: start,
    [Symbol.dispose]() { isDisposed = true; stop(); parent.removeEventListener('abort', onParent); },
  };
}

/** Calls `run` when the signal aborts, or at once when it already has. Dispose to stop listening. */
export function onAbort(signal: AbortSignal, run: () => void): Disposable {
  if (signal.aborted) { run(); return { [Symbol.dispose]() {} }; }
  signal.addEventListener('abort', run, { once: true });
  return { [Symbol.dispose]() { signal.removeEventListener('abort', run); } };
}

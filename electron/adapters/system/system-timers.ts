/** The machine's timers. A disposed timer never fires, not even when it was already due. */
import type { Timers } from '#electron/ports/timers.ts';

/** setTimeout turns a longer wait into 1 ms. */
const longestMs = 2 ** 31 - 1;

export function createSystemTimers(): Timers {
  return {
    after(ms, run) {
      const timer = setTimeout(run, bounded(ms));
      return { [Symbol.dispose]: () => clearTimeout(timer) };
    },
    every(ms, run) {
      const timer = setInterval(run, bounded(ms));
      return { [Symbol.dispose]: () => clearInterval(timer) };
    },
  };
}

const bounded = (ms: number): number => Math.min(longestMs, Math.max(0, Number.isFinite(ms) ? ms : longestMs));

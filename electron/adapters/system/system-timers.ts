/**
 * The machine's timers. A disposed timer never fires, not even when it was already due.
 * Must stay true: what repeats keeps to its grid from the first moment on. A late turn makes the next wait shorter, and turns
 * that were missed altogether (a sleeping machine) are left out, never made up for in a burst.
 */
import { performance } from 'node:perf_hooks';
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
      const periodMs = Math.max(1, bounded(ms));
      const startedAt = performance.now();
      let timer = setTimeout(turn, periodMs);
      let isOver = false;
      function turn(): void {
        timer = setTimeout(turn, untilNext(performance.now() - startedAt, periodMs));
        if (!isOver) run();
      }
      return { [Symbol.dispose]: () => { isOver = true; clearTimeout(timer); } };
    },
  };
}

/** From here to the next turn of the grid. A timer may fire up to a millisecond early: that turn is the one just due. */
export function untilNext(elapsedMs: number, periodMs: number): number {
  return (Math.floor((elapsedMs + 1) / periodMs) + 1) * periodMs - elapsedMs;
}

const bounded = (ms: number): number => Math.min(longestMs, Math.max(0, Number.isFinite(ms) ? ms : longestMs));

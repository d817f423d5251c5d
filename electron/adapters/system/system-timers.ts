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
      let count = 1;
      let timer = setTimeout(turn, periodMs);
      let isOver = false;
      function turn(): void {
        const elapsedMs = performance.now() - startedAt;
        count = nextTurn(count, elapsedMs, periodMs);
        timer = setTimeout(turn, count * periodMs - elapsedMs);
        if (!isOver) run();
      }
      return { [Symbol.dispose]: () => { isOver = true; clearTimeout(timer); } };
    },
  };
}

/** The place on the grid of the turn after this one. A timer may fire a little early: its turn is taken all the same, once. */
export function nextTurn(current: number, elapsedMs: number, periodMs: number): number {
  return Math.max(current, Math.floor(elapsedMs / periodMs)) + 1;
}

const bounded = (ms: number): number => Math.min(longestMs, Math.max(0, Number.isFinite(ms) ? ms : longestMs));

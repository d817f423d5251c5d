/** The machine's clocks. */
import { performance } from 'node:perf_hooks';
import type { Clock } from '#electron/ports/clock.ts';

export function createSystemClock(): Clock {
  return { now: () => Date.now(), monotonic: () => performance.now() };
}

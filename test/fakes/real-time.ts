/** The system's time as the engine takes it, for tests with real processes. */
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';

const disposable = (timer: NodeJS.Timeout): Disposable => ({ [Symbol.dispose]: () => clearTimeout(timer) });

export const realClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
export const realTimers: Timers = { after: (ms, run) => disposable(setTimeout(run, ms)), every: (ms, run) => disposable(setInterval(run, ms)) };
export const countingRandom = (): Random => {
  let count = 0;
  return { next: () => 0.5, uuid: () => `id-${(count += 1)}`, token: (bytes) => String((count += 1)).padStart(bytes * 2, '0') };
};

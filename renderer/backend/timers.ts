/** Time as an argument, the same shape as the engine's: tests release timers by hand. */
export type Timers = {
  after(ms: number, run: () => void): Disposable;
  every(ms: number, run: () => void): Disposable;
};
export type Clock = { now(): number };

export const pageClock: Clock = { now: () => Date.now() };

export const pageTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};

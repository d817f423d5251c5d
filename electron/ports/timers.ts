/** Timers as an argument, so that tests release them by hand. Disposing cancels; a cancelled timer never fires. */
export type Timers = {
  after(ms: number, run: () => void): Disposable;
  every(ms: number, run: () => void): Disposable;
};

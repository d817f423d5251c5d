/** Time as an argument: nothing in the engine reads the system clock by itself. */
export type Clock = {
  /** Wall clock, ms since the epoch. May step; used for display and ages across processes. */
  now(): number;
  /** Never steps; used for intervals and deadlines. */
  monotonic(): number;
};

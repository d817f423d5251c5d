/** How long to wait before the next attempt: 1 s doubling to 60 s, full jitter, never quite zero. Pure. */
export const backoff = { firstMs: 1000, maxMs: 60_000, leastMs: 200 } as const;

/** `attempt` is 1 for the wait after the first failure; `chance` is 0 <= x < 1. */
export function backoffMs(attempt: number, chance: number): number {
  const doublings = Math.min(Math.max(0, Math.floor(attempt) - 1), 16);
  const ceiling = Math.min(backoff.maxMs, backoff.firstMs * 2 ** doublings);
  return Math.max(backoff.leastMs, Math.round(ceiling * chance));
}

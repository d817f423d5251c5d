/**
 * How long the tasks of the last minute ran, from the task events. Pure.
 * Must stay true: no event, no figure; a flood keeps the latest and stays bounded.
 */
export type Runtimes = readonly { readonly at: number; readonly ms: number }[];

export const noRuntimes: Runtimes = [];
const keepMs = 60_000;
const keepMost = 300;

export function addRuntime(known: Runtimes, ms: number, at: number): Runtimes {
  return [...known.filter((one) => at - one.at < keepMs), { at, ms: Math.max(0, ms) }].slice(-keepMost);
}

/** Milliseconds, nearest rank; null when no task ended within the last minute. */
export function runtimePercentiles(known: Runtimes, now: number): { readonly p50: number; readonly p95: number } | null {
  const sorted = known.filter(({ at }) => now - at < keepMs).map(({ ms }) => ms).sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: rank(0.5), p95: rank(0.95) };
}

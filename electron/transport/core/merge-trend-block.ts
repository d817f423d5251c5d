/**
 * Joins two trend blocks for a client that has not read the first yet.
 * Must stay true: a missing value is a gap (null), never the neighbour's; past the bound the answer is null,
 * meaning "start over with a whole block" instead of growing without end.
 */
import type { TrendBlock } from '#shared/domain/trend.ts';

/** An hour at 2 s, and room: more than that unread is cheaper to send anew. */
export const maxMergedTimes = 4000;

export function mergeTrendBlock(earlier: TrendBlock, later: TrendBlock): TrendBlock | null {
  if (later.whole) return later;
  const count = earlier.times.length + later.times.length;
  if (count > maxMergedTimes) return null;
  const series: Record<string, (number | null)[]> = {};
  for (const key of new Set([...Object.keys(earlier.series), ...Object.keys(later.series)])) {
    const column = [...pad(earlier.series[key], earlier.times.length), ...pad(later.series[key], later.times.length)];
    // A key is foreign text (queue and worker names): `__proto__` must become a column, not a prototype.
    Object.defineProperty(series, key, { value: column, enumerable: true, writable: true, configurable: true });
  }
  return { host: later.host, whole: earlier.whole, times: [...earlier.times, ...later.times], series, marks: [...earlier.marks, ...later.marks] };
}

const pad = (values: readonly (number | null)[] | undefined, length: number): (number | null)[] =>
  Array.from({ length }, (_, index) => values?.[index] ?? null);

/**
 * The slope of a series that outliers do not bend: the median of all pairwise slopes (Theil-Sen), with a 90 % interval from
 * the rank statistics behind it, widened where neighbouring points resemble each other. Pure.
 */
import type { Interval } from '#shared/domain/forecast.ts';
import { median, type Point } from './clean-series.ts';

const most = 48;
/** Two-sided 90 %. */
const z = 1.645;
const hourMs = 3_600_000;

/** Bytes an hour. null: too few points or no time between them. */
export function robustSlope(points: readonly Point[]): Interval | null {
  const thin = thinOut(points, most);
  if (thin.length < 4) return null;
  const slopes: number[] = [];
  for (let left = 0; left < thin.length; left += 1) for (let right = left + 1; right < thin.length; right += 1) {
    const a = thin[left];
    const b = thin[right];
    if (a !== undefined && b !== undefined && b.at > a.at) slopes.push(((b.bytes - a.bytes) * hourMs) / (b.at - a.at));
  }
  if (slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const mid = median(slopes);
  const n = thin.length;
  const origin = median(thin.map(({ at, bytes }) => bytes - (mid * at) / hourMs));
  const inflation = Math.sqrt(likeness(thin.map(({ at, bytes }) => bytes - origin - (mid * at) / hourMs)));
  const reach = z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18) * inflation;
  const pick = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] ?? mid;
  return { low: pick((slopes.length - reach) / 2), mid, high: pick((slopes.length + reach) / 2) };
}

/** How much less the points say than so many independent ones would: (1 + r) / (1 - r), bounded. */
function likeness(residuals: readonly number[]): number {
  let together = 0;
  let alone = 0;
  for (let index = 0; index < residuals.length; index += 1) {
    const here = residuals[index] ?? 0;
    alone += here * here;
    if (index > 0) together += here * (residuals[index - 1] ?? 0);
  }
  const r = alone === 0 ? 0 : Math.min(0.9, Math.max(0, together / alone));
  return (1 + r) / (1 - r);
}

/** Medians of even slices: keeps the shape, loses what a point alone says. */
export function thinOut(points: readonly Point[], count: number): readonly Point[] {
  if (points.length <= count) return points;
  return Array.from({ length: count }, (_, slice) => {
    const part = points.slice(Math.floor((slice * points.length) / count), Math.floor(((slice + 1) * points.length) / count));
    return { at: median(part.map(({ at }) => at)), bytes: median(part.map(({ bytes }) => bytes)) };
  });
}

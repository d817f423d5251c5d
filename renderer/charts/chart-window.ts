/**
 * Decides which stretch of time a chart shows. The right edge is the last sample while samples come, so that the
 * picture moves once a sample and never between; when they stop, the edge walks on in whole steps and the
 * emptiness itself becomes visible.
 */
import type { ChartWindow } from './chart-series.ts';

const leastSpanMs = 300_000;

/** What a person may choose; the hour is also all that the engine keeps. */
export const spanChoicesMs = [300_000, 900_000, 3_600_000] as const;
export type SpanChoice = (typeof spanChoicesMs)[number];

/** Grows with the data from five minutes up to what was chosen: an hour's axis with a minute of data shows nothing. */
export function spanOf(needs: { readonly firstAt: number | null; readonly lastAt: number | null; readonly chosenMs: SpanChoice }): number {
  const dataMs = needs.firstAt === null || needs.lastAt === null ? 0 : needs.lastAt - needs.firstAt;
  return Math.min(needs.chosenMs, Math.max(leastSpanMs, dataMs));
}

export function windowOf(needs: { lastAt: number | null; nowMs: number; stepMs: number; spanMs: number }): ChartWindow {
  const stepMs = Math.max(1, needs.stepMs);
  const isFresh = needs.lastAt !== null && needs.nowMs - needs.lastAt < stepMs * 3;
  // A laptop clock set back must not hide the newest sample.
  const to = isFresh && needs.lastAt !== null ? needs.lastAt : Math.max(Math.floor(needs.nowMs / stepMs) * stepMs, needs.lastAt ?? 0);
  return { from: to - needs.spanMs, to };
}

/** Two samples further apart than this are not joined by a line: nobody knows what was between. */
export function gapAfterMs(stepMs: number): number {
  return stepMs * 3 + 1000;
}

/** Pixel stretches to leave blank where time jumps, though no null was written there. */
export function timeGaps(times: readonly number[], from: number, to: number, maxStepMs: number): readonly (readonly [number, number])[] {
  const gaps: [number, number][] = [];
  for (let index = Math.max(1, from + 1); index <= Math.min(to, times.length - 1); index += 1) {
    const before = times[index - 1];
    const here = times[index];
    if (before !== undefined && here !== undefined && here - before > maxStepMs) gaps.push([before, here]);
  }
  return gaps;
}

/** First index at or after `at`; the length when there is none. */
export function indexAtOrAfter(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the sample nearest to `at`, or null when there is none. */
export function indexNearest(times: readonly number[], at: number): number | null {
  if (times.length === 0) return null;
  const right = indexAtOrAfter(times, at);
  if (right === 0) return 0;
  if (right === times.length) return times.length - 1;
  const after = times[right] ?? 0;
  const before = times[right - 1] ?? 0;
  return after - at < at - before ? right : right - 1;
}

export type CursorKey = 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End' | 'PageUp' | 'PageDown';

/** Where an arrow key takes the cursor: one sample, or thirty with Page keys; never outside what is drawn. */
export function stepCursor(index: number | null, key: CursorKey, first: number, last: number): number | null {
  if (last < first) return null;
  const here = index ?? last + (key === 'ArrowRight' ? 0 : 1);
  const moved = { ArrowLeft: here - 1, ArrowRight: here + 1, PageUp: here - 30, PageDown: here + 30, Home: first, End: last }[key];
  return Math.min(last, Math.max(first, moved));
}

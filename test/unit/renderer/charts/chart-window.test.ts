/** The visible hour: still between samples, walking on when samples stop, gaps kept. */
import { describe, expect, it } from 'vitest';
import { gapAfterMs, indexAtOrAfter, indexNearest, spanOf, stepCursor, timeGaps, windowOf } from '#renderer/charts/chart-window.ts';

it.each([
  ['nothing yet', null, null, 3_600_000, 300_000], ['a minute', 0, 60_000, 3_600_000, 300_000], ['twenty minutes', 0, 1_200_000, 3_600_000, 1_200_000],
  ['more than was chosen', 0, 1_200_000, 900_000, 900_000], ['two hours', 0, 7_200_000, 3_600_000, 3_600_000], ['clocks gone wrong', 5000, 0, 300_000, 300_000],
] as const)('the stretch of time with %s of data', (_, firstAt, lastAt, chosenMs, spanMs) => expect(spanOf({ firstAt, lastAt, chosenMs })).toBe(spanMs));

describe('windowOf', () => {
  it('stands still between two samples', () => {
    const a = windowOf({ lastAt: 100_000, nowMs: 100_100, stepMs: 2000, spanMs: 60_000 });
    const b = windowOf({ lastAt: 100_000, nowMs: 101_900, stepMs: 2000, spanMs: 60_000 });
    expect(a).toEqual({ from: 40_000, to: 100_000 });
    expect(b).toEqual(a);
  });
  it('walks on in whole steps when samples stop', () => {
    expect(windowOf({ lastAt: 100_000, nowMs: 206_500, stepMs: 2000, spanMs: 60_000 }).to).toBe(206_000);
    expect(windowOf({ lastAt: 100_000, nowMs: 207_999, stepMs: 2000, spanMs: 60_000 }).to).toBe(206_000);
  });
  it('has a window without any sample', () => {
    expect(windowOf({ lastAt: null, nowMs: 7_200_001, stepMs: 1000, spanMs: 3_600_000 })).toEqual({ from: 3_600_000, to: 7_200_000 });
  });
  it('never hides the newest sample when the clock was set back', () => {
    expect(windowOf({ lastAt: 500_000, nowMs: 100_000, stepMs: 2000, spanMs: 60_000 }).to).toBe(500_000);
  });
});

describe('timeGaps', () => {
  it('finds jumps of time and nothing else', () => {
    const times = [0, 2000, 4000, 60_000, 62_000];
    expect(timeGaps(times, 0, 4, gapAfterMs(2000))).toEqual([[4000, 60_000]]);
    expect(timeGaps(times, 3, 4, gapAfterMs(2000))).toEqual([]);
    expect(timeGaps([], 0, 0, 1)).toEqual([]);
  });
});

describe('looking up samples', () => {
  const times = [10, 20, 30];
  it('finds the first at or after', () => {
    expect([5, 10, 11, 30, 31].map((at) => indexAtOrAfter(times, at))).toEqual([0, 0, 1, 2, 3]);
  });
  it('finds the nearest', () => {
    expect([0, 14, 16, 99].map((at) => indexNearest(times, at))).toEqual([0, 0, 1, 2]);
    expect(indexNearest([], 5)).toBeNull();
  });
  it('steps by key and stays inside', () => {
    expect(stepCursor(null, 'ArrowLeft', 3, 9)).toBe(9);
    expect(stepCursor(null, 'ArrowRight', 3, 9)).toBe(9);
    expect(stepCursor(9, 'ArrowRight', 3, 9)).toBe(9);
    expect(stepCursor(5, 'ArrowLeft', 3, 9)).toBe(4);
    expect(stepCursor(5, 'PageUp', 3, 9)).toBe(3);
    expect(stepCursor(5, 'Home', 3, 9)).toBe(3);
    expect(stepCursor(5, 'End', 3, 9)).toBe(9);
    expect(stepCursor(null, 'End', 0, -1)).toBeNull();
  });
});

/** Stacking with gaps: a dead worker leaves a hole in its own band only. */
import { describe, expect, it } from 'vitest';
import { largestOf, smallestOf, stackColumns } from '#renderer/charts/stack-series.ts';

describe('stackColumns', () => {
  it('adds from the bottom and keeps gaps where they are', () => {
    const levels = stackColumns([[1, 2, null, null], [10, null, 30, null]], 4);
    expect(levels).toEqual([[1, 2, null, null], [11, null, 30, null]]);
  });
  it('treats a short column as unknown, not as zero', () => {
    expect(stackColumns([[5], [1, 1]], 2)).toEqual([[5, null], [6, 1]]);
  });
  it('accepts nothing', () => expect(stackColumns([], 3)).toEqual([]));
});

describe('extremes', () => {
  it('skips gaps and foreign infinities', () => {
    const columns = [[null, 3, Infinity], [7, null, NaN]];
    expect(largestOf(columns, 0, 9)).toBe(7);
    expect(smallestOf(columns, 0, 9)).toBe(3);
    expect(largestOf(columns, 1, 2)).toBe(3);
    expect(largestOf([[null]], 0, 0)).toBeNull();
  });
});

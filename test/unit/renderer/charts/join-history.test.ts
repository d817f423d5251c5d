/** Pages of history and their joining with the live hour: nothing twice, gaps stay gaps, the right page is chosen. */
import { describe, expect, it } from 'vitest';
import { bestPage, keyOfPage, pageOf, pagesToPrefetch } from '#renderer/charts/history-pages.ts';
import { alignPictures, joinHistory, mergeAnswers } from '#renderer/charts/join-history.ts';
import type { HistoryAnswer } from '#shared/domain/history.ts';
import type { HostId } from '#shared/domain/ids.ts';

const columns = (values: (number | null)[]) => ({ mean: values, min: values.map((value) => (value === null ? null : value - 1)), max: values.map((value) => (value === null ? null : value + 1)), last: values });
const stored = (times: number[], values: (number | null)[], stepMs: number): HistoryAnswer => ({ host: 'h' as HostId, level: stepMs === 0 ? 'raw' : '10s', stepMs, parts: [{ from: times[0] ?? 0, to: (times.at(-1) ?? 0) + stepMs, level: stepMs === 0 ? 'raw' : '10s', stepMs }], times, series: { a: columns(values) }, rebuilt: [], marks: [] });

describe('joining the stored past with the live hour', () => {
  it('lets the live hour take over at the first step it wholly knows', () => {
    const past = stored([0, 10_000, 20_000, 30_000, 40_000], [1, 2, 3, 4, 5], 10_000);
    const live = { times: [24_000, 26_000, 30_000, 32_000, 41_000], series: new Map([['a', [9, 9, 10, 20, 7]]]) };
    const joined = joinHistory(past, live, 2000);
    expect(joined.times).toEqual([5000, 15_000, 25_000, 35_000, 45_000]);
    expect(joined.series.get('a')?.mean).toEqual([1, 2, 3, 15, 7]);
    expect(joined.series.get('a')?.low).toEqual([0, 1, 2, 10, 7]);
    expect(joined.series.get('a')?.high).toEqual([2, 3, 4, 20, 7]);
  });

  it('keeps single samples as they are on both sides of the seam', () => {
    const joined = joinHistory(stored([0, 2000, 4000, 6000], [1, 2, 3, 4], 0), { times: [4000, 6000, 8000], series: new Map([['a', [30, 40, 50]]]) }, 2000);
    expect(joined.times).toEqual([0, 2000, 4000, 6000, 8000]);
    expect(joined.series.get('a')?.mean).toEqual([1, 2, 30, 40, 50]);
  });

  it('breaks the line where nobody watched, between and within', () => {
    const joined = joinHistory(stored([0, 2000], [1, 2], 0), { times: [100_000, 102_000, 200_000], series: new Map([['a', [5, 6, 7]]]) }, 2000);
    expect(joined.series.get('a')?.mean).toEqual([1, 2, null, 5, 6, null, 7]);
    expect([...joined.times].sort((x, y) => x - y)).toEqual(joined.times);
  });

  it('keeps the breaks the store sends, and a series that one side lacks is a gap there', () => {
    const joined = joinHistory(stored([0, 2000, 4000], [1, null, 3], 0), { times: [6000], series: new Map([['b', [8]]]) }, 2000);
    expect(joined.series.get('a')?.mean).toEqual([1, null, 3, null]);
    expect(joined.series.get('b')?.mean).toEqual([null, null, null, 8]);
  });

  it('is the live hour alone without a store, and empty without either', () => {
    expect(joinHistory(null, { times: [1, 2], series: new Map([['a', [3, 4]]]) }, 2000).series.get('a')?.mean).toEqual([3, 4]);
    expect(joinHistory(null, null, 2000).times).toEqual([]);
  });

  it('puts answers about different series together, whether or not they share their moments', () => {
    const one = stored([0, 2000], [1, 2], 0);
    const other = { ...stored([0, 2000], [7, 8], 0), series: { b: columns([7, 8]) } };
    expect(mergeAnswers([one, other])?.series).toMatchObject({ a: { mean: [1, 2] }, b: { mean: [7, 8] } });
    const late = { ...stored([2000, 4000], [7, 8], 0), series: { b: columns([7, 8]) } };
    expect(mergeAnswers([one, late])).toMatchObject({ times: [0, 2000, 4000], series: { a: { mean: [1, 2, null] }, b: { mean: [null, 7, 8] } } });
    expect(mergeAnswers([])).toBeNull();
  });

  it('brings hosts with other moments to one axis, each with its own gaps', () => {
    const one = joinHistory(stored([0, 2000, 4000], [10, 20, 30], 0), null, 2000);
    const other = { ...joinHistory(stored([1000, 9000], [7, 8], 0), null, 2000), series: new Map([['b', { mean: [7, 8], low: [7, 8], high: [7, 8] }]]) };
    const aligned = alignPictures([one, other], 4000);
    expect(aligned.times).toEqual([2000, 6000, 10_000]);
    expect(aligned.series.get('a')?.mean).toEqual([15, 30, null]);
    expect(aligned.series.get('b')?.mean).toEqual([7, null, 8]);
  });
});

describe('pages of history', () => {
  const hour = 3_600_000;
  it('hold the window with room on both sides, within what may be asked', () => {
    for (const span of [60_000, hour, 31 * hour, 90 * 24 * hour]) for (const width of [200, 900, 1900]) {
      const window = { from: 1e12 + 12_345, to: 1e12 + 12_345 + span };
      const page = pageOf(window, width);
      expect(page.from).toBeLessThanOrEqual(window.from - span * 0.4);
      expect(page.to).toBeGreaterThanOrEqual(window.to + span * 0.4);
      expect(page.points).toBeGreaterThan(0);
      expect(page.points).toBeLessThanOrEqual(2000);
    }
  });

  it('stay the same for a small pan or zoom, so that nothing is asked twice', () => {
    const keys = new Set(Array.from({ length: 20 }, (_, step) => keyOfPage(pageOf({ from: 1e12 + step * 20_000, to: 1e12 + hour + step * 20_000 + step * 100 }, 900))));
    expect(keys.size).toBeLessThanOrEqual(3);
  });

  it('are chosen by what they cover first, then by how fine they are', () => {
    const window = { from: 100, to: 200 };
    const coarse = { from: 0, to: 1000, points: 10 };
    const fine = { from: 50, to: 250, points: 100 };
    const half = { from: 150, to: 250, points: 1000 };
    expect(bestPage([coarse, fine, half], window)).toBe(fine);
    expect(bestPage([coarse, half], window)).toBe(coarse);
    expect(bestPage([half], window)).toBe(half);
    expect(bestPage([{ from: 300, to: 400, points: 5 }], window)).toBeNull();
  });

  it('are fetched ahead to the left and outwards, to the right only in the past', () => {
    expect(pagesToPrefetch({ from: 0, to: hour }, 800, hour)).toHaveLength(2);
    expect(pagesToPrefetch({ from: 0, to: hour }, 800, 100 * hour)).toHaveLength(3);
  });
});

/** What is drawn is what is said: visible range, levels, labels, table rows. */
import { describe, expect, it } from 'vitest';
import { createChartCursor } from '#renderer/charts/chart-cursor.ts';
import { frameOf, labelsOf, rowsOf, totalAt, valueAt, type FrameInput } from '#renderer/charts/chart-frame.ts';
import type { ChartLine } from '#renderer/charts/chart-series.ts';

const line = (key: string, values: readonly (number | null)[]): ChartLine => ({ key, label: key, style: 'strong', values });
const input: FrameInput = { times: [0, 10, 20, 30], lines: [], isStacked: false, limits: [], window: { from: 10, to: 30 }, base: 10, fromZero: true, atLeast: 1, revision: 1 };

describe('frameOf', () => {
  it('looks only at what is visible', () => {
    const frame = frameOf({ ...input, lines: [line('a', [999, 1, 2, null])] });
    expect([frame.first, frame.last, frame.newest, frame.isEmpty]).toEqual([1, 3, 2, false]);
    expect(frame.scale.max).toBeLessThan(10);
  });
  it('stacks and scales to the sum', () => {
    const frame = frameOf({ ...input, isStacked: true, lines: [line('a', [0, 10, 10, 10]), line('b', [0, 20, null, 25])] });
    expect(frame.levels[1]).toEqual([0, 30, null, 35]);
    expect(frame.scale.max).toBeGreaterThanOrEqual(35);
  });
  it('is empty without samples, and still has a scale', () => {
    const frame = frameOf({ ...input, times: [], lines: [line('a', [])] });
    expect([frame.isEmpty, frame.newest, frame.scale.max]).toEqual([true, null, 1]);
  });
  it('is empty when every sample is outside the window', () => {
    expect(frameOf({ ...input, window: { from: 100, to: 200 }, lines: [line('a', [1, 2, 3, 4])] }).isEmpty).toBe(true);
  });
});

describe('figures beside a chart', () => {
  const lines = [line('a', [1, null, 3]), line('b', [null, null, NaN])];
  it('knows gaps from zero', () => {
    expect(lines.map((one) => [0, 1, 2].map((at) => valueAt(one, at)))).toEqual([[1, null, 3], [null, null, null]]);
    expect([0, 1, 2, null].map((at) => totalAt(lines, at))).toEqual([1, null, 3, null]);
  });
  it('puts labels in the middle of their bands', () => {
    const stacked = [line('low', [50]), line('high', [50])];
    const frame = frameOf({ ...input, times: [20], isStacked: true, lines: stacked, atLeast: 100 });
    expect(frame.scale.max).toBe(100);
    expect(labelsOf(frame, stacked, true, 100, 10)).toEqual([{ key: 'high', y: 25 }, { key: 'low', y: 75 }]);
  });
  it('has one table row a minute, newest first', () => {
    expect(rowsOf([0, 59_000, 60_000, 61_000, 200_000], 0, 4)).toEqual([4, 3, 1]);
    expect(rowsOf([], 0, -1)).toEqual([]);
  });
});

describe('createChartCursor', () => {
  it('tells its listeners once per change', () => {
    const cursor = createChartCursor();
    let told = 0;
    const stop = cursor.subscribe(() => { told += 1; });
    cursor.set({ at: 5, by: 'keys' });
    cursor.set({ at: 5, by: 'keys' });
    cursor.set(null);
    stop();
    cursor.set({ at: 6, by: 'keys' });
    expect([told, cursor.get()?.at]).toEqual([2, 6]);
  });
});

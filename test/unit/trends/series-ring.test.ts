import { expect, test } from 'vitest';
import { createSeriesRing } from '#electron/trends/core/series-ring.ts';

test('keeps the newest rows in order while growing and after turning over', () => {
  const ring = createSeriesRing(100);
  for (let at = 1; at <= 250; at += 1) ring.push(at, [['a', at], ...(at % 2 === 0 ? [['b', at * 2] as const] : [])]);
  const { times, series } = ring.read(0);
  expect(times).toEqual(Array.from({ length: 100 }, (_, index) => 151 + index));
  expect(series['a']).toEqual(times);
  expect(series['b']).toEqual(times.map((at) => (at % 2 === 0 ? at * 2 : null)));
});

test('a series that starts late has gaps before, and one that ended leaves no value from an older turn', () => {
  const ring = createSeriesRing(10);
  for (let at = 1; at <= 10; at += 1) ring.push(at, [['old', 1]]);
  for (let at = 11; at <= 14; at += 1) ring.push(at, [['new', 2]]);
  expect(ring.read(0)).toEqual({
    times: [5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    series: { old: [1, 1, 1, 1, 1, 1, null, null, null, null], new: [null, null, null, null, null, null, 2, 2, 2, 2] },
  });
  expect(ring.read(12)).toEqual({ times: [13, 14], series: { new: [2, 2] } });
});

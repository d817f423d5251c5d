/** Rolling up, laying over and packing, by property over seeded figures. Rule HS4. */
import { expect, test } from 'vitest';
import { addSample, append, cut, layOver, noCells, rollUp, type Cells } from '#electron/history/core/cells.ts';
import { allLevels, blockAt, blockKey, blockMs, blockOfKey, blockStart, bucketOf, rolledLevels } from '#electron/history/core/levels.ts';
import { packBlock, unpackBlock } from '#electron/history/core/pack-block.ts';
import { eachOfPulse, packPulse } from '#electron/history/core/pack-pulse.ts';
import { createDice } from '#test/fakes/dice.ts';

const start = blockStart(4, 1369);

function someCells(seed: number, count: number): Cells {
  const dice = createDice(seed);
  const cells = noCells();
  let at = start + Math.floor(dice() * 5000);
  for (let index = 0; index < count; index += 1) {
    at += 1 + Math.floor(dice() * (dice() < 0.02 ? 400_000 : 4000));
    addSample(cells, at, dice() < 0.3 ? Math.floor(dice() * 10) : dice() * 1e9 - 5e8);
  }
  return cells;
}
const seeds = Array.from({ length: 25 }, (_, index) => index + 1);

test.each(seeds)('HS4 rolling up equals brute force over the samples (seed %i)', (seed) => {
  const cells = someCells(seed, 800);
  for (const stepMs of [1000, 10_000, 60_000, 600_000, 3_600_000]) {
    const rolled = rollUp(cells, stepMs);
    expect(rolled.count.reduce((sum, count) => sum + count, 0)).toBe(cells.times.length);
    rolled.times.forEach((time, row) => {
      const own = cells.last.filter((_, index) => Math.floor((cells.times[index] ?? 0) / stepMs) * stepMs === time);
      expect([rolled.min[row], rolled.max[row], rolled.last[row], rolled.count[row]]).toEqual([Math.min(...own), Math.max(...own), own.at(-1), own.length]);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      expect(Math.abs((rolled.mean[row] ?? 0) - mean)).toBeLessThan(1e-6 * 1e9);
    });
  }
});

test.each(seeds)('HS4 rolling up level by level is rolling up at once (seed %i)', (seed) => {
  let stepped = someCells(seed, 2000);
  const samples = stepped;
  for (const level of rolledLevels) {
    stepped = rollUp(stepped, bucketOf(level));
    const once = rollUp(samples, bucketOf(level));
    expect({ ...stepped, mean: [] }).toEqual({ ...once, mean: [] });
    stepped.mean.forEach((mean, row) => expect(Math.abs(mean - (once.mean[row] ?? 0))).toBeLessThan(1));
  }
});

test('HS4 equal figures stay equal, and the mean lies between the ends', () => {
  const cells = noCells();
  for (let index = 0; index < 1800; index += 1) addSample(cells, start + index * 2000, 0.1);
  expect(new Set(rollUp(rollUp(cells, 10_000), 3_600_000).mean)).toEqual(new Set([0.1]));
});

test.each(seeds)('laying over keeps every time once, and the upper one wins (seed %i)', (seed) => {
  const all = someCells(seed, 300);
  const middle = all.times[150] ?? 0;
  const late = cut(all, middle, middle + 100_000);
  const other: Cells = { ...late, last: late.last.map((value) => value + 1) };
  const joined = layOver(all, other);
  expect(joined.times).toEqual(all.times);
  joined.times.forEach((time, row) => expect(joined.last[row]).toBe((all.last[row] ?? 0) + (other.times.includes(time) ? 1 : 0)));
  const [left, right] = [cut(all, 0, middle), cut(all, middle, Number.POSITIVE_INFINITY)];
  append(left, right);
  expect(left).toEqual(all);
});

test.each(seeds)('a block comes back as it was, to the precision of a 32-bit float (seed %i)', (seed) => {
  for (const level of allLevels) {
    const cells = cut(level === 0 ? someCells(seed, 300) : rollUp(someCells(seed, 2000), bucketOf(level)), start, start + blockMs(level));
    const back = unpackBlock(level, start, packBlock(level, start, cells));
    const rounded = (column: number[]): number[] => [...Float32Array.from(column)];
    expect(back).toEqual({ ...cells, min: rounded(cells.min), max: rounded(cells.max), mean: rounded(cells.mean), last: rounded(cells.last) });
  }
});

test('bytes that are no block are null, never an exception', () => {
  const dice = createDice(5);
  const good = packBlock(1, start, rollUp(someCells(1, 500), 10_000));
  for (const level of allLevels) {
    expect(unpackBlock(level, start, new Uint8Array())).toBeNull();
    expect(unpackBlock(level, start, Uint8Array.of(9, 0, 0))).toBeNull();
    expect(unpackBlock(level, start, good.subarray(0, good.length - 1))).toBeNull();
    for (let turn = 0; turn < 200; turn += 1) unpackBlock(level, start, Uint8Array.from({ length: Math.floor(dice() * 200) }, () => Math.floor(dice() * 256)));
  }
});

test('a pulse comes back, and odd bytes at its end are left out', () => {
  const values = [[1, 0.5], [4_000_000_000, -1e9], [7, 0]] as const;
  const bytes = packPulse(values);
  for (const given of [bytes, Uint8Array.from([...bytes, 1, 2, 3])]) {
    const seen: (readonly [number, number])[] = [];
    eachOfPulse(given, (series, value) => seen.push([series, value]));
    expect(seen).toEqual(values);
  }
});

test('HS3 a block is a whole number of blocks of the finer level, and keys do not meet', () => {
  for (const level of rolledLevels) expect((blockMs(level) / blockMs((level - 1) as 0)) % 1).toBe(0);
  for (const level of rolledLevels) expect((blockMs((level - 1) as 0) / bucketOf(level)) % 1).toBe(0);
  const inTheYear = (year: number): number => Date.UTC(year, 0);
  const keys = [1, 2, 50_000_000].flatMap((series) => allLevels.flatMap((level) => [2020, 2026, 2280].map((year) => blockKey(series, level, blockAt(level, inTheYear(year))))));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.every((key) => Number.isSafeInteger(key))).toBe(true);
  expect(blockOfKey(blockKey(3, 2, 77))).toBe(77);
});

/** Which level answers, and what becomes of holes. Rules HS6 and HS7. */
import { expect, test } from 'vitest';
import { buildRows } from '#electron/history/core/build-rows.ts';
import { addSample, noCells, rollUp, type Cells } from '#electron/history/core/cells.ts';
import { planQuery } from '#electron/history/core/plan-query.ts';
import { createDice } from '#test/fakes/dice.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Math.floor(Date.UTC(2026, 10, 22) / (360 * hour)) * 360 * hour + 100 * hour;
/** As retention leaves it. */
const begins = [now - 6 * hour, now - 2 * day - 1 * hour, now - 14 * day, now - 90 * day, now - 700 * day].map((at, level) => Math.floor(at / [600_000, hour, 6 * hour, 60 * hour, 360 * hour][level]!) * [600_000, hour, 6 * hour, 60 * hour, 360 * hour][level]!);

test.each([
  ['a minute', now - 60_000, 600, [0], [0]],
  ['an hour', now - hour, 600, [0], [0]],
  ['six hours', now - 6 * hour, 1000, [1], [30_000]],
  ['a day', now - day, 1000, [2], [120_000]],
  ['a week', now - 7 * day, 1000, [3], [1_200_000]],
  ['a week at full width', now - 7 * day, 4000, [2], [180_000]],
  ['a month', now - 30 * day, 1000, [3], [3_000_000]],
  ['ninety days', now - 90 * day, 1000, [4], [10_800_000]],
  ['half a day, finely', now - 12 * hour, 4000, [1], [20_000]],
])('HS6 %s', (_, from, points, levels, steps) => {
  const parts = planQuery({ from, to: now, points }, begins);
  expect(parts.map(({ level }) => level)).toEqual(levels);
  expect(parts.map(({ stepMs }) => stepMs)).toEqual(steps);
});

test('HS6 parts touch, cover all that is kept, and get finer towards now', () => {
  const dice = createDice(2);
  for (let turn = 0; turn < 3000; turn += 1) {
    const from = Math.floor(now - dice() ** 4 * 800 * day);
    const to = Math.floor(from + 1 + dice() * (now - from));
    const parts = planQuery({ from, to, points: 1 + Math.floor(dice() * 4000) }, begins);
    const oldest = Math.min(...begins);
    if (to <= oldest) { expect(parts).toEqual([]); continue; }
    expect(parts[0]?.from).toBeLessThanOrEqual(Math.max(from, oldest));
    expect(parts.at(-1)?.to).toBeGreaterThanOrEqual(to);
    parts.slice(1).forEach((part, index) => {
      expect(part.from).toBe(parts[index]?.to);
      expect(part.level).toBeLessThan(parts[index]?.level ?? 0);
      expect(part.from).toBe(begins[part.level]);
    });
  }
});

test('HS6 nothing kept, nothing said', () => {
  expect(planQuery({ from: now - hour, to: now, points: 100 }, [Infinity, Infinity, Infinity, Infinity, Infinity])).toEqual([]);
});

function line(from: number, to: number, everyMs: number): Cells {
  const cells = noCells();
  for (let at = from; at < to; at += everyMs) addSample(cells, at, 1);
  return cells;
}
function joined(...parts: Cells[]): Cells {
  const all = noCells();
  for (const part of parts) part.times.forEach((time, index) => addSample(all, time, part.last[index] ?? 0));
  return all;
}
const rowsOf = (cells: Cells, stepMs: number) => buildRows([{ stepMs, cells: new Map([['a', stepMs === 0 ? cells : rollUp(cells, stepMs)]]) }], now);
const holes = (cells: Cells, stepMs: number): number[] => {
  const { times, series } = rowsOf(cells, stepMs);
  return times.filter((_, row) => series['a']?.mean[row] === null);
};

test.each([0, 10_000, 60_000])('HS7 a pause of five minutes is one hole at steps of %i ms; slow sampling is none', (stepMs) => {
  const from = now - hour;
  const cells = joined(line(from, from + 20 * 60_000, 2000), line(from + 25 * 60_000, now, 2000));
  const [hole, ...more] = holes(cells, stepMs);
  expect(more).toEqual([]);
  expect(hole).toBeGreaterThanOrEqual(from + 20 * 60_000);
  expect(hole).toBeLessThan(from + 25 * 60_000);
  expect(holes(line(from, now, 60_000), stepMs)).toEqual([]);
  expect(holes(line(from, now, 15_000), stepMs)).toEqual([]);
});

test('HS7 one empty bucket among full ones is a hole; one sample that came late is none', () => {
  const from = now - hour;
  expect(holes(joined(line(from, from + 600_000, 2000), line(from + 610_000, now, 2000)), 10_000)).toEqual([from + 600_000]);
  expect(holes(joined(line(from, from + 600_000, 2000), line(from + 602_500, now, 2000)), 0)).toEqual([]);
});

test('HS7 series of one host stand in step, and a series that is away is null where the others go on', () => {
  const from = now - 60_000;
  const rows = buildRows([{ stepMs: 0, cells: new Map([['a', line(from, now, 2000)], ['b', line(from + 20_000, from + 40_000, 2000)]]) }], now);
  expect(rows.times.length).toBe(30);
  expect(rows.series['b']?.last.map((value) => value !== null)).toEqual(rows.times.map((time) => time >= from + 20_000 && time < from + 40_000));
});

test('HS7 a hole across the seam of two levels is one hole, and no pause at the seam is none', () => {
  const seam = now - hour;
  const old = rollUp(line(seam - hour, seam, 2000), 10_000);
  const part = (stepMs: number, cells: Cells) => ({ stepMs, cells: new Map([['a', cells]]) });
  const close = buildRows([part(10_000, old), part(0, line(seam, now, 2000))], now);
  expect(close.series['a']?.mean.includes(null)).toBe(false);
  const apart = buildRows([part(10_000, old), part(0, line(seam + 300_000, now, 2000))], now);
  expect(apart.times.filter((_, row) => apart.series['a']?.mean[row] === null).length).toBe(1);
  expect([...apart.times]).toEqual([...apart.times].sort((a, b) => a - b));
});

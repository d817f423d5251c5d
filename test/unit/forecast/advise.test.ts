import { expect, test } from 'vitest';
import { advise, findLimit, timeToLimit, type Setting } from '#electron/forecast/core/advise.ts';
import { judgeMemory } from '#electron/forecast/core/judge-memory.ts';

const mb = 1_000_000;
const minuteMs = 60_000;
const setting = (change: Partial<Setting> = {}): Setting => ({ pool: 'prefork', children: 2, mainBytes: 60 * mb, maxMemoryPerChildKiB: null, hostMemory: 1000 * mb, childrenOnHost: 2, tasksPerHour: 120, ...change });
/** Two children of 50 MB each and a main of 60; growth of the sum by `perHour`, killed down to the start at `killedAt`. */
const growing = (hours: number, perHour: number, killedAt = Infinity): { at: number; bytes: number }[] => {
  let sum = 160 * mb;
  return Array.from({ length: hours * 60 }, (_, index) => { sum += perHour / 60; if (sum > killedAt) sum = 160 * mb; return { at: index * minuteMs, bytes: sum + (index % 3) * 100_000 }; });
};

test('FO9 a leak gets a limit that leaves room to work, with what it would have done', () => {
  const judged = judgeMemory(growing(24, 60 * mb, 1100 * mb));
  const advice = advise(judged, setting());
  // 60 % of 1000 MB over two children is 300 MB; halfway from 50 MB is 175 MB, in KiB
  expect(advice?.maxMemoryPerChildKiB).toBe(171_000);
  expect(advice?.worksInPool).toBe(true);
  // 124 MB of room at 30 MB an hour and 60 tasks an hour for each child
  expect(advice?.maxTasksPerChild).toBeGreaterThanOrEqual(230);
  expect(advice?.maxTasksPerChild).toBeLessThanOrEqual(260);
  expect(advice?.backTest).toMatchObject({ overLimitMoments: 1, prevented: 1 });
  // 125 MB of room at 30 MB an hour: three times before the kill after 15.7 h, once in the 8.3 h left, two children each
  expect(advice?.backTest?.recyclesPerDay).toBeCloseTo(8, 1);
});

test('FO9 nothing grows: nothing is advised', () => {
  const level = Array.from({ length: 600 }, (_, index) => ({ at: index * minuteMs, bytes: 160 * mb + (index % 5) * 300_000 }));
  expect(judgeMemory(level).trend.kind).toBe('steady');
  expect(advise(judgeMemory(level), setting())).toBeNull();
});

test('FO12 a solo worker is told that Celery will not do it', () => {
  expect(advise(judgeMemory(growing(12, 20 * mb)), setting({ pool: 'solo', children: 0 }))).toMatchObject({ worksInPool: false });
});

test('FO11 no room on the host, no limit: a limit below the start would recycle for ever', () => {
  expect(advise(judgeMemory(growing(12, 20 * mb)), setting({ childrenOnHost: 40 }))).toMatchObject({ maxMemoryPerChildKiB: null, backTest: null });
});

test('FO8 the lowest ceiling counts, and a limit in the wrong unit is none', () => {
  expect(findLimit(setting({ maxMemoryPerChildKiB: 100_000 }))).toEqual({ bytes: 60 * mb + 2 * 102_400_000, source: 'max-memory-per-child' });
  // 524288000 KiB is 500 GiB: the classic slip
  expect(findLimit(setting({ maxMemoryPerChildKiB: 524_288_000 }))?.source).toBe('host-memory');
  expect(findLimit(setting({ hostMemory: null }))).toBeNull();
});

test('FO8 time to the limit has three ends, and none without a leak', () => {
  const trend = { kind: 'leak' as const, confidence: 0.9, bytesPerHour: { low: 5, mid: 10, high: 20 }, basis: null };
  expect(timeToLimit(trend, 100, { bytes: 200, source: 'host-memory' })).toEqual({ low: 5 * 3_600_000, mid: 10 * 3_600_000, high: 20 * 3_600_000 });
  expect(timeToLimit({ ...trend, bytesPerHour: { low: -1, mid: 10, high: 20 } }, 100, { bytes: 200, source: 'host-memory' })?.high).toBeNull();
  expect(timeToLimit({ ...trend, kind: 'sawtooth' }, 100, { bytes: 200, source: 'host-memory' })).toBeNull();
});

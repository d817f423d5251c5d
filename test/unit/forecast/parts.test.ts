/** The parts of the judgement one by one, on series that are known to the byte. */
import { expect, test } from 'vitest';
import { advise, type Setting } from '#electron/forecast/core/advise.ts';
import { backTest } from '#electron/forecast/core/back-test.ts';
import { cleanSeries } from '#electron/forecast/core/clean-series.ts';
import { findSegments } from '#electron/forecast/core/find-segments.ts';
import { judgeMemory } from '#electron/forecast/core/judge-memory.ts';
import { robustSlope } from '#electron/forecast/core/robust-slope.ts';
import { createForecastDesk } from '#electron/forecast/forecast-desk.ts';
import { createProcessRecorder } from '#electron/forecast/process-recorder.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { ok } from '#shared/result.ts';
import { hostView, workerView } from '#test/fakes/fleet-views.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const mb = 1_000_000;
const minuteMs = 60_000;
const at = (minutes: number): number => minutes * minuteMs;
const line = (length: number, bytesAt: (minute: number) => number): { at: number; bytes: number }[] => Array.from({ length }, (_, minute) => ({ at: at(minute), bytes: bytesAt(minute) }));
/** A ripple of a hundredth, the same in every run. */
const ripple = (minute: number, size = 0.5 * mb): number => ((minute * 7) % 5) * size * 0.5 - size;

test('FO1 two days in steps of five minutes are asked for; a young record of under sixty points is asked by the minute over four hours', async () => {
  for (const [known, spans] of [[60, [[48, 576]]], [59, [[48, 576], [4, 240]]]] as const) {
    const time = createManualClock(1_800_000_000_000);
    const asked: unknown[] = [];
    const key = workerView().key;
    const query = async ({ from, to, points }: { from: number; to: number; points: number }): Promise<unknown> => {
      asked.push([(to - from) / 3_600_000, points]);
      return ok({ times: line(100, () => 0).map((one) => one.at), series: { [`worker.rss:${key}`]: { mean: line(100, (minute) => minute).map((_, index) => (index < known ? 100 * mb : null)) } } });
    };
    const desk = createForecastDesk({ ...time, log: createMemoryLog(), history: { query } as unknown as HistoryStore });
    desk.take({ kind: 'patch', patch: { hosts: [hostView()], workers: [workerView()] } } as never);
    const forecast = await desk.forecast(key, new AbortController().signal);
    expect(forecast.ok && forecast.value.shape).toHaveLength(100);
    expect(asked).toEqual(spans);
    desk.dispose();
  }
});

test('FO1 the main process and each living child have a series of their own: a point in five minutes, a day at most', () => {
  const recorder = createProcessRecorder();
  const child = (pid: number, startTicks: number): unknown => ({ pid, startTicks, usage: { rss: pid } });
  const seen = (...children: unknown[]): WorkerView => workerView({ usage: { rss: 9 } as never, children: children as never });
  const { key } = workerView();
  for (let minute = 0; minute <= 30 * 60; minute += 1) recorder.saw(seen(child(1, 10), child(2, 20)), at(minute));
  expect([recorder.main(key)?.points.length, ...recorder.children(key).map(({ points }) => points.length)]).toEqual([288, 288, 288]);
  expect(new Set(recorder.main(key)?.points.map((point, index, all) => point.at - (all[index - 1]?.at ?? point.at - at(5))))).toEqual(new Set([at(5)]));
  // the pid again with another start is another child; the ended one is forgotten
  recorder.saw(seen(child(1, 11)), at(2000));
  expect(recorder.children(key)).toEqual([{ pid: 1, startTicks: 11, points: [{ at: at(2000), bytes: 1 }] }]);
});

test('FO2 a point far from its neighbours is flattened to them; a step that stays, a recycling and a gap are not', () => {
  const spiked = line(60, (minute) => 100 * mb + ripple(minute) + (minute === 30 ? 80 * mb : 0));
  const { points, spikes } = cleanSeries(spiked);
  expect(spikes).toBe(1);
  expect(Math.abs((points[30]?.bytes ?? 0) - 100 * mb)).toBeLessThan(mb);
  expect(points.filter((_, index) => index !== 30)).toEqual(spiked.filter((_, index) => index !== 30));
  expect(cleanSeries(line(60, (minute) => (minute < 30 ? 100 : 180) * mb + ripple(minute))).spikes).toBe(0);
  expect(cleanSeries([{ at: 1, bytes: null }, { at: 2, bytes: Number.NaN }, { at: 3, bytes: -5 }, { at: 4, bytes: Infinity }, { at: 5, bytes: 6 }]).points).toEqual([{ at: 5, bytes: 6 }]);
});

const lives = (points: readonly { readonly at: number; readonly bytes: number }[]): number[] => findSegments(cleanSeries(points)).map(({ length }) => length);
test('FO3 a lasting drop of 5 % ends a life; a smaller one, a short one and one inside the noise do not', () => {
  const drop = (share: number, noise = 0, lasting = 60): number[] => lives(line(120, (minute) => (minute >= 60 && minute < 60 + lasting ? 1 - share : 1) * 100 * mb + noise * (((minute * minute * 37) % 101) / 50 - 1)));
  expect(drop(0.051)).toEqual([60, 60]);
  expect(drop(0.049)).toEqual([120]);
  expect(drop(0.08, 0, 1)).toEqual([120]);
  // six times the noise: noise of 4 MB hides a drop of 6 %, not one of 60 %
  expect(drop(0.06, 4 * mb)).toEqual([120]);
  expect(drop(0.6, 4 * mb)).toEqual([60, 60]);
});

test('FO3 a gap of more than fifteen steps ends a life; growth is measured within lives only', () => {
  const gap = (steps: number): number[] => lives([...line(60, () => 100 * mb), ...line(60, () => 100 * mb).map((point) => ({ ...point, at: point.at + at(59 + steps) }))]);
  expect([gap(15), gap(16)]).toEqual([[120], [60, 60]]);
  // level in each life, higher after each start: no slope
  const stepped = judgeMemory([...line(200, (minute) => 100 * mb + ripple(minute)), ...line(200, (minute) => 150 * mb + ripple(minute)).map((point) => ({ ...point, at: point.at + at(300) }))]);
  expect(stepped.trend.kind).toBe('steady');
});

test('FO4 the slope is the median of pairwise slopes: outliers do not bend it, and dependence widens the interval', () => {
  const straight = line(40, (minute) => 100 * mb + minute * mb + ripple(minute));
  const bent = straight.map((point, index) => (index === 5 || index === 20 || index === 33 ? { ...point, bytes: 900 * mb } : point));
  for (const points of [straight, bent]) {
    const slope = robustSlope(points);
    expect(slope?.mid).toBeGreaterThan(58 * mb);
    expect(slope?.mid).toBeLessThan(62 * mb);
    expect(slope?.low).toBeLessThanOrEqual(60 * mb);
    expect(slope?.high).toBeGreaterThanOrEqual(60 * mb);
  }
  const width = (noise: (minute: number) => number): number => { const slope = robustSlope(line(40, (minute) => 100 * mb + minute * mb + noise(minute))); return (slope?.high ?? 0) - (slope?.low ?? 0); };
  // the same values of noise, once alternating and once in one long wave
  const values = Array.from({ length: 40 }, (_, index) => Math.sin((index / 40) * 2 * Math.PI) * mb);
  expect(width((minute) => values[minute] ?? 0)).toBeGreaterThan(1.5 * width((minute) => values[(minute * 17) % 40] ?? 0));
  expect([robustSlope([]), robustSlope(straight.slice(0, 3)), robustSlope(straight.slice(0, 9).map(({ bytes }) => ({ at: 5, bytes })))]).toEqual([null, null, null]);
});

test('FO4 the first quarter of a life, which loads code, is not counted', () => {
  const loading = judgeMemory(line(240, (minute) => 100 * mb + Math.min(minute, 50) * 3 * mb + Math.max(0, minute - 50) * 0.2 * mb + ripple(minute, 0.05 * mb)));
  expect(loading.trend.bytesPerHour?.mid).toBeCloseTo(12 * mb, -6);
});

const kindOf = (length: number, bytesAt: (minute: number) => number): string => judgeMemory(line(length, bytesAt)).trend.kind;
test('FO5 fewer than 12 points or 20 minutes are unknown, or warm-up where they rise', () => {
  expect([kindOf(11, () => 100 * mb), kindOf(20, () => 100 * mb), kindOf(21, () => 100 * mb)]).toEqual(['unknown', 'unknown', 'steady']);
  expect([kindOf(11, (minute) => (100 + minute) * mb), kindOf(20, (minute) => (100 + minute) * mb)]).toEqual(['warm-up', 'warm-up']);
  expect(judgeMemory(line(11, () => 100 * mb).map((point) => ({ ...point, at: point.at * 10 }))).trend.kind).toBe('unknown');
});

test('FO5 growth to the end is a leak, growth that fades a warm-up, growth that is recycled a sawtooth, growth that recycling leaves a leak', () => {
  expect(kindOf(240, (minute) => (100 + minute * 0.3) * mb + ripple(minute, 0.1 * mb))).toBe('leak');
  expect(kindOf(240, (minute) => (100 + 80 * (1 - Math.exp(-minute / 20))) * mb + ripple(minute, 0.1 * mb))).toBe('warm-up');
  expect(kindOf(600, (minute) => (100 + (minute % 60)) * mb + ripple(minute, 0.1 * mb))).toBe('sawtooth');
  expect(kindOf(600, (minute) => (100 + (minute % 60) + Math.floor(minute / 60) * 10) * mb + ripple(minute, 0.1 * mb))).toBe('leak');
  expect(kindOf(240, (minute) => 100 * mb + ripple(minute))).toBe('steady');
});

test('FO6 growth counts from 3 % of the level over a life, and from 2 MB', () => {
  const over = (level: number, grown: number): string => kindOf(400, (minute) => level + (grown * minute) / 399);
  expect([over(400 * mb, 8 * mb), over(400 * mb, 16 * mb)]).toEqual(['steady', 'leak']);
  // of a small process 3 % is less than 2 MB
  expect([over(20 * mb, 1 * mb), over(20 * mb, 4 * mb)]).toEqual(['steady', 'leak']);
});

const setting = (change: Partial<Setting> = {}): Setting => ({ pool: 'prefork', children: 2, mainBytes: 60 * mb, maxMemoryPerChildKiB: null, hostMemory: 1000 * mb, childrenOnHost: 2, tasksPerHour: 120, ...change });
const leaking = (start: number, perHour: number): ReturnType<typeof judgeMemory> => judgeMemory(line(600, (minute) => start + (perHour * minute) / 60));

test('FO9 a limit never lies above the share of the host, and 1.5 times the start counts where half the way is less', () => {
  const limitOf = (start: number, change: Partial<Setting> = {}): number => ((advise(leaking(60 * mb + 2 * start, 60 * mb), setting(change))?.maxMemoryPerChildKiB ?? 0) * 1024) / mb;
  // 300 MB is the share of each of two: halfway from 100 is 200; from 250, 1.5 times is 375, so the share itself
  expect(limitOf(100 * mb)).toBeGreaterThan(195);
  expect(limitOf(100 * mb)).toBeLessThanOrEqual(201);
  expect(limitOf(250 * mb)).toBeLessThanOrEqual(300);
  expect(limitOf(250 * mb)).toBeGreaterThan(298);
  // halfway from 180 is 240, less than 1.5 times 180
  expect(limitOf(180 * mb)).toBeGreaterThan(268);
});

test('FO10 the back-test plays the growth again: recyclings a day, tasks a recycling, moments over the ceiling prevented', () => {
  // one child from 100 to 340 MB over a day, 10 MB an hour; a limit of 200 MB is met at hours 10 and 20
  const segment = line(24 * 60 + 1, (minute) => 50 * mb + 100 * mb + (10 * mb * minute) / 60);
  const trial = { segments: [segment], children: 1, mainBytes: 50 * mb, startBytes: 100 * mb, limitBytes: 200 * mb, ceilingBytes: 350 * mb, tasksPerHour: 60 };
  expect(backTest(trial)).toEqual({ from: 0, to: at(24 * 60), recyclesPerDay: 2, tasksPerRecycle: 600, overLimitMoments: 1, prevented: 1 });
  expect(backTest({ ...trial, limitBytes: 500 * mb })).toMatchObject({ recyclesPerDay: 0, tasksPerRecycle: null, overLimitMoments: 1, prevented: 0 });
  expect(backTest({ ...trial, ceilingBytes: 900 * mb })).toMatchObject({ overLimitMoments: 0, prevented: 0 });
});

test('FO11 more than 200 recyclings a child and day are not advised', () => {
  const often = (perHour: number): unknown => { const advice = advise(leaking(60 * mb + 2 * 100 * mb, perHour), setting()); return [advice?.maxMemoryPerChildKiB === null, advice?.maxTasksPerChild === null, (advice?.backTest?.recyclesPerDay ?? 0) > 400]; };
  // a child has 100 MB of room: 150 and 300 recyclings a day
  expect(often(2 * 600 * mb)).toEqual([false, false, false]);
  expect(often(2 * 1300 * mb)).toEqual([true, true, true]);
});

test('FO12 the replay shares the sum evenly among the children, and only prefork is told that Celery will do it', () => {
  const segment = line(24 * 60 + 1, (minute) => 50 * mb + 4 * (100 * mb + (10 * mb * minute) / 60));
  const trial = { segments: [segment], children: 4, mainBytes: 50 * mb, startBytes: 100 * mb, limitBytes: 200 * mb, ceilingBytes: 9000 * mb, tasksPerHour: 60 };
  // each of four meets its limit twice; sixty tasks an hour are fifteen for each
  expect(backTest(trial)).toMatchObject({ recyclesPerDay: 8, tasksPerRecycle: 150 });
  expect((['prefork', 'threads', 'gevent', 'solo'] as const).map((pool) => advise(leaking(200 * mb, 40 * mb), setting({ pool, children: 1 }))?.worksInPool)).toEqual([true, false, false, false]);
});

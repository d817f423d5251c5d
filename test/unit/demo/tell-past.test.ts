import { expect, test } from 'vitest';
import { tellPast } from '#electron/demo/index.ts';
import { pasts } from '#electron/demo/pasts.ts';
import { allStories } from '#electron/demo/stories/all-stories.ts';
import { judgeMemory } from '#electron/forecast/core/judge-memory.ts';
import { HostId } from '#shared/domain/ids.ts';
import { VerdictReason } from '#shared/domain/worker.ts';

const now = Date.UTC(2026, 10, 22, 15);
const hosts = allStories.map(({ name }, index) => ({ id: HostId.parse(`demo-${index + 1}`), name }));
const told = (): ReturnType<typeof tellPast> extends Generator<infer B> ? B[] : never => [...tellPast(hosts, now)];

test('every Pi of the demo has a week behind it, told in order and never beyond now', () => {
  expect(Object.keys(pasts).sort()).toEqual(allStories.map(({ name }) => name).sort());
  const batches = told();
  for (const { id } of hosts) {
    const times = batches.flatMap(({ pulses }) => pulses.filter(({ host }) => host === id).map(({ at }) => at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect([now - (times[0] ?? 0), times.length > 2000, (times.at(-1) ?? now) < now]).toEqual([7 * 86_400_000, true, true]);
  }
  const news = batches.flatMap(({ verdicts }) => verdicts.map(({ at }) => at));
  expect(news).toEqual([...news].sort((a, b) => a - b));
  expect(batches.flatMap(({ verdicts }) => verdicts).every(({ verdict }) => verdict === null || VerdictReason.safeParse(verdict.reason).success)).toBe(true);
  expect(batches.flatMap(({ pulses }) => pulses).every(({ values }) => values.every(([, value]) => value === null || Number.isFinite(value)))).toBe(true);
});

test('DM4 it is the same week every time', () => expect(JSON.stringify(told())).toBe(JSON.stringify(told())));

test('the weather worker leaks, and its past ends where the live demo begins', () => {
  const rows = told().flatMap(({ pulses }) => pulses).filter(({ at }) => now - at < 17 * 3_600_000);
  const memory = rows.flatMap(({ at, values }) => values.filter(([key]) => key.startsWith('worker.rss:') && key.endsWith('|meteo@pi-chaud')).map(([, bytes]) => ({ at, bytes })));
  expect(judgeMemory(memory.filter((_row, index) => index % 5 === 0)).trend.kind).toBe('leak');
  const last = (memory.at(-1)?.bytes ?? 0) / 1024;
  expect(Math.abs(last - (230_000 + 52_400)) / 282_400).toBeLessThan(0.05);
});

/** The store on disk, against brute force over every sample ever given to it. Rules HS in docs/spec/history.md. */
import { afterEach, expect, test } from 'vitest';
import type { StoredPulse } from '#electron/ports/history-store.ts';
import { bucketMs, type HistoryAnswer } from '#shared/domain/history.ts';
import { batchOf, limits, openTestStore, pi, signal, type TestStore } from './store-kit.ts';
import { createDice } from '#test/fakes/dice.ts';

const start = Date.UTC(2026, 10, 1, 3, 17, 11);
const minute = 60_000;
const hour = 60 * minute;
const keys = ['host.cpu', 'worker.rss:h1|w1@pi'];

let opened: TestStore | null = null;
afterEach(async () => { await opened?.dispose(); opened = null; });

type Sample = { readonly at: number; readonly values: readonly (number | null)[] };

/** Two series with a hole of an hour and a worker that is away now and then. */
function makeSamples(hours: number, everyMs: number): Sample[] {
  const dice = createDice(7);
  const samples: Sample[] = [];
  let at = start;
  let level = 100;
  while (at < start + hours * hour) {
    const isHole = at > start + 2.2 * hour && at < start + 3.4 * hour;
    level += dice() * 4 - 2;
    if (!isHole) samples.push({ at: Math.round(at), values: [Math.fround(level), dice() < 0.1 ? null : Math.fround(dice() * 1e9)] });
    at += everyMs * (0.95 + dice() * 0.1);
  }
  return samples;
}
const toPulse = ({ at, values }: Sample): StoredPulse => ({ host: pi, at, values: keys.map((key, index) => [key, values[index] ?? null]) });

async function fill(store: TestStore['store'], samples: readonly Sample[], tidyEveryMs = 3 * minute): Promise<void> {
  let tidied = 0;
  for (let index = 0; index < samples.length; index += 50) {
    const part = samples.slice(index, index + 50);
    const at = part.at(-1)?.at ?? 0;
    expect((await store.append(batchOf(at, part.map(toPulse)))).ok).toBe(true);
    if (at - tidied > tidyEveryMs) { await store.tidy(at, limits); tidied = at; }
  }
}

async function ask(store: TestStore['store'], from: number, to: number, points: number): Promise<HistoryAnswer> {
  const answer = await store.query({ host: pi, keys, from, to, points }, signal);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

function within(samples: readonly Sample[], from: number, to: number): readonly Sample[] {
  const firstFrom = (time: number): number => {
    let [low, high] = [0, samples.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((samples[middle]?.at ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return samples.slice(firstFrom(from), firstFrom(to));
}

/** What the row should say, from all samples between its start and the next row's. */
function bruteForce(samples: readonly Sample[], key: number, from: number, to: number): { min: number; max: number; mean: number; last: number } | null {
  const values = within(samples, from, to).map(({ values: all }) => all[key] ?? null).filter((value) => value !== null);
  if (values.length === 0) return null;
  return { min: Math.min(...values), max: Math.max(...values), mean: values.reduce((sum, value) => sum + value, 0) / values.length, last: values.at(-1) ?? 0 };
}

function compare(answer: HistoryAnswer, samples: readonly Sample[], from: number, to: number): number {
  let compared = 0;
  let found = 0;
  answer.times.forEach((time, row) => {
    const part = answer.parts.find((one) => time >= one.from - one.stepMs && time < one.to);
    if (part === undefined) throw new Error('row outside every part');
    const begin = part.stepMs === 0 ? time : Math.floor(time / part.stepMs) * part.stepMs;
    const isLast = part === answer.parts.at(-1);
    const end = Math.min(part.stepMs === 0 ? time + 1 : begin + part.stepMs, isLast ? Number.POSITIVE_INFINITY : part.to);
    found += within(samples, Math.max(begin, time, from), Math.min(end, to)).length;
    keys.forEach((key, index) => {
      const said = answer.series[key];
      const want = bruteForce(samples, index, Math.max(begin, time), end);
      if (want === null) return expect(said?.mean[row] ?? null, `${key} at ${time}`).toBeNull();
      for (const figure of ['min', 'max', 'mean', 'last'] as const) {
        const got = said?.[figure][row] ?? Number.NaN;
        expect(Math.abs(got - want[figure]) <= Math.max(1e-3, Math.abs(want[figure]) * 1e-6), `${key} ${figure} at ${time}: ${got}, not ${want[figure]}`).toBe(true);
      }
      compared += 1;
    });
  });
  // no sample is missing and none is there twice
  expect(found).toBe(within(samples, from, to).length);
  return compared;
}

test('HS4 HS6 every range and width says what brute force over the samples says, at every moment of the writing', async () => {
  opened = await openTestStore();
  const samples = makeSamples(9, 2000);
  const dice = createDice(3);
  let compared = 0;
  let done = 0;
  for (const hours of [0.1, 0.9, 2.5, 4, 9]) {
    const part = samples.filter(({ at }) => at < start + hours * hour).slice(done);
    await fill(opened.store, part);
    done += part.length;
    const now = start + hours * hour;
    const ranges = [[start - hour, now, 50], [now - 60_000, now, 300], [now - hour, now, 1000], [now - hour, now, 100], ...Array.from({ length: 12 }, () => { const from = start + dice() * hours * hour; return [from, from + dice() * (now - from), 1 + Math.floor(dice() * 800)] as const; })] as const;
    for (const [from, to, points] of ranges) {
      const answer = await ask(opened.store, Math.floor(from), Math.floor(to), points);
      compared += compare(answer, samples.slice(0, done), Math.floor(from), Math.floor(to));
      expect([...answer.times]).toEqual([...new Set(answer.times)].sort((a, b) => a - b));
      expect(answer.times.length).toBeLessThanOrEqual(points * 2 + 5);
    }
  }
  expect(compared).toBeGreaterThan(5000);
});

test('HS5 HS6 what is too old to be single samples is still there in buckets, and the seam neither doubles nor drops', async () => {
  opened = await openTestStore();
  const samples = makeSamples(60, 20_000);
  await fill(opened.store, samples, 30 * minute);
  const now = start + 60 * hour;
  for (let round = 0; round < 3; round += 1) await opened.store.tidy(now + round * 700_000, limits);
  const answer = await ask(opened.store, start - hour, now, 4000);
  expect(answer.parts.map(({ level }) => level)).toEqual(['1min', '10s']);
  expect(compare(answer, samples, start - hour, now)).toBeGreaterThan(2000);
  const narrow = await ask(opened.store, now - 8 * hour, now, 4000);
  expect(narrow.parts.map(({ level }) => level)).toEqual(['10s', 'raw']);
  const [old, recent] = narrow.parts;
  expect(old?.to).toBe(recent?.from);
  expect((recent?.from ?? 1) % bucketMs['10min']).toBe(0);
  const total = (part: readonly Sample[], from: number, to: number): number => part.filter(({ at }) => at >= from && at < to).length;
  expect(narrow.times.filter((time, row) => time >= (recent?.from ?? 0) && typeof narrow.series[keys[0] ?? '']?.last[row] === 'number').length).toBe(total(samples, recent?.from ?? 0, now));
});

test('HS7 a hole is one row of nulls', async () => {
  opened = await openTestStore();
  const samples = makeSamples(5, 2000);
  await fill(opened.store, samples);
  const holeStart = start + 2.2 * hour;
  const holeEnd = start + 3.4 * hour;
  for (const points of [100, 400, 4000]) {
    const answer = await ask(opened.store, start, start + 5 * hour, points);
    const cpu = answer.series[keys[0] ?? ''];
    const nulls = answer.times.filter((_, row) => cpu?.mean[row] === null);
    expect(nulls.length).toBe(1);
    expect(nulls[0]).toBeGreaterThan(holeStart - answer.stepMs);
    expect(nulls[0]).toBeLessThan(holeEnd);
  }
});

test('HS1 the same batch twice is one batch, and samples that come late find their place in every level', async () => {
  opened = await openTestStore();
  const samples = makeSamples(9, 2000);
  const isLate = ({ at }: Sample): boolean => at > start + 4 * hour && at < start + 4.5 * hour;
  await fill(opened.store, samples.filter((sample) => !isLate(sample)));
  const end = samples.at(-1)?.at ?? 0;
  for (let twice = 0; twice < 2; twice += 1) {
    await opened.store.append({ at: end, pulses: samples.filter(isLate).map(toPulse), marks: [], verdicts: [], rebuilt: [{ host: pi, range: { from: start + 4 * hour, to: start + 4.5 * hour, source: 'journal' } }] });
    await opened.store.tidy(end, limits);
  }
  for (const points of [30, 200, 2000, 4000]) compare(await ask(opened.store, start, start + 9 * hour, points), samples, start, start + 9 * hour);
  const near = await ask(opened.store, start + 4 * hour, start + 4.5 * hour, 1000);
  compare(near, samples, start + 4 * hour, start + 4.5 * hour);
  expect(near.rebuilt).toEqual([{ from: start + 4 * hour, to: start + 4.5 * hour, source: 'journal' }]);
});

test('HS2 a host that keeps inventing names fills no file: what is known goes on, what is new beyond the bound is left out', async () => {
  opened = await openTestStore();
  for (let round = 0; round < 5; round += 1) {
    const invented = Array.from({ length: 1000 }, (_, number) => [`worker.rss:h1|w${round}-${number}@pi`, 1] as const);
    expect((await opened.store.append(batchOf(start + round * 2000, [{ host: pi, at: start + round * 2000, values: [['host.cpu', round], ...invented, ['x'.repeat(3000), 1]] }]))).ok).toBe(true);
  }
  const known = await opened.store.series(pi);
  expect(known.ok && known.value.length).toBe(4000);
  const answer = await ask(opened.store, start, start + 10_000, 100);
  expect(answer.series['host.cpu']?.last.filter((value) => value !== null)).toEqual([0, 1, 2, 3, 4]);
});

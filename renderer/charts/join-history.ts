/**
 * Stored history and the live hour as one picture: stored rows up to where the live hour takes over, the live hour
 * brought to the same steps. Pure. Must stay true: a gap stays a gap on both sides of the seam; nothing counts twice.
 */
import type { HistoryAnswer } from '#shared/domain/history.ts';
import { gapAfterMs, indexAtOrAfter } from './chart-window.ts';

export type Column = readonly (number | null)[];
export type HistoryColumn = { readonly mean: Column; readonly low: Column; readonly high: Column };
export type HistoryPicture = {
  /** Middles of the steps (of single samples: their time), so that a bucket stands where it was. */
  readonly times: readonly number[];
  readonly stepMs: readonly number[];
  /** The longest step among the rows: a line may span three of them before it must break. */
  readonly coarsestMs: number;
  readonly series: ReadonlyMap<string, HistoryColumn>;
};
export type LiveHour = { readonly times: readonly number[]; readonly series: ReadonlyMap<string, Column> };

type Rows = { times: number[]; stepMs: number[]; readonly columns: Map<string, { mean: (number | null)[]; low: (number | null)[]; high: (number | null)[] }> };

/** `sampleMs`: the live interval. `keys`: which series; null takes all that either side has. */
export function joinHistory(stored: HistoryAnswer | null, live: LiveHour | null, sampleMs: number, keys: readonly string[] | null = null): HistoryPicture {
  const wanted = keys ?? [...new Set([...Object.keys(stored?.series ?? {}), ...(live?.series.keys() ?? [])])];
  const stepOf = stepReader(stored);
  const liveStep = stored === null ? 0 : stepOf(Infinity);
  const firstLive = live?.times[0];
  // The live hour takes over at the first whole step it fully knows.
  const cut = firstLive === undefined ? Infinity : liveStep > 0 ? Math.ceil(firstLive / liveStep) * liveStep : firstLive;
  const rows: Rows = { times: [], stepMs: [], columns: new Map(wanted.map((key) => [key, { mean: [], low: [], high: [] }])) };
  takeStored(rows, stored, cut, stepOf);
  if (live !== null) takeLive(rows, live, cut, liveStep, sampleMs);
  return { times: rows.times, stepMs: rows.stepMs, coarsestMs: rows.stepMs.reduce((most, step) => Math.max(most, step), sampleMs), series: rows.columns };
}

function stepReader(stored: HistoryAnswer | null): (at: number) => number {
  const parts = [...(stored?.parts ?? [])].sort((a, b) => a.from - b.from);
  return (at) => {
    let step = parts[0]?.stepMs ?? stored?.stepMs ?? 0;
    for (const part of parts) if (part.from <= at) step = part.stepMs;
    return step;
  };
}

function takeStored(rows: Rows, stored: HistoryAnswer | null, cut: number, stepOf: (at: number) => number): void {
  if (stored === null) return;
  const end = Number.isFinite(cut) ? indexAtOrAfter(stored.times, cut) : stored.times.length;
  for (let index = 0; index < end; index += 1) {
    const at = stored.times[index] ?? 0;
    const step = stepOf(at);
    rows.times.push(at + step / 2);
    rows.stepMs.push(step);
  }
  for (const [key, column] of rows.columns) {
    const known = stored.series[key];
    for (let index = 0; index < end; index += 1) {
      column.mean.push(known?.mean[index] ?? null);
      column.low.push(known?.min[index] ?? null);
      column.high.push(known?.max[index] ?? null);
    }
  }
}

function pushBreak(rows: Rows, at: number): void {
  const last = rows.times.at(-1);
  if (last !== undefined && at <= last) return;
  rows.times.push(at);
  rows.stepMs.push(0);
  for (const column of rows.columns.values()) { column.mean.push(null); column.low.push(null); column.high.push(null); }
}

function takeLive(rows: Rows, live: LiveHour, cut: number, step: number, sampleMs: number): void {
  let index = indexAtOrAfter(live.times, cut);
  const lastStored = rows.times.at(-1);
  const firstLive = live.times[index];
  if (lastStored !== undefined && firstLive !== undefined && firstLive - lastStored > gapAfterMs(Math.max(step, sampleMs))) pushBreak(rows, lastStored + 1);
  let before = firstLive;
  while (index < live.times.length) {
    const at = live.times[index] ?? 0;
    if (before !== undefined && at - before > gapAfterMs(Math.max(step, sampleMs))) pushBreak(rows, before + Math.max(step, sampleMs));
    const bucketEnd = step > 0 ? (Math.floor(at / step) + 1) * step : at;
    let end = index + 1;
    if (step > 0) while (end < live.times.length && (live.times[end] ?? 0) < bucketEnd) end += 1;
    rows.times.push(step > 0 ? bucketEnd - step / 2 : at);
    rows.stepMs.push(step);
    for (const [key, column] of rows.columns) pushSummary(column, live.series.get(key), index, end);
    before = live.times[end - 1];
    index = end;
  }
}

function pushSummary(column: { mean: (number | null)[]; low: (number | null)[]; high: (number | null)[] }, values: Column | undefined, from: number, to: number): void {
  let sum = 0;
  let count = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let index = from; index < to; index += 1) {
    const value = values?.[index];
    if (value === null || value === undefined) continue;
    sum += value;
    count += 1;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  column.mean.push(count === 0 ? null : sum / count);
  column.low.push(count === 0 ? null : low);
  column.high.push(count === 0 ? null : high);
}

/**
 * Answers to the same question about different series as one. Mostly they share their moments; where one has others,
 * a moment it lacks is a gap in its series alone. null when there is nothing to put together.
 */
export function mergeAnswers(answers: readonly HistoryAnswer[]): HistoryAnswer | null {
  const [first] = answers;
  if (first === undefined) return null;
  const isShared = answers.every((answer) => answer.times.length === first.times.length && answer.times.every((at, index) => at === first.times[index]));
  if (isShared) return { ...first, series: Object.assign({}, ...answers.map((answer) => answer.series)) as HistoryAnswer['series'] };
  const times = [...new Set(answers.flatMap((answer) => answer.times))].sort((a, b) => a - b);
  const rowOf = new Map(times.map((at, row) => [at, row]));
  const series: HistoryAnswer['series'] = {};
  for (const answer of answers) {
    const spread = (column: readonly (number | null)[]): (number | null)[] => {
      const wide = new Array<number | null>(times.length).fill(null);
      answer.times.forEach((at, index) => { wide[rowOf.get(at) ?? 0] = column[index] ?? null; });
      return wide;
    };
    for (const [key, { min, max, mean, last }] of Object.entries(answer.series)) series[key] = { min: spread(min), max: spread(max), mean: spread(mean), last: spread(last) };
  }
  return { ...first, times, series };
}

/**
 * Series of several hosts on one axis. Their rows do not fall on the same moments: they are brought to steps no
 * finer than the coarsest of them, and a step in which a host has nothing is a gap in its lines alone.
 */
export function alignPictures(pictures: readonly HistoryPicture[], stepMs: number): HistoryPicture {
  const step = Math.max(1, stepMs, ...pictures.map((picture) => picture.coarsestMs));
  const buckets = [...new Set(pictures.flatMap((picture) => picture.times.map((at) => Math.floor(at / step))))].sort((a, b) => a - b);
  const rowOf = new Map(buckets.map((bucket, row) => [bucket, row]));
  const series = new Map<string, HistoryColumn>();
  for (const picture of pictures) {
    for (const [key, column] of picture.series) series.set(key, alignColumn(picture.times, column, step, rowOf, buckets.length));
  }
  return { times: buckets.map((bucket) => (bucket + 0.5) * step), stepMs: buckets.map(() => step), coarsestMs: step, series };
}

function alignColumn(times: readonly number[], column: HistoryColumn, step: number, rowOf: ReadonlyMap<number, number>, length: number): HistoryColumn {
  const mean = new Array<number | null>(length).fill(null);
  const low = new Array<number | null>(length).fill(null);
  const high = new Array<number | null>(length).fill(null);
  const counts = new Array<number>(length).fill(0);
  for (let index = 0; index < times.length; index += 1) {
    const value = column.mean[index];
    const row = rowOf.get(Math.floor((times[index] ?? 0) / step));
    if (value === null || value === undefined || row === undefined) continue;
    const count = (counts[row] = (counts[row] ?? 0) + 1);
    mean[row] = ((mean[row] ?? 0) * (count - 1) + value) / count;
    low[row] = Math.min(low[row] ?? Infinity, column.low[index] ?? value);
    high[row] = Math.max(high[row] ?? -Infinity, column.high[index] ?? value);
  }
  return { mean, low, high };
}

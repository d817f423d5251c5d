/**
 * Figures of one host over a range, from the level that fits the picture. Rules HS6 to HS8.
 * Must stay true: what is not yet in a block is computed from the finer level in the same way as it will be stored.
 */
import type { DatabaseSync } from 'node:sqlite';
import { buildRows } from '#electron/history/core/build-rows.ts';
import { addSample, cut, layOver, noCells, rollUp, type Cells } from '#electron/history/core/cells.ts';
import { allLevels, blockMs, blockStart, bucketOf, finer, levelName, type LevelIndex } from '#electron/history/core/levels.ts';
import { eachOfPulse } from '#electron/history/core/pack-pulse.ts';
import { planQuery, rawStep, rawStepMost, type QueryPart } from '#electron/history/core/plan-query.ts';
import type { HistoryAnswer, HistoryQuestion } from '#shared/domain/history.ts';
import type { SeriesKey } from '#shared/domain/trend.ts';
import { createBlockShelf, type BlockShelf } from './block-shelf.ts';
import { numberIn, type HistoryRecords } from './history-records.ts';

type Wanted = ReadonlyMap<SeriesKey, number>;
/** What is still to be put into blocks, for one host. */
type Open = { readonly pending: readonly (readonly number[])[]; readonly pulses: ReadonlyMap<number, Cells> };

export function createHistoryQuery(db: DatabaseSync, records: HistoryRecords): (question: HistoryQuestion) => HistoryAnswer {
  const shelf = createBlockShelf(db);
  const pending = db.prepare('SELECT level, block FROM pending WHERE host = ? ORDER BY level, block');
  const pulses = db.prepare('SELECT at, data FROM pulse WHERE host = ? AND at >= ? AND at < ? ORDER BY at');

  const openOf = (host: number, wanted: Wanted, from: number, to: number): Open => {
    const waiting: number[][] = allLevels.map(() => []);
    for (const row of pending.iterate(host)) waiting[numberIn(row, 'level') ?? 0]?.push(numberIn(row, 'block') ?? 0);
    const cells = new Map([...wanted.values()].map((series) => [series, noCells()]));
    for (const row of pulses.iterate(host, from, to)) {
      const at = numberIn(row, 'at') ?? 0;
      const data = row['data'];
      if (!(data instanceof Uint8Array)) continue;
      eachOfPulse(data, (series, value) => { const into = cells.get(series); if (into !== undefined) addSample(into, at, value); });
    }
    return { pending: waiting, pulses: cells };
  };
  return (question) => {
    const { host, from, to, keys } = question;
    const range = { host, from, to };
    const empty: HistoryAnswer = { host, level: 'raw', stepMs: 0, parts: [], times: [], series: {}, rebuilt: records.rebuilt(range), marks: records.marks(range).map(({ mark }) => mark) };
    const number = records.hostNumber(host);
    if (number === null || to <= from) return empty;
    const wanted: Wanted = new Map(keys.flatMap((key) => { const series = records.seriesNumber(number, key); return series === null ? [] : [[key, series] as const]; }));
    if (wanted.size === 0) return empty;
    // a bucket that began before the range is read whole
    const margin = bucketOf(4) + rawStepMost(question);
    const open = openOf(number, wanted, from - margin, to + margin);
    const parts = planQuery(question, allLevels.map((level) => beginOf(shelf, wanted, level, open.pending[level] ?? [])));
    const read = parts.map((part) => readPart(shelf, wanted, open, part, question));
    const rows = buildRows(read, to);
    const finest = read.at(-1);
    return {
      ...empty, ...rows,
      level: levelName(parts.at(-1)?.level ?? 0), stepMs: finest?.stepMs ?? 0,
      parts: parts.map((part, index) => ({ from: Math.max(from, part.from), to: Math.min(to, part.to), level: levelName(part.level), stepMs: read[index]?.stepMs ?? 0 })),
    };
  };
}

/** Of all wanted series, the oldest time the level can speak of. */
function beginOf(shelf: BlockShelf, wanted: Wanted, level: LevelIndex, pending: readonly number[]): number {
  const blocks = [...wanted.values()].flatMap((series) => shelf.firstBlock(series, level) ?? []);
  const first = Math.min(...blocks, ...pending);
  return Number.isFinite(first) ? blockStart(level, first) : Number.POSITIVE_INFINITY;
}

function readPart(shelf: BlockShelf, wanted: Wanted, open: Open, part: QueryPart, question: HistoryQuestion): { readonly stepMs: number; readonly cells: Map<SeriesKey, Cells> } {
  // series by series, so that never more than one is held unrolled
  const read = (from: number, to: number, shape: (cells: Cells) => Cells): Map<SeriesKey, Cells> => {
    const found = [...wanted].map(([key, series]) => [key, shape(cut(readCells(shelf, open, part.level, series, from, to), from, to))] as const);
    return new Map(found.filter(([, { times }]) => times.length > 0));
  };
  const inSteps = (stepMs: number, from: number) => (cells: Cells): Cells => startAt(rollUp(cells, stepMs), from);
  if (part.level > 0) return { stepMs: part.stepMs, cells: read(part.from, part.to, part.stepMs === bucketOf(part.level) ? (cells) => cells : inSteps(part.stepMs, part.from)) };
  const cells = read(part.from, part.to, (all) => all);
  const stepMs = rawStep(question, Math.max(0, ...[...cells.values()].map(({ times }) => times.length)));
  if (stepMs === 0) return { stepMs, cells };
  // whole buckets at both ends, here too
  const from = part.from > question.from ? part.from : Math.floor(part.from / stepMs) * stepMs;
  return { stepMs, cells: read(from, Math.ceil(part.to / stepMs) * stepMs, inSteps(stepMs, from)) };
}

/** A bucket may begin before its part does; its row must not stand before rows of the coarser part. */
function startAt(cells: Cells, from: number): Cells {
  if (cells.times[0] !== undefined) cells.times[0] = Math.max(cells.times[0], from);
  return cells;
}

function readCells(shelf: BlockShelf, open: Open, level: LevelIndex, series: number, from: number, to: number): Cells {
  const stored = shelf.read(series, level, from, to);
  if (level === 0) return layOver(stored, open.pulses.get(series) ?? noCells());
  let cells = stored;
  for (const block of open.pending[level] ?? []) {
    const start = blockStart(level, block);
    const end = start + blockMs(level);
    if (end <= from || start >= to) continue;
    const bucket = bucketOf(level);
    const begin = Math.max(start, Math.floor(from / bucket) * bucket);
    const below = cut(readCells(shelf, open, finer(level), series, begin, Math.min(end, to)), begin, Math.min(end, to));
    cells = layOver(cells, rollUp(below, bucket));
  }
  return cells;
}

/**
 * Keeping the file in order, in small steps: blocks that are over are made, what is too old goes, the size stays under its
 * limit. Rules HS3 to HS5.
 * Must stay true: a block is removed only after the coarser one was made from it; a step takes a bounded time.
 */
import type { DatabaseSync } from 'node:sqlite';
import { addSample, layOver, noCells, rollUp, type Cells } from '#electron/history/core/cells.ts';
import { allLevels, blockAt, blockKey, blockMs, blockStart, bucketOf, finer, levelName, type LevelIndex } from '#electron/history/core/levels.ts';
import { eachOfPulse } from '#electron/history/core/pack-pulse.ts';
import { minKeepMs, type HistoryRetention } from '#shared/domain/history.ts';
import { createBlockShelf } from './block-shelf.ts';
import { numberIn } from './history-records.ts';

export type TidyInput = { readonly now: number; readonly keepMs: HistoryRetention; readonly limitBytes: number; readonly budgetMs: number };
export type TidyDid = { readonly hasMore: boolean; readonly forgotSeries: boolean };

/** Samples may come a little late; a block waits for them. */
const slackMs = 5000;
const sweepEveryMs = 600_000;

export function createHistoryTidy(db: DatabaseSync): (input: TidyInput) => TidyDid {
  const due = createDue(db);
  const make = createBlockMaker(db);
  const sweep = createSweep(db);
  return (input) => {
    const deadline = performance.now() + input.budgetMs;
    const hasTime = (): boolean => performance.now() < deadline;
    do {
      const next = due(input.now);
      if (next === null) return sweep(input, hasTime);
      make(next);
    } while (hasTime());
    return { hasMore: true, forgotSeries: false };
  };
}

type Due = { readonly level: LevelIndex; readonly host: number; readonly block: number };

/** The next block to make: the finest level first, so that a coarser one finds all it is made of. */
function createDue(db: DatabaseSync): (now: number) => Due | null {
  const next = db.prepare('SELECT host, block FROM pending WHERE level = ? AND block <= ? ORDER BY block LIMIT 1');
  return (now) => {
    for (const level of allLevels) {
      const lastOver = blockAt(level, now - slackMs) - 1;
      const row = next.get(level, lastOver);
      if (row !== undefined) return { level, host: numberIn(row, 'host') ?? 0, block: numberIn(row, 'block') ?? 0 };
    }
    return null;
  };
}

function createBlockMaker(db: DatabaseSync): (due: Due) => void {
  const shelf = createBlockShelf(db);
  const pulses = db.prepare('SELECT at, data FROM pulse WHERE host = ? AND at >= ? AND at < ? ORDER BY at');
  const dropPulses = db.prepare('DELETE FROM pulse WHERE host = ? AND at >= ? AND at < ?');
  const done = db.prepare('DELETE FROM pending WHERE level = ? AND host = ? AND block = ?');
  const seriesOf = db.prepare('SELECT id FROM series WHERE host = ?');
  const seen = db.prepare('UPDATE series SET first = min(first, ?), last = max(last, ?) WHERE id = ?');
  const store = (series: number, { level, block }: Due, start: number, end: number, cells: Cells): void => shelf.write(series, level, block, layOver(shelf.read(series, level, start, end), cells));

  const fromPulses = (due: Due, start: number, end: number): void => {
    const found = new Map<number, Cells>();
    for (const row of pulses.iterate(due.host, start, end)) {
      const at = numberIn(row, 'at') ?? 0;
      const data = row['data'];
      if (!(data instanceof Uint8Array)) continue;
      eachOfPulse(data, (series, value) => {
        const cells = found.get(series) ?? noCells();
        found.set(series, cells);
        addSample(cells, at, value);
      });
    }
    for (const [series, cells] of found) {
      store(series, due, start, end, cells);
      seen.run(cells.times[0] ?? start, cells.times.at(-1) ?? start, series);
    }
    dropPulses.run(due.host, start, end);
  };
  const fromFiner = (due: Due, start: number, end: number): void => {
    for (const row of seriesOf.all(due.host)) {
      const series = numberIn(row, 'id') ?? 0;
      const below = shelf.read(series, finer(due.level), start, end);
      if (below.times.length > 0) store(series, due, start, end, rollUp(below, bucketOf(due.level)));
    }
  };
  return (due) => {
    const start = blockStart(due.level, due.block);
    (due.level === 0 ? fromPulses : fromFiner)(due, start, start + blockMs(due.level));
    done.run(due.level, due.host, due.block);
  };
}

/** Old blocks go, series by series, as far as the time allows; the next call goes on. */
function createSweep(db: DatabaseSync): (input: TidyInput, hasTime: () => boolean) => TidyDid {
  const series = db.prepare('SELECT id, last FROM series WHERE id > ? ORDER BY id LIMIT 50');
  const dropBlocks = db.prepare('DELETE FROM block WHERE id >= ? AND id < ?');
  const dropSeries = db.prepare('DELETE FROM series WHERE id = ? AND NOT EXISTS (SELECT 1 FROM block WHERE id >= ? AND id < ?)');
  const dropRecords = ['DELETE FROM mark WHERE at < ?', 'DELETE FROM verdict WHERE finish < ?', 'DELETE FROM rebuilt WHERE finish < ?', 'DELETE FROM watched WHERE finish < ?'].map((sql) => db.prepare(sql));
  let cursor = 0;
  let sweptAt = Number.NEGATIVE_INFINITY;
  /** 0: as the operator wishes; each step keeps less, down to the least that rolling up needs. */
  let pressure = 0;

  const dropOf = (id: number, last: number, now: number, keep: (level: LevelIndex) => number): boolean => {
    for (const level of allLevels) dropBlocks.run(blockKey(id, level, 0), blockKey(id, level, blockAt(level, now - keep(level))));
    if (last > now - keep(4)) return false;
    return dropSeries.run(id, blockKey(id, 0, 0), blockKey(id + 1, 0, 0)).changes > 0;
  };
  return ({ now, keepMs, limitBytes }, hasTime) => {
    const size = usedBytes(db);
    if (cursor === 0) {
      const isTight = size.used > limitBytes * 0.9;
      if (Math.abs(now - sweptAt) < (isTight ? sweepEveryMs / 20 : sweepEveryMs)) return { hasMore: false, forgotSeries: false };
      sweptAt = now;
      pressure = isTight ? Math.min(maxPressure, pressure + 1) : size.used < limitBytes * 0.6 ? Math.max(0, pressure - 1) : pressure;
      for (const drop of dropRecords) drop.run(now - keepMs['1h']);
    }
    const keep = (level: LevelIndex): number => keepUnder(pressure, keepMs[levelName(level)], minKeepMs[levelName(level)]);
    let forgotSeries = false;
    do {
      const rows = series.all(cursor);
      for (const row of rows) forgotSeries = dropOf(numberIn(row, 'id') ?? 0, numberIn(row, 'last') ?? 0, now, keep) || forgotSeries;
      cursor = numberIn(rows.at(-1), 'id') ?? 0;
    } while (cursor !== 0 && hasTime());
    if (size.free > 500) db.exec('PRAGMA incremental_vacuum(500)');
    return { hasMore: cursor !== 0, forgotSeries };
  };
}

const maxPressure = 6;
function keepUnder(pressure: number, wishedMs: number, leastMs: number): number {
  const wished = Math.max(wishedMs, leastMs);
  return pressure === maxPressure ? leastMs : leastMs + (wished - leastMs) / 2 ** pressure;
}

function usedBytes(db: DatabaseSync): { readonly used: number; readonly free: number } {
  const read = (name: 'page_count' | 'freelist_count' | 'page_size'): number => numberIn(db.prepare(`PRAGMA ${name}`).get(), name) ?? 0;
  const free = read('freelist_count');
  return { used: (read('page_count') - free) * read('page_size'), free };
}

/**
 * Q6: a month of one Pi with eight workers, written through the store's thread as the recorder does it, then asked for by
 * range. Beside it, in the same run, eight of the series in one table without levels, asked with GROUP BY.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteHistoryStore } from '#electron/adapters/sqlite/sqlite-history-store.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { HistoryStore, StoredPulse } from '#electron/ports/history-store.ts';
import { defaultKeepMs } from '#shared/domain/history.ts';
import { HostId } from '#shared/domain/ids.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { percentile, rounded, type Figure } from './figures.ts';
import { createHostFigures, hostKeys, workerKeys } from './host-figures.ts';

const host = HostId.parse('bench-pi');
const everyMs = 2000;
const day = 86_400_000;
const limits = { limitBytes: 2_000_000_000, keepMs: defaultKeepMs };
const ranges: readonly (readonly [string, number])[] = [['1 minute', 60_000], ['1 hour', 3_600_000], ['6 hours', 21_600_000], ['1 day', day], ['7 days', 7 * day], ['30 days', 30 * day]];
const points = 1000;
const shown = workerKeys('rss');

export async function measureHistoryMonth(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const days = isQuick ? 4 : 30;
  const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-bench-history-'));
  const path = join(folder, 'history.sqlite');
  const client = createSqliteClient({ path, workerUrl: new URL('../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log: createMemoryLog(), timers: createSystemTimers() });
  const store = createSqliteHistoryStore({ client });
  const end = Math.floor(Date.UTC(2026, 10, 22) / everyMs) * everyMs;
  const start = end - days * day;
  try {
    const wrote = await write(store, start, end, say);
    const bytes = await settle(store, end);
    const asked = await askRanges(store, end, days);
    const plain = onePlainTable(join(folder, 'plain.sqlite'), start, end, wrote.series, say);
    const each = `${wrote.series} series, sampled every 2 s`;
    return [
      { id: 'Q6', what: `size of ${days} days of one Pi with 8 workers`, value: rounded(bytes / 1e6, 1), unit: 'MB', atMost: 100, note: each },
      { id: 'Q6', what: 'same, one table without levels', value: rounded(plain.bytes / 1e6, 0), unit: 'MB', atMost: null, note: `measured on 8 series, times ${wrote.series}/8` },
      { id: 'Q6', what: 'writing, samples of all series per second', value: rounded(wrote.perSecond, 0), unit: '/s', atMost: null, note: `one Pi gives 0.5/s; ${rounded(wrote.values / 1000, 0)}k values/s` },
      { id: 'Q6', what: 'longest tidying between two batches', value: rounded(wrote.longestMs, 0), unit: 'ms', atMost: null, note: 'done in turns of 25 ms: others pass in between' },
      ...asked, ...plain.asked,
    ];
  } finally {
    await client.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Wrote = { readonly series: number; readonly perSecond: number; readonly values: number; readonly longestMs: number };

async function write(store: HistoryStore, start: number, end: number, say: (line: string) => void): Promise<Wrote> {
  const figures = createHostFigures(1);
  const batchSize = 150;
  let longestMs = 0;
  let spentMs = 0;
  let series = 0;
  for (let at = start; at < end; ) {
    const pulses: StoredPulse[] = [];
    for (; pulses.length < batchSize && at < end; at += everyMs) pulses.push({ host, at, values: figures(at) });
    series = pulses[0]?.values.length ?? 0;
    const began = performance.now();
    const done = await store.append({ at, pulses, marks: [], verdicts: [], rebuilt: [] });
    const appended = performance.now();
    const tidied = await store.tidy(at, limits);
    longestMs = Math.max(longestMs, performance.now() - appended);
    spentMs += performance.now() - began;
    if (!done.ok || !tidied.ok) throw new Error('the store took no more');
    if (((at - start) / everyMs) % 216_000 === 0) say(`Q6 ${Math.round((at - start) / day)} days written`);
  }
  const perSecond = ((end - start) / everyMs / spentMs) * 1000;
  return { series, perSecond, values: perSecond * series, longestMs };
}

/** What a running engine would have removed and given back by now. */
async function settle(store: HistoryStore, end: number): Promise<number> {
  for (let round = 1; round <= 20; round += 1) await store.tidy(end + round * 601_000, limits);
  const bytes = await store.bytes();
  if (!bytes.ok) throw new Error('no size');
  return bytes.value;
}

async function askRanges(store: HistoryStore, end: number, days: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, length] of ranges) {
    if (length > days * day) continue;
    for (const keys of name === '7 days' ? [shown, [...hostKeys, ...workerKeys('rss'), ...workerKeys('cpu'), ...workerKeys('pss')]] : [shown]) {
      const took: number[] = [];
      let rows = 0;
      let level = '';
      for (let turn = 0; turn < 12; turn += 1) {
        // recent and past, also where only coarse figures remain
        const to = end - Math.floor((turn / 12) * (days * day - length));
        const began = performance.now();
        const answer = await store.query({ host, keys, from: to - length, to, points }, new AbortController().signal);
        took.push(performance.now() - began);
        if (!answer.ok) throw new Error('no answer');
        rows = Math.max(rows, answer.value.times.length);
        if (turn === 0) level = answer.value.level;
      }
      figures.push({ id: 'Q6', what: `${name}, ${keys.length} series, slowest of 12`, value: rounded(Math.max(...took), 1), unit: 'ms', atMost: 50, note: `median ${rounded(percentile(took, 0.5), 1)} ms, up to ${rows} rows, newest from ${level}` });
    }
  }
  return figures;
}

function onePlainTable(path: string, start: number, end: number, series: number, say: (line: string) => void): { readonly bytes: number; readonly asked: Figure[] } {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE sample (series INTEGER, at INTEGER, value REAL, PRIMARY KEY (series, at)) WITHOUT ROWID');
  const insert = db.prepare('INSERT INTO sample VALUES (?, ?, ?)');
  shown.forEach((key, number) => {
    const figures = createHostFigures(1);
    for (let at = start; at < end; ) {
      db.exec('BEGIN');
      for (let count = 0; count < 20_000 && at < end; count += 1, at += everyMs) insert.run(number, at, figures(at, key)[0]?.[1] ?? 0);
      db.exec('COMMIT');
    }
    say(`Q6 plain table: series ${number + 1} of ${shown.length}`);
  });
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = (statSync(path).size / shown.length) * series;
  const ask = db.prepare('SELECT at / ?1 * ?1 AS bucket, min(value), max(value), avg(value) FROM sample WHERE series = ?2 AND at >= ?3 AND at < ?4 GROUP BY bucket');
  const asked: Figure[] = [];
  for (const [name, length] of ranges.filter(([, one]) => one <= end - start)) {
    const took = Array.from({ length: 3 }, () => {
      const began = performance.now();
      for (let number = 0; number < shown.length; number += 1) ask.all(Math.max(everyMs, Math.ceil(length / points)), number, end - length, end);
      return performance.now() - began;
    });
    asked.push({ id: 'Q6', what: `${name}, one table without levels, 8 series`, value: rounded(Math.min(...took), 1), unit: 'ms', atMost: null, note: 'best of 3' });
  }
  db.close();
  return { bytes, asked };
}

/**
 * Taking in what was seen: one transaction per batch.
 * Must stay true: the same pulse twice is one pulse; a foreign host cannot fill the file with series; what a rolled-back
 * batch had numbered is forgotten again.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { allLevels, blockAt, blockMs } from '#electron/history/core/levels.ts';
import { packPulse } from '#electron/history/core/pack-pulse.ts';
import type { HistoryBatch, StoredPulse, StoredVerdict } from '#electron/ports/history-store.ts';

export type AppendInput = HistoryBatch;
export type HistoryAppend = { batch(input: AppendInput): { readonly refused: number }; forget(): void };

const maxSeriesPerHost = 4000;
const maxSeries = 200_000;
const maxKeyLength = 2000;
const largestFloat = 3.4e38;
/** Beyond it a block has no number; far beyond any true time. */
const lastTime = 2 ** 24 * blockMs(0);

export function createHistoryAppend(db: DatabaseSync): HistoryAppend {
  const numbers = createSeriesNumbers(db);
  const putPulse = db.prepare('INSERT INTO pulse (host, at, data) VALUES (?, ?, ?) ON CONFLICT (host, at) DO UPDATE SET data = excluded.data');
  const putPending = db.prepare('INSERT OR IGNORE INTO pending (level, host, block) VALUES (?, ?, ?)');
  const putMark = db.prepare('INSERT OR IGNORE INTO mark (host, at, kind, label) VALUES (?, ?, ?, ?)');
  const putRebuilt = db.prepare('INSERT OR IGNORE INTO rebuilt (host, start, finish, source) VALUES (?, ?, ?, ?)');
  const spans = createVerdictSpans(db);

  const pulse = ({ host, at, values }: StoredPulse): number => {
    const time = Math.round(at);
    if (!(time >= 0 && time < lastTime)) return values.length;
    const number = numbers.host(host);
    const known: (readonly [number, number])[] = [];
    let refused = 0;
    for (const [key, value] of values) {
      if (value === null || !(Math.abs(value) <= largestFloat)) continue;
      const series = numbers.series(number, key, time);
      if (series === null) refused += 1;
      else known.push([series, value]);
    }
    putPulse.run(number, time, packPulse(known));
    for (const level of allLevels) putPending.run(level, number, blockAt(level, time));
    return refused;
  };
  return {
    forget: numbers.forget,
    batch: ({ at, watchedFrom, pulses, marks, verdicts, rebuilt }) => {
      numbers.begin();
      spans.begin(at, watchedFrom);
      let refused = 0;
      for (const one of pulses) refused += pulse(one);
      for (const { host, mark } of marks) putMark.run(host, mark.at, mark.kind, mark.label);
      for (const verdict of verdicts) spans.put(verdict);
      for (const { host, range } of rebuilt) putRebuilt.run(host, range.from, range.to, range.source);
      return { refused };
    },
  };
}

/** Numbers for hosts and series. Those given in a batch are kept in memory only once the batch is known to have stayed. */
function createSeriesNumbers(db: DatabaseSync): { begin(): void; forget(): void; host(name: string): number; series(host: number, key: string, at: number): number | null } {
  const findHost = db.prepare('SELECT id FROM host WHERE name = ?');
  const addHost = db.prepare('INSERT INTO host (name) VALUES (?)');
  const find = db.prepare('SELECT id FROM series WHERE host = ? AND key = ?');
  const isThere = db.prepare('SELECT 1 FROM series WHERE id = ?');
  const add = db.prepare('INSERT INTO series (host, key, first, last) VALUES (?, ?, ?, ?)');
  const countOf = db.prepare('SELECT count(*) AS many FROM series WHERE host = ?');
  const countAll = db.prepare('SELECT count(*) AS many FROM series');
  const known = new Map<string, number>();
  const fresh = new Map<string, number>();
  const isFull = (host: number): boolean => many(countOf.get(host)) >= maxSeriesPerHost || many(countAll.get()) >= maxSeries;
  return {
    forget: () => { known.clear(); fresh.clear(); },
    begin: () => {
      const [one] = fresh.values();
      if (one !== undefined && isThere.get(one) !== undefined) for (const [name, id] of fresh) known.set(name, id);
      fresh.clear();
    },
    host: (name) => idOf(findHost.get(name)) ?? Number(addHost.run(name).lastInsertRowid),
    series: (host, key, at) => {
      const name = `${host} ${key}`;
      const cached = known.get(name) ?? fresh.get(name);
      if (cached !== undefined) return cached;
      const found = idOf(find.get(host, key));
      if (found === null && (key.length > maxKeyLength || isFull(host))) return null;
      const id = found ?? Number(add.run(host, key, at, at).lastInsertRowid);
      fresh.set(name, id);
      return id;
    },
  };
}

/** Nobody was watching when nothing was said for so long: the machine slept, or the program was gone. */
const silentMs = 60_000;

/** What each worker was judged to be. Spans left open when nobody watched any more are closed where it was last watched. */
function createVerdictSpans(db: DatabaseSync): { begin(at: number, from?: number): void; put(verdict: StoredVerdict): void } {
  const session = randomUUID();
  const last = db.prepare('SELECT id, session, finish FROM watched ORDER BY id DESC LIMIT 1');
  const closeAll = db.prepare('UPDATE verdict SET finish = max(start, ?) WHERE finish IS NULL');
  const goOn = db.prepare('UPDATE watched SET finish = max(finish, ?) WHERE id = ?');
  const watch = db.prepare('INSERT INTO watched (session, start, finish) VALUES (?, ?, ?)');
  const current = db.prepare('SELECT kind, reason FROM verdict WHERE worker = ? AND finish IS NULL');
  const close = db.prepare('UPDATE verdict SET finish = max(start, ?) WHERE worker = ? AND finish IS NULL');
  const open = db.prepare('INSERT INTO verdict (host, worker, start, finish, kind, reason) VALUES (?, ?, ?, NULL, ?, ?)');
  return {
    begin: (at, from) => {
      const before = last.get();
      const until = typeof before?.['finish'] === 'number' ? before['finish'] : at;
      if (before !== undefined && before['session'] === session && (from ?? at) - until < silentMs) {
        goOn.run(at, idOf(before));
        return;
      }
      closeAll.run(until);
      watch.run(session, Math.min(at, from ?? at), at);
    },
    put: ({ host, worker, at, verdict }) => {
      const now = current.get(worker);
      if (now !== undefined && verdict !== null && now['kind'] === verdict.kind && now['reason'] === verdict.reason) return;
      close.run(at, worker);
      if (verdict !== null) open.run(host, worker, at, verdict.kind, verdict.reason);
    },
  };
}

type Row = Readonly<Record<string, unknown>> | undefined;
const idOf = (row: Row): number | null => (typeof row?.['id'] === 'number' ? row['id'] : null);
const many = (row: Row): number => (typeof row?.['many'] === 'number' ? row['many'] : 0);

/** Reading what is not figures: hosts and series by number, marks, verdict spans, rebuilt ranges. */
import type { DatabaseSync } from 'node:sqlite';
import { eachOfPulse } from '#electron/history/core/pack-pulse.ts';
import type { SpanQuestion, StoredMark } from '#electron/ports/history-store.ts';
import { HistoryMark, VerdictSpan, type KnownSeries, type RebuiltRange } from '#shared/domain/history.ts';
import { HostId } from '#shared/domain/ids.ts';

const maxRows = 20_000;
const maxSeries = 50_000;
/** A span that nobody closed is still open only while somebody watches. */
const silentMs = 60_000;

type Row = Readonly<Record<string, unknown>>;

export type HistoryRecords = {
  hostNumber(host: HostId): number | null;
  seriesNumber(host: number, key: string): number | null;
  series(host: HostId | null): KnownSeries[];
  spans(question: SpanQuestion): VerdictSpan[];
  marks(question: SpanQuestion): StoredMark[];
  rebuilt(question: SpanQuestion): RebuiltRange[];
  watched(question: SpanQuestion): { from: number; to: number }[];
};

export function createHistoryRecords(db: DatabaseSync): HistoryRecords {
  const findHost = db.prepare('SELECT id FROM host WHERE name = ?');
  const findSeries = db.prepare('SELECT id FROM series WHERE host = ? AND key = ?');
  const spans = db.prepare('SELECT host, worker, start, finish, kind, reason FROM verdict WHERE start < :to AND coalesce(finish, 9e15) > :from AND (:host IS NULL OR host = :host) ORDER BY start LIMIT :most');
  const marks = db.prepare('SELECT host, at, kind, label FROM mark WHERE at >= :from AND at < :to AND (:host IS NULL OR host = :host) ORDER BY at LIMIT :most');
  const rebuilt = db.prepare('SELECT start, finish, source FROM rebuilt WHERE host = :host AND start < :to AND finish > :from ORDER BY start LIMIT :most');
  const lastWatched = db.prepare('SELECT max(finish) AS finish FROM watched');
  const watchedUntil = (): number => numberIn(lastWatched.get(), 'finish') ?? 0;
  const watched = db.prepare('SELECT start, finish FROM watched WHERE start < :to AND finish > :from ORDER BY start LIMIT :most');
  const bound = ({ host, from, to }: SpanQuestion): { host: string | null; from: number; to: number; most: number } => ({ host, from, to, most: maxRows });
  return {
    hostNumber: (host) => numberIn(findHost.get(host), 'id'),
    seriesNumber: (host, key) => numberIn(findSeries.get(host, key), 'id'),
    series: createSeriesList(db),
    spans: (question) => {
      const until = watchedUntil();
      const isWatched = until > question.to - silentMs;
      return spans.all(bound(question)).flatMap((row) => {
        const parsed = VerdictSpan.safeParse({ host: row['host'], worker: row['worker'], from: row['start'], to: row['finish'] ?? (isWatched ? null : until), kind: row['kind'], reason: row['reason'] });
        return parsed.success ? [parsed.data] : [];
      });
    },
    marks: (question) => marks.all(bound(question)).flatMap((row) => {
      const mark = HistoryMark.safeParse({ at: row['at'], kind: row['kind'], label: row['label'] });
      const host = HostId.safeParse(row['host']);
      return mark.success && host.success ? [{ host: host.data, mark: mark.data }] : [];
    }),
    watched: ({ from, to }) => watched.all({ from, to, most: maxRows }).map((row) => ({ from: numberIn(row, 'start') ?? 0, to: numberIn(row, 'finish') ?? 0 })),
    rebuilt: (question) => rebuilt.all(bound(question)).map((row) => ({ from: numberIn(row, 'start') ?? 0, to: numberIn(row, 'finish') ?? 0, source: textIn(row, 'source') })),
  };
}

/** A series is as young as its last block, or as the last pulse that holds it. */
function createSeriesList(db: DatabaseSync): HistoryRecords['series'] {
  const all = db.prepare('SELECT series.id, host.id AS number, host.name AS host, key, first, last FROM series JOIN host ON host.id = series.host WHERE ?1 IS NULL OR host.name = ?1 ORDER BY host.name, key LIMIT ?2');
  const newest = db.prepare('SELECT at, data FROM pulse WHERE host = ? ORDER BY at DESC LIMIT 1');
  return (host) => {
    const rows = all.all(host, maxSeries);
    const fresh = new Map<number, number>();
    for (const number of new Set(rows.map((row) => numberIn(row, 'number') ?? 0))) {
      const row = newest.get(number);
      const data = row?.['data'];
      if (data instanceof Uint8Array) eachOfPulse(data, (series) => fresh.set(series, numberIn(row, 'at') ?? 0));
    }
    return rows.map((row) => ({ host: HostId.parse(row['host']), key: textIn(row, 'key'), first: numberIn(row, 'first') ?? 0, last: Math.max(numberIn(row, 'last') ?? 0, fresh.get(numberIn(row, 'id') ?? 0) ?? 0) }));
  };
}

export function numberIn(row: Row | undefined, key: string): number | null {
  const value = row?.[key];
  return typeof value === 'number' ? value : null;
}
const textIn = (row: Row, key: string): string => { const value = row[key]; return typeof value === 'string' ? value : ''; };

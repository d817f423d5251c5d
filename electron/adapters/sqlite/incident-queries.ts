/** Reading incidents and the events they are made from. */
import type { DatabaseSync } from 'node:sqlite';
import type { Incident, IncidentId, IncidentPage, IncidentQuery, IncidentSummary } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';

const maxEvents = 50_000;

type IncidentReads = {
  events: (input: { readonly host: HostId; readonly from: number }) => readonly string[];
  incident: (id: IncidentId) => Incident | null;
  incidents: (query: IncidentQuery) => IncidentPage;
};

export function incidentReads(db: DatabaseSync): IncidentReads {
  return {
    events: ({ host, from }) => db.prepare('SELECT body FROM crash_event WHERE host = ? AND at >= ? ORDER BY number LIMIT ?').all(host, from, maxEvents).map((row) => String(row['body'])),
    incident: (id) => {
      const row = db.prepare('SELECT body FROM incident WHERE id = ?').get(id);
      return row === undefined ? null : body<Incident>(row, 'body');
    },
    incidents: (query) => page(db, query),
  };
}

function page(db: DatabaseSync, { group, host, worker, since, until, after, limit }: IncidentQuery): IncidentPage {
  const conditions = ['1'];
  const values: (string | number)[] = [];
  const where = (condition: string, ...given: (string | number)[]): void => { conditions.push(condition); values.push(...given); };
  if (group !== null) where('(signature = ? OR signature IN (SELECT id FROM crash_group WHERE merged_into = ?))', group, group);
  if (host !== null) where('host = ?', host);
  if (worker !== null) where('worker_key = ?', worker);
  if (since !== null) where('last_at >= ?', since);
  if (until !== null) where('at <= ?', until);
  const total = Number(db.prepare(`SELECT count(*) AS n FROM incident WHERE ${conditions.join(' AND ')}`).get(...values)?.['n'] ?? 0);
  const blank = after?.indexOf(' ') ?? -1;
  if (after !== null && blank > 0) where('(at, id) < (?, ?)', Number(after.slice(0, blank)), after.slice(blank + 1));
  const rows = db.prepare(`SELECT at, id, summary FROM incident WHERE ${conditions.join(' AND ')} ORDER BY at DESC, id DESC LIMIT ?`).all(...values, limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { incidents: rows.slice(0, limit).map((row) => body<IncidentSummary>(row, 'summary')), next: last === undefined ? null : `${String(last['at'])} ${String(last['id'])}`, total };
}

/** Written by us with the same shape; a row of an older shape would have been migrated. */
export function body<T>(row: Readonly<Record<string, unknown>>, column: string): T {
  return JSON.parse(String(row[column])) as T;
}

/** Tables and statements of alerts: one row for each that ever fired, whole as JSON, with the columns that are searched. */
import { definePart } from './store-part.ts';

export type AlertRow = { readonly id: string; readonly since: number; readonly clearedAt: number | null; readonly wellSince: number | null; readonly body: string };
type Found = { readonly body: string; readonly well_since: number | null };

const schema = `
  CREATE TABLE alert (id TEXT PRIMARY KEY, since INTEGER NOT NULL, cleared_at INTEGER, well_since INTEGER, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX alert_since ON alert (since);
  CREATE INDEX alert_cleared ON alert (cleared_at);
`;
const maxRows = 20_000;

export const alertPart = definePart({
  migrations: [schema],
  reads: (db) => {
    const open = db.prepare('SELECT body, well_since FROM alert WHERE cleared_at IS NULL ORDER BY since LIMIT ?');
    const past = db.prepare('SELECT body, well_since FROM alert WHERE cleared_at >= ? ORDER BY since LIMIT ?');
    const during = db.prepare('SELECT body, well_since FROM alert WHERE since <= ? AND (cleared_at IS NULL OR cleared_at >= ?) ORDER BY since DESC LIMIT ?');
    return {
      open: () => open.all(maxRows) as unknown as readonly Found[],
      past: ({ since }: { readonly since: number }) => past.all(since, maxRows) as unknown as readonly Found[],
      during: ({ from, to }: { readonly from: number; readonly to: number }) => during.all(to, from, maxRows) as unknown as readonly Found[],
    };
  },
  writes: (db) => {
    const put = db.prepare('INSERT INTO alert (id, since, cleared_at, well_since, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET cleared_at = excluded.cleared_at, well_since = excluded.well_since, body = excluded.body');
    const tidy = db.prepare('DELETE FROM alert WHERE cleared_at < ?');
    return {
      put: (rows: readonly AlertRow[]) => { for (const row of rows) put.run(row.id, row.since, row.clearedAt, row.wellSince, row.body); },
      tidy: ({ before }: { readonly before: number }) => { tidy.run(before); },
    };
  },
});

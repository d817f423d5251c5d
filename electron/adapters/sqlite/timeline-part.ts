/** Tables and statements of the timeline: hosts coming and going, and names. */
import { definePart } from './store-part.ts';

export type PresenceRow = { readonly host: string; readonly at: number; readonly presence: string | null };
export type NameRow = { readonly host: string | null; readonly worker: string | null; readonly name: string; readonly firstSeen: number };

const schema = `
  CREATE TABLE presence (host TEXT NOT NULL, at INTEGER NOT NULL, presence TEXT, PRIMARY KEY (host, at)) WITHOUT ROWID;
  CREATE INDEX presence_at ON presence (at);
  CREATE TABLE called (kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, host TEXT, first_seen INTEGER NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
`;
const maxRows = 50_000;
const keepMs = 2 * 365 * 86_400_000;

export const timelinePart = definePart({
  migrations: [schema],
  reads: (db) => {
    const during = db.prepare('SELECT host, at, presence FROM presence WHERE at >= ? AND at <= ? ORDER BY at LIMIT ?');
    const before = db.prepare('SELECT host, max(at) AS at, presence FROM presence WHERE at < ? GROUP BY host');
    const names = db.prepare('SELECT kind, id, name, host, first_seen FROM called LIMIT ?');
    return {
      presences: ({ from, to }: { readonly from: number; readonly to: number }) => [...before.all(from), ...during.all(from, to, maxRows)] as unknown as readonly PresenceRow[],
      names: () => names.all(maxRows) as unknown as readonly { readonly kind: string; readonly id: string; readonly name: string; readonly host: string | null; readonly first_seen: number }[],
    };
  },
  writes: (db) => {
    const put = db.prepare('INSERT INTO presence (host, at, presence) VALUES (?, ?, ?) ON CONFLICT (host, at) DO UPDATE SET presence = excluded.presence');
    const call = db.prepare('INSERT INTO called (kind, id, name, host, first_seen) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name, host = excluded.host');
    const tidy = db.prepare('DELETE FROM presence WHERE at < ?');
    return {
      put: ({ presences, names, now }: { readonly presences: readonly PresenceRow[]; readonly names: readonly NameRow[]; readonly now: number }) => {
        for (const row of presences) put.run(row.host, row.at, row.presence);
        for (const { host, worker, name, firstSeen } of names) call.run(worker === null ? 'host' : 'worker', worker ?? host ?? '', name, worker === null ? null : host, firstSeen);
        tidy.run(now - keepMs);
      },
    };
  },
});

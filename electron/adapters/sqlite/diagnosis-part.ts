/** Tables and statements of diagnoses: one row for each run, its findings packed, its evidence only while it is the newest of its host. */
import { definePart } from './store-part.ts';

export type RunRow = { readonly id: string; readonly host: string; readonly startedAt: number; readonly bootId: string | null; readonly summary: string; readonly body: Uint8Array; readonly evidence: Uint8Array };
type Summary = { readonly summary: string; readonly boot_id: string | null };

const schema = `
  CREATE TABLE diagnosis (id TEXT PRIMARY KEY, host TEXT NOT NULL, started_at INTEGER NOT NULL, boot_id TEXT, summary TEXT NOT NULL, body BLOB NOT NULL, evidence BLOB) WITHOUT ROWID;
  CREATE INDEX diagnosis_host ON diagnosis (host, started_at DESC);
`;

export const diagnosisPart = definePart({
  migrations: [schema],
  reads: (db) => {
    const latest = db.prepare('SELECT summary, boot_id FROM diagnosis AS one WHERE started_at = (SELECT MAX(started_at) FROM diagnosis WHERE host = one.host) ORDER BY host LIMIT 500');
    const runs = db.prepare('SELECT summary, boot_id FROM diagnosis WHERE host = ? ORDER BY started_at DESC LIMIT 1000');
    const run = db.prepare('SELECT body FROM diagnosis WHERE id = ?');
    const evidence = db.prepare('SELECT evidence FROM diagnosis WHERE host = ? ORDER BY started_at DESC LIMIT 1');
    return {
      latest: () => latest.all() as unknown as readonly Summary[],
      runs: ({ host }: { readonly host: string }) => runs.all(host) as unknown as readonly Summary[],
      run: ({ id }: { readonly id: string }) => run.all(id) as unknown as readonly { readonly body: Uint8Array }[],
      evidence: ({ host }: { readonly host: string }) => evidence.all(host) as unknown as readonly { readonly evidence: Uint8Array | null }[],
    };
  },
  writes: (db) => {
    const forget = db.prepare('UPDATE diagnosis SET evidence = NULL WHERE host = ? AND evidence IS NOT NULL');
    const save = db.prepare('INSERT INTO diagnosis (id, host, started_at, boot_id, summary, body, evidence) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET summary = excluded.summary, body = excluded.body, evidence = excluded.evidence');
    const trim = db.prepare('DELETE FROM diagnosis WHERE host = ? AND id NOT IN (SELECT id FROM diagnosis WHERE host = ? ORDER BY started_at DESC LIMIT ?)');
    const drop = db.prepare('DELETE FROM diagnosis WHERE host = ?');
    return {
      save: ({ row, keep }: { readonly row: RunRow; readonly keep: number }) => {
        forget.run(row.host);
        save.run(row.id, row.host, row.startedAt, row.bootId, row.summary, row.body, row.evidence);
        trim.run(row.host, row.host, keep);
      },
      drop: ({ host }: { readonly host: string }) => { drop.run(host); },
    };
  },
});

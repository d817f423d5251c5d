/**
 * Tables and statements of the action journal: one row for each act, whole as JSON, with the columns that are searched.
 * Must stay true: an act that has an end is never put back to `begun` by a late row of its beginning.
 */
import { definePart } from './store-part.ts';

export type ActionRow = {
  readonly id: string; readonly at: number; readonly host: string | null; readonly worker: string | null; readonly broker: string | null;
  readonly kind: string; readonly outcome: string; readonly words: string; readonly body: string;
};
/** Lists as JSON arrays, `[]` for all. */
export type ActionSearch = {
  readonly hosts: string; readonly workers: string; readonly brokers: string; readonly kinds: string; readonly outcomes: string;
  readonly from: number | null; readonly to: number | null;
  /** In lower case; empty for all. */
  readonly text: string;
  readonly afterAt: number | null; readonly afterId: string; readonly limit: number;
};
type Found = { readonly body: string };

const schema = `
  CREATE TABLE action (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, host TEXT, worker TEXT, broker TEXT, kind TEXT NOT NULL, outcome TEXT NOT NULL,
    words TEXT NOT NULL, body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX action_at ON action (at, id);
  CREATE INDEX action_outcome ON action (outcome);
`;
const among = (column: string, list: string): string => `(json_array_length($${list}) = 0 OR ${column} IN (SELECT value FROM json_each($${list})))`;
const search = `
  SELECT body FROM action
  WHERE ${among('host', 'hosts')} AND ${among('worker', 'workers')} AND ${among('broker', 'brokers')} AND ${among('kind', 'kinds')} AND ${among('outcome', 'outcomes')}
    AND ($from IS NULL OR at >= $from) AND ($to IS NULL OR at <= $to)
    AND ($text = '' OR instr(words, $text) > 0)
    AND ($afterAt IS NULL OR at < $afterAt OR (at = $afterAt AND id < $afterId))
  ORDER BY at DESC, id DESC LIMIT $limit`;
const maxBegun = 1000;

export const actionPart = definePart({
  migrations: [schema],
  reads: (db) => {
    const find = db.prepare(search);
    const one = db.prepare('SELECT body FROM action WHERE id = ?');
    const begun = db.prepare(`SELECT body FROM action WHERE outcome = 'begun' ORDER BY at LIMIT ?`);
    return {
      search: (wanted: ActionSearch) => find.all(Object.fromEntries(Object.entries(wanted).map(([name, value]) => [`$${name}`, value]))) as unknown as readonly Found[],
      one: ({ id }: { readonly id: string }) => one.all(id) as unknown as readonly Found[],
      begun: () => begun.all(maxBegun) as unknown as readonly Found[],
    };
  },
  writes: (db) => {
    const put = db.prepare(`
      INSERT INTO action (id, at, host, worker, broker, kind, outcome, words, body) VALUES ($id, $at, $host, $worker, $broker, $kind, $outcome, $words, $body)
      ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, words = excluded.words, body = excluded.body WHERE excluded.outcome <> 'begun'`);
    const tidy = db.prepare('DELETE FROM action WHERE at < ?');
    return {
      put: (row: ActionRow) => { put.run(Object.fromEntries(Object.entries(row).map(([name, value]) => [`$${name}`, value]))); },
      tidy: ({ before }: { readonly before: number }) => { tidy.run(before); },
    };
  },
});

/**
 * Tables and statements of recorded history. Rules HS in docs/spec/history.md.
 * A pulse waits as one row until its ten minutes are over; then each series becomes one block, and blocks are rolled up
 * into the coarser level when the coarser block is over. `pending` names the blocks that are still to be made.
 */
import type { DatabaseSync } from 'node:sqlite';
import { createHistoryAppend, type AppendInput } from './history-append.ts';
import { createHistoryQuery } from './history-query.ts';
import { createHistoryRecords } from './history-records.ts';
import { createHistoryTidy, type TidyInput } from './history-tidy.ts';
import { definePart } from './store-part.ts';

const first = `
CREATE TABLE host (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE series (id INTEGER PRIMARY KEY, host INTEGER NOT NULL, key TEXT NOT NULL, first REAL NOT NULL, last REAL NOT NULL, UNIQUE (host, key)) STRICT;
CREATE TABLE pulse (host INTEGER NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (host, at)) STRICT, WITHOUT ROWID;
CREATE TABLE pending (level INTEGER NOT NULL, host INTEGER NOT NULL, block INTEGER NOT NULL, PRIMARY KEY (level, host, block)) STRICT, WITHOUT ROWID;
CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE mark (id INTEGER PRIMARY KEY, host TEXT NOT NULL, at REAL NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, UNIQUE (host, at, kind, label)) STRICT;
CREATE INDEX mark_at ON mark (at);
CREATE TABLE verdict (id INTEGER PRIMARY KEY, host TEXT, worker TEXT NOT NULL, start REAL NOT NULL, finish REAL, kind TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE INDEX verdict_open ON verdict (worker) WHERE finish IS NULL;
CREATE INDEX verdict_start ON verdict (start);
CREATE INDEX verdict_finish ON verdict (finish);
CREATE TABLE rebuilt (host TEXT NOT NULL, start REAL NOT NULL, finish REAL NOT NULL, source TEXT NOT NULL, PRIMARY KEY (host, start, finish, source)) STRICT, WITHOUT ROWID;
CREATE TABLE watched (id INTEGER PRIMARY KEY, session TEXT NOT NULL, start REAL NOT NULL, finish REAL NOT NULL) STRICT;
CREATE INDEX watched_finish ON watched (finish);
`;

export const historyPart = definePart({
  migrations: [first],
  reads: (db: DatabaseSync) => {
    const records = createHistoryRecords(db);
    return { query: createHistoryQuery(db, records), series: records.series, spans: records.spans, marks: records.marks, watched: records.watched };
  },
  writes: (db: DatabaseSync) => {
    const append = createHistoryAppend(db);
    const tidy = createHistoryTidy(db);
    return {
      append: (input: AppendInput) => append.batch(input),
      tidy: (input: TidyInput) => {
        const did = tidy(input);
        if (did.forgotSeries) append.forget();
        return did;
      },
    };
  },
});

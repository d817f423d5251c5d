/** Statements on crashes and followed logs. The place in a log and what was found up to it change in one transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { BlockQuestion, LogBlock, SourceMark, StoreLimits } from '#electron/ports/incident-store.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { groupReads, groupWrites } from './incident-groups.ts';
import { ingestInto } from './incident-ingest.ts';
import { incidentReads } from './incident-queries.ts';
import { incidentMigrations } from './incident-tables.ts';
import { definePart } from './store-part.ts';

export const incidentPart = definePart({
  migrations: incidentMigrations,
  reads: (db) => ({ ...sourceReads(db), ...incidentReads(db), ...groupReads(db) }),
  writes: (db) => ({ ingest: ingestInto(db), ...groupWrites(db), tidy: tidyIn(db) }),
});

type Row = Readonly<Record<string, unknown>>;

function sourceReads(db: DatabaseSync): { marks: (input: { readonly host: HostId | null }) => readonly SourceMark[]; blocks: (question: BlockQuestion) => readonly LogBlock[] } {
  return {
    marks: ({ host }) => (host === null ? db.prepare('SELECT * FROM log_source').all() : db.prepare('SELECT * FROM log_source WHERE host = ?').all(host)).map(toMark),
    blocks: (question) => readBlocks(db, question),
  };
}

function readBlocks(db: DatabaseSync, { source, from, to, fromAt, toAt, newestFirst, maxBytes }: BlockQuestion): readonly LogBlock[] {
  const conditions = ['source = ?'];
  const values: (string | number)[] = [source];
  const where = (condition: string, value: number | null): void => { if (value !== null) { conditions.push(condition); values.push(value); } };
  where('stop > ?', from);
  where('start < ?', to);
  where('last_at >= ?', fromAt);
  where('first_at <= ?', toAt);
  const rows = db.prepare(`SELECT * FROM log_block WHERE ${conditions.join(' AND ')} ORDER BY start ${newestFirst ? 'DESC' : 'ASC'}`).iterate(...values);
  const blocks: LogBlock[] = [];
  let left = maxBytes;
  for (const row of rows) {
    const block = toBlock(row);
    blocks.push(block);
    left -= block.bytes.length;
    if (left <= 0) break;
  }
  return blocks;
}

const toMark = (row: Row): SourceMark => ({
  id: row['id'], host: row['host'], kind: row['kind'], name: row['name'], path: row['path'], program: row['program'],
  offset: row['offset'], base: row['base'], line: row['line'], inode: row['inode'], headLength: row['head_length'], headCrc: row['head_crc'],
  modifiedAt: row['modified_at'], cursor: row['cursor'], lastLineAt: row['last_line_at'],
}) as SourceMark;

const toBlock = (row: Row): LogBlock => ({ source: row['source'], from: row['start'], to: row['stop'], line: row['line'], firstAt: row['first_at'], lastAt: row['last_at'], bytes: row['bytes'] }) as LogBlock;

/** What is too old goes; of the lines, the oldest beyond the limit. Notes and states of groups stay. */
function tidyIn(db: DatabaseSync): (limits: StoreLimits) => null {
  return ({ spoolBytes, incidentsFrom, eventsFrom, tasksFrom }) => {
    db.prepare('DELETE FROM crash_event WHERE is_task = 0 AND at < ?').run(eventsFrom);
    db.prepare('DELETE FROM crash_event WHERE is_task = 1 AND at < ?').run(tasksFrom);
    db.prepare('DELETE FROM incident WHERE last_at < ?').run(incidentsFrom);
    const size = Number(db.prepare('SELECT coalesce(sum(size), 0) AS size FROM log_block').get()?.['size'] ?? 0);
    let over = size - spoolBytes;
    if (over <= 0) return null;
    const oldest = db.prepare('SELECT rowid AS id, size FROM log_block ORDER BY kept_at, rowid').all();
    const remove = db.prepare('DELETE FROM log_block WHERE rowid = ?');
    for (const row of oldest) {
      if (over <= 0) break;
      remove.run(Number(row['id']));
      over -= Number(row['size']);
    }
    return null;
  };
}

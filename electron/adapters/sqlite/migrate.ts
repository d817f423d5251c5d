/** Brings every part's tables to the version this program knows. A file of a newer program is left alone. */
import type { DatabaseSync } from 'node:sqlite';
import type { Statements, StorePart } from './store-part.ts';

export type AnyParts = Readonly<Record<string, StorePart<Statements, Statements>>>;

/** False: the file was written by a newer program. */
export function migrate(db: DatabaseSync, parts: AnyParts): boolean {
  db.exec('CREATE TABLE IF NOT EXISTS part_version (part TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID');
  if (!isKnown(db, parts)) return false;
  for (const [name, part] of Object.entries(parts)) {
    for (let version = versionOf(db, name); version < part.migrations.length; version += 1) {
      inTransaction(db, () => {
        db.exec(part.migrations[version] ?? '');
        db.prepare('INSERT INTO part_version (part, version) VALUES (?, ?) ON CONFLICT (part) DO UPDATE SET version = excluded.version').run(name, version + 1);
      });
    }
  }
  return true;
}

/** Whether no part of the file is newer than this program. For a reader, whether it is exactly as new. */
export function isKnown(db: DatabaseSync, parts: AnyParts, mustBeEqual = false): boolean {
  return Object.entries(parts).every(([name, part]) => {
    const version = versionOf(db, name);
    return mustBeEqual ? version === part.migrations.length : version <= part.migrations.length;
  });
}

function versionOf(db: DatabaseSync, part: string): number {
  const row = db.prepare('SELECT version FROM part_version WHERE part = ?').get(part);
  return typeof row?.['version'] === 'number' ? row['version'] : 0;
}

/** All or nothing. IMMEDIATE takes the write lock at once, so that it cannot fail halfway; DEFERRED is for reading one moment. */
export function inTransaction<T>(db: DatabaseSync, run: () => T, mode: 'IMMEDIATE' | 'DEFERRED' = 'IMMEDIATE'): T {
  db.exec(`BEGIN ${mode}`);
  try {
    const value = run();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    // SQLite may have rolled back by itself (full disk): then there is nothing left to undo
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

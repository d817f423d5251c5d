/**
 * Opens the file: owner or reader, sound or set aside, migrated.
 * Must stay true: one process at a time writes (a lock the system releases when the process dies); a damaged file is
 * moved aside with its journal and never overwritten; a newer file is left alone.
 */
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isKnown, migrate, type AnyParts } from './migrate.ts';

export type OpenFile =
  | { readonly kind: 'owner'; readonly db: DatabaseSync; readonly setAside: string | null }
  | { readonly kind: 'reader'; readonly db: DatabaseSync | null }
  | { readonly kind: 'newer' };

const busyMs = 3000;

export function openFile(path: string, parts: AnyParts, isOwner: boolean): OpenFile {
  if (!isOwner) return { kind: 'reader', db: openReader(path, parts) };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const first = openWriter(path, parts);
  if (first !== 'damaged') return first === 'newer' ? { kind: 'newer' } : { kind: 'owner', db: first, setAside: null };
  const aside = setAside(path);
  const second = openWriter(path, parts);
  if (typeof second === 'string') throw new Error(`a new file beside ${path} is ${second}`);
  return { kind: 'owner', db: second, setAside: aside };
}

/** Moves the file and its journal to a free name and says it. */
export function setAside(path: string, word: 'corrupt' | 'before-restore' = 'corrupt'): string {
  let number = 1;
  while (existsSync(`${path}.${word}-${number}`)) number += 1;
  const aside = `${path}.${word}-${number}`;
  renameSync(path, aside);
  for (const tail of ['-wal', '-shm']) if (existsSync(path + tail)) renameSync(path + tail, aside + tail);
  return aside;
}

/** True when the file holds what SQLite wrote, as far as a walk over all its pages can say. */
export function isSound(db: DatabaseSync): boolean {
  const row = db.prepare('PRAGMA quick_check(1)').get();
  return row !== undefined && Object.values(row)[0] === 'ok';
}

function openWriter(path: string, parts: AnyParts): DatabaseSync | 'newer' | 'damaged' {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { timeout: busyMs, enableForeignKeyConstraints: true });
    // the journal files take their mode from it
    chmodSync(path, 0o600);
    // before the first table, or not at all: lets deleted pages be given back to the disk in small steps
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 8388608; PRAGMA trusted_schema = OFF');
    const verdict = isSound(db) ? (migrate(db, parts) ? 'good' : 'newer') : 'damaged';
    if (verdict === 'good') return db;
    db.close();
    return verdict;
  } catch (error) {
    db?.close();
    if (isDamage(error)) return 'damaged';
    throw error;
  }
}

function openReader(path: string, parts: AnyParts): DatabaseSync | null {
  if (!existsSync(path)) return null;
  const db = new DatabaseSync(path, { readOnly: true, timeout: busyMs });
  try {
    if (isKnown(db, parts, true)) return db;
  } catch { /* still being made by its owner, or damaged: the owner will say */ }
  db.close();
  return null;
}

const corrupt = 11;
const notADatabase = 26;
function isDamage(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
  return code === corrupt || code === notADatabase;
}

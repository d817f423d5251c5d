/**
 * Copies of the whole store, one file each, in a folder beside it.
 * Must stay true: a copy is made while writing goes on and is consistent; a name never leaves the folder; before a copy
 * takes the place of the file in use it has been checked, and the file in use is set aside.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { HistoryStatus } from '#shared/domain/history.ts';
import { isKnown, type AnyParts } from './migrate.ts';
import { isSound, setAside } from './open-file.ts';

const folderOf = (path: string): string => join(dirname(path), 'history-backups');
const nameShape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.sqlite$/;

export function listBackups(path: string): HistoryStatus['backups'] {
  const folder = folderOf(path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => nameShape.test(name)).sort().slice(-200).map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name));
    return { name, bytes: size, at: mtimeMs };
  });
}

/** Writes beside the final name first: half a copy never bears the name of a whole one. */
export async function makeBackup(db: DatabaseSync, path: string, name: string): Promise<string> {
  if (!nameShape.test(name)) throw new Error('not a name for a backup');
  const folder = folderOf(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, name);
  const partial = `${target}.partial`;
  try {
    await backup(db, partial, { rate: 512 });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
  return target;
}

/** null when the copy is missing, damaged or too new: nothing was touched. Otherwise where the file in use went. */
export function putBack(path: string, name: string, parts: AnyParts, closeFirst: () => void): string | null {
  const source = join(folderOf(path), basename(name));
  if (!nameShape.test(name) || !existsSync(source) || !isUsable(source, parts)) return null;
  closeFirst();
  const aside = setAside(path, 'before-restore');
  copyFileSync(source, path);
  return aside;
}

function isUsable(source: string, parts: AnyParts): boolean {
  try {
    const db = new DatabaseSync(source, { readOnly: true });
    try {
      return isSound(db) && isKnown(db, parts);
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}

/**
 * One writer per file over all processes: an exclusive transaction on an empty database beside it. The system lets go
 * of it when the process dies, however it dies; no stale lock file can stay.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** null: another process holds it. Dispose lets go. */
export function takeOwnerLock(path: string): Disposable | null {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(`${path}-owner`, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    return { [Symbol.dispose]: () => lock.close() };
  } catch (error) {
    lock.close();
    if (typeof error === 'object' && error !== null && 'errcode' in error && (error.errcode === 5 || error.errcode === 6)) return null;
    throw error;
  }
}

/**
 * The open file and what is true of it: who owns it, what state it is in, how large it may grow.
 * Must stay true: a full disk or a reached limit is a state that the next good write ends; a reader becomes the owner
 * once the owner is gone; trouble is told, never thrown.
 */
import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { mapSqliteError } from './map-error.ts';
import type { AnyParts } from './migrate.ts';
import { openFile } from './open-file.ts';
import { takeOwnerLock } from './owner-lock.ts';
import type { Failure, FileState } from './protocol.ts';
import type { Statements } from './store-part.ts';

export type Opened = { readonly db: DatabaseSync; readonly isOwner: boolean; readonly reads: ReadonlyMap<string, Statements>; readonly writes: ReadonlyMap<string, Statements> };
export type HeldFileNeeds = { readonly path: string; readonly parts: AnyParts; readonly onState: (state: FileState) => void; readonly onTrouble: (failure: Failure) => void };

export type HeldFile = {
  opened(): Opened | null;
  state(): FileState;
  open(): void;
  /** Closes the file and keeps the lock. */
  shut(): void;
  /** Closes the file and lets go of the lock. */
  letGo(): void;
  retry(): void;
  limit(bytes: number): void;
  wrote(): void;
  failed(error: unknown): Failure;
};

export function createHeldFile({ path, parts, onState, onTrouble }: HeldFileNeeds): HeldFile {
  let lock: Disposable | null = null;
  let opened: Opened | null = null;
  let aside: string | null = null;
  let limitBytes: number | null = null;
  let state: FileState = { state: 'failed', because: 'other', setAside: null };

  const become = (name: FileState['state'], because: FileState['because'] = null): void => {
    if (name === state.state && because === state.because && aside === state.setAside) return;
    state = { state: name, because, setAside: aside };
    onState(state);
  };
  const map = (error: unknown): Failure => {
    const failure = mapSqliteError(error, { isNearLimit: () => isNearLimit(opened), isDiskFull: () => freeBytes(path) < 1_000_000 });
    onTrouble(failure);
    return failure;
  };
  const applyLimit = (): void => {
    if (limitBytes !== null && opened?.isOwner === true) opened.db.exec(`PRAGMA max_page_count = ${Math.max(16, Math.floor(limitBytes / pragma(opened.db, 'page_size')))}`);
  };
  const shut = (): void => {
    const db = opened?.db;
    opened = null;
    try { db?.close(); } catch (error) { map(error); }
  };
  const letGo = (): void => { shut(); lock?.[Symbol.dispose](); lock = null; };
  const open = (): void => {
    try {
      lock ??= takeOwnerLock(path);
      const file = openFile(path, parts, lock !== null);
      if (file.kind === 'newer') return become('failed', 'newer-version');
      opened = file.db === null ? null : prepare(file.db, parts, file.kind === 'owner');
      if (file.kind === 'owner') aside = file.setAside ?? aside;
      applyLimit();
      become(file.kind === 'owner' ? 'on' : 'elsewhere');
    } catch (error) {
      become(...stateOf(map(error)));
    }
  };
  open();

  return {
    opened: () => opened,
    state: () => state,
    open, shut, letGo,
    retry: () => {
      if (opened?.isOwner === true || state.because === 'newer-version') return;
      // also as a reader: the file may have been replaced or brought to a newer version since
      shut();
      open();
    },
    limit: (bytes) => { limitBytes = bytes; applyLimit(); },
    wrote: () => become('on'),
    failed: (error) => {
      const failure = map(error);
      if (failure.because === 'disk-full' || failure.because === 'over-limit') become(failure.because);
      // looked at whole again: a damaged file is set aside and a new one begun
      if (failure.because === 'corrupt') { shut(); open(); }
      return failure;
    },
  };
}

function prepare(db: DatabaseSync, parts: AnyParts, isOwner: boolean): Opened {
  const made = Object.entries(parts).map(([name, part]) => ({ name, reads: part.reads(db), writes: isOwner ? part.writes(db) : {} }));
  return { db, isOwner, reads: new Map(made.map(({ name, reads }) => [name, reads])), writes: new Map(made.map(({ name, writes }) => [name, writes])) };
}

/** What a file that would not open is. */
function stateOf({ because }: Failure): [FileState['state'], FileState['because']] {
  if (because === 'disk-full') return ['disk-full', null];
  return ['failed', because === 'not-writable' ? 'not-writable' : 'other'];
}

function isNearLimit(opened: Opened | null): boolean {
  return opened !== null && pragma(opened.db, 'page_count') >= pragma(opened.db, 'max_page_count') * 0.7;
}

function pragma(db: DatabaseSync, name: 'page_count' | 'max_page_count' | 'page_size'): number {
  const value = db.prepare(`PRAGMA ${name}`).get()?.[name];
  return typeof value === 'number' ? value : 0;
}

export function sizeOf(path: string): number {
  return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}

/**
 * The settings file on disk: JSON, written whole and atomically, readable by its owner only.
 * Must stay true: a damaged file is set aside and reported, never overwritten; two processes saving lose nobody's hosts
 * (lock, read again, three-way merge); saves of one process happen in order.
 */
import { access, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { err, ok, type Result } from '#shared/result.ts';
import type { AppError } from '#shared/errors.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { SavedState, SettingsStore } from '#electron/ports/settings-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { mapFileError } from './core/map-file-error.ts';
import { defaultState, mergeStates, readSavedState, writeSavedState, type Reading } from './core/saved-state.ts';
import { withFileLock } from './file-lock.ts';

const maxBytes = 16 * 1024 * 1024;

type Needs = { readonly path: string; readonly clock: Clock; readonly timers: Timers; readonly random: Random };

export function createJsonSettingsStore(needs: Needs): SettingsStore {
  const { path } = needs;
  let known: SavedState = defaultState;
  let lastSave: Promise<unknown> = Promise.resolve();

  async function load(): ReturnType<SettingsStore['load']> {
    const found = await read(path);
    if (!found.ok) return found;
    if (found.value.kind === 'newer') return err({ code: 'file-failed', path, because: 'bad-format' });
    const { kind, state } = found.value;
    if (kind === 'whole') {
      known = state;
      return ok({ state, setAside: null });
    }
    const aside = await setAside(path, state, needs);
    if (aside.ok) known = state;
    return aside.ok ? ok({ state, setAside: aside.value }) : aside;
  }

  async function write(state: SavedState): Promise<Result<void, AppError>> {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      return await withFileLock(`${path}.lock`, needs, async () => {
        const onDisk = await read(path);
        if (!onDisk.ok) return onDisk;
        if (onDisk.value.kind === 'newer') return err({ code: 'file-failed', path, because: 'bad-format' });
        if (onDisk.value.kind === 'partly') await rename(path, await freeName(path));
        await writeWhole(path, mergeStates(known, state, onDisk.value.state));
        known = state;
        return ok(undefined);
      });
    } catch (error) {
      return err(mapFileError(error, path, 'writing'));
    }
  }

  return {
    load,
    save(state) {
      const mine = lastSave.then(() => write(state));
      lastSave = mine;
      return mine;
    },
  };
}

async function read(path: string): Promise<Result<Reading, AppError>> {
  try {
    if ((await stat(path)).size > maxBytes) return err({ code: 'file-failed', path, because: 'too-large' });
    return ok(readSavedState(await readFile(path, 'utf8')));
  } catch (error) {
    const failure = mapFileError(error, path, 'reading');
    return failure.because === 'missing' ? ok({ kind: 'whole', state: defaultState }) : err(failure);
  }
}

const writeWhole = (path: string, state: SavedState): Promise<void> => writeFileAtomic(path, writeSavedState(state), { mode: 0o600 });

/** The original moves aside under a free name, and what was understood of it takes its place. */
async function setAside(path: string, state: SavedState, needs: Needs): Promise<Result<string, AppError>> {
  try {
    return await withFileLock(`${path}.lock`, needs, async () => {
      const aside = await freeName(path);
      await rename(path, aside);
      await writeWhole(path, state);
      return ok(aside);
    });
  } catch (error) {
    return err(mapFileError(error, path, 'writing'));
  }
}

async function freeName(path: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${path}.corrupt-${number}`;
    if (await access(name).then(() => false, () => true)) return name;
  }
}

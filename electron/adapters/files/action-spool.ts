/**
 * Acts that could not be written to the history file (another Fleetbeat owns it, its limit is reached), one small file
 * each. Whoever owns the history file later takes them in.
 * Must stay true: a file is whole or absent, and on the disk when `put` returns.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { ActionSpool } from '#electron/ports/action-store.ts';
import { Action } from '#shared/domain/action.ts';
import { err, ok } from '#shared/result.ts';
import { mapFileError } from './core/map-file-error.ts';

const maxFiles = 5000;
const isName = /^[\w-]{1,80}\.json$/;

export function createActionSpool(folder: string): ActionSpool {
  const fileOf = (id: string): string => join(folder, `${id.replace(/[^\w-]/g, '_').slice(0, 80)}.json`);
  return {
    put: async (action) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFileAtomic(fileOf(action.id), JSON.stringify(action), { mode: 0o600 });
        return ok(undefined);
      } catch (error) {
        return err(mapFileError(error, folder, 'writing'));
      }
    },
    remove: async (id) => { await rm(fileOf(id), { force: true }).catch(() => undefined); },
    all: async () => {
      const names = await readdir(folder).catch(() => []);
      const read = await Promise.all(names.filter((name) => isName.test(name)).slice(0, maxFiles).map((name) => readOne(join(folder, name))));
      return read.flat();
    },
  };
}

async function readOne(path: string): Promise<readonly Action[]> {
  try {
    const parsed = Action.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

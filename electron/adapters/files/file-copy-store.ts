/**
 * Saved copies as files: `<id>.json` with the messages (base64), `<id>.state.json` with what became of them. Readable by
 * its owner only: arguments of tasks are nobody else's business. fsynced by write-file-atomic before the rename.
 */
import { mkdir, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { CopyOnDisk, CopyProgress, CopyStore, MessageCopy } from '#electron/ports/copy-store.ts';
import type { CopyId, SavedCopy } from '#shared/domain/unacked.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { AppError } from '#shared/errors.ts';
import { parseCopy, parseProgress, writeCopy } from './core/copy-file.ts';
import { mapFileError } from './core/map-file-error.ts';

const maxBytes = 256 * 1024 * 1024;
const maxListed = 200;
const isOpen: ReadonlySet<SavedCopy['state']> = new Set(['unknown', 'saved', 'partly-moved']);

export function createFileCopyStore(folder: string): CopyStore {
  const place = (id: string, tail: string): string => join(folder, `${id.replace(/[^\w-]/g, '_').slice(0, 80)}${tail}`);
  const write = async (path: string, text: string): Promise<Result<void, AppError>> => {
    try {
      if (text.length > maxBytes) return err({ code: 'file-failed', path, because: 'too-large' });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(path, text, { mode: 0o600 });
      return ok(undefined);
    } catch (error) {
      return err(mapFileError(error, path, 'writing'));
    }
  };
  const progressOf = async (id: string): Promise<CopyProgress | null> => parseProgress(await readFile(place(id, '.state.json'), 'utf8').catch(() => ''));
  const read = async (path: string): Promise<Result<MessageCopy, AppError>> => {
    try {
      if ((await stat(path)).size > maxBytes) return err({ code: 'file-failed', path, because: 'too-large' });
      const copy = parseCopy(await readFile(path, 'utf8'), (text) => new Uint8Array(Buffer.from(text, 'base64')));
      return copy === null ? err({ code: 'file-failed', path, because: 'bad-format' }) : ok(copy);
    } catch (error) {
      return err(mapFileError(error, path, 'reading'));
    }
  };
  const onDisk = async (): Promise<readonly CopyOnDisk[]> => {
    const names = (await readdir(folder).catch(() => [])).flatMap((name) => /^([\w-]+)\.json$/.exec(name)?.[1] ?? []);
    return Promise.all(names.map(async (id) => {
      const [file, progress] = await Promise.all([stat(place(id, '.json')).catch(() => null), progressOf(id)]);
      return { id: id as CopyId, at: file?.mtimeMs ?? 0, bytes: file?.size ?? 0, state: progress?.state ?? 'unknown' };
    }));
  };
  return {
    save: (copy) => write(place(copy.id, '.json'), writeCopy(copy, (bytes) => Buffer.from(bytes).toString('base64'))),
    note: (id, progress) => write(place(id, '.state.json'), JSON.stringify(progress)),
    get: async (id) => {
      const copy = await read(place(id, '.json'));
      if (!copy.ok) return copy.error.code === 'file-failed' && copy.error.because === 'missing' ? err({ code: 'not-found', what: id }) : copy;
      return ok({ copy: copy.value, progress: await progressOf(id) });
    },
    index: async () => ok(await onDisk()),
    remove: async (id) => {
      try {
        // the messages first: a state without them is nothing, messages without a state would read as unknown
        await unlink(place(id, '.json'));
        await rm(place(id, '.state.json'), { force: true });
        return ok(undefined);
      } catch (error) {
        return err(mapFileError(error, place(id, '.json'), 'writing'));
      }
    },
    list: async () => {
      const found = [...(await onDisk())].sort((a, b) => b.at - a.at);
      const wanted = [...found.filter(({ state }) => isOpen.has(state)), ...found.filter(({ state }) => !isOpen.has(state))].slice(0, maxListed);
      const copies: SavedCopy[] = [];
      for (const { id } of wanted) {
        const copy = await read(place(id, '.json'));
        if (copy.ok) copies.push(summary(copy.value, await progressOf(copy.value.id)));
      }
      return ok(copies.sort((a, b) => b.at - a.at));
    },
  };
}

function summary({ id, broker, brokerLabel, at, why, messages }: MessageCopy, progress: CopyProgress | null): SavedCopy {
  return {
    id: id as CopyId, broker, brokerLabel, at, why, count: messages.length, bytes: messages.reduce((sum, { raw }) => sum + raw.byteLength, 0),
    // nothing noted: it was saved, and whoever was to move it ended before saying how far it came
    state: progress?.state ?? 'unknown',
    messages: messages.slice(0, 1000).map(({ tag, task, name, queue }) => ({ tag: tag as never, task: task as never, name, to: queue, outcome: progress?.outcomes[tag] ?? null })),
  };
}

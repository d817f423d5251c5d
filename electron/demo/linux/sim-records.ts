/**
 * What a simulated Pi writes down: log files in its file system, and its journal. Kept short, as a small card would.
 */
import type { Clock } from '#electron/ports/clock.ts';

export type SimFile = { readonly path: string; readonly inode: number; text: string };
export type JournalFields = Readonly<Record<string, string>>;
export type JournalRecord = { readonly number: number; readonly json: string; readonly fields: JournalFields };

export type SimRecords = {
  /** `at`: of the lines, when they were written before now. */
  append(path: string, text: string): void;
  file(path: string): SimFile | null;
  onAppend(listen: (file: SimFile) => void): () => void;
  /** An entry of the journal; `agoMs`: written so long ago. */
  log(fields: JournalFields, agoMs?: number): void;
  journal(): readonly JournalRecord[];
  onEntry(listen: (entry: JournalRecord) => void): () => void;
};

const maxEntries = 2000;
const maxFile = 262_144;

export function createSimRecords(clock: Clock, bootId: string): SimRecords {
  const files = new Map<string, SimFile>();
  const entries: JournalRecord[] = [];
  const fileListeners = new Set<(file: SimFile) => void>();
  const entryListeners = new Set<(entry: JournalRecord) => void>();
  let lastNumber = 0;
  const boot = bootId.replaceAll('-', '');
  return {
    append(path, text) {
      const file = files.get(path) ?? { path, inode: 9000 + files.size, text: '' };
      files.set(path, file);
      if (file.text.length + text.length > maxFile) return;
      file.text += text;
      for (const listen of fileListeners) listen(file);
    },
    file: (path) => files.get(path) ?? null,
    onAppend(listen) { fileListeners.add(listen); return () => fileListeners.delete(listen); },
    log(fields, agoMs = 0) {
      lastNumber += 1;
      const cursor = `s=${boot};i=${lastNumber.toString(16)};b=${boot}`;
      const json = JSON.stringify({ __CURSOR: cursor, __REALTIME_TIMESTAMP: String(Math.round((clock.now() - agoMs) * 1000)), __MONOTONIC_TIMESTAMP: String(Math.max(0, Math.round((clock.monotonic() - agoMs) * 1000))), _BOOT_ID: boot, ...fields });
      const entry = { number: lastNumber, json, fields };
      entries.push(entry);
      if (entries.length > maxEntries) entries.shift();
      for (const listen of entryListeners) listen(entry);
    },
    journal: () => entries,
    onEntry(listen) { entryListeners.add(listen); return () => entryListeners.delete(listen); },
  };
}

/** `2026-11-22 00:57:21,103`: as Python writes it on a host whose zone is UTC. */
export function pythonStamp(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '');
}

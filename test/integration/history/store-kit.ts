/** A real store in a temporary folder, and figures that look like a host's. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteClient, type SqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteHistoryStore } from '#electron/adapters/sqlite/sqlite-history-store.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { HistoryStore, StoredPulse } from '#electron/ports/history-store.ts';
import { defaultKeepMs } from '#shared/domain/history.ts';
import { HostId } from '#shared/domain/ids.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

export const workerUrl = new URL('../../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url);
export const limits = { limitBytes: 2_000_000_000, keepMs: defaultKeepMs };
export const pi = HostId.parse('h1');
export const signal = new AbortController().signal;

export type TestStore = { readonly store: HistoryStore; readonly client: SqliteClient; readonly path: string; dispose(): Promise<void> };

export function openStoreAt(path: string): TestStore {
  const client = createSqliteClient({ path, workerUrl, log: createMemoryLog(), timers: createSystemTimers() });
  return { client, path, store: createSqliteHistoryStore({ client }), dispose: client.dispose };
}

export async function openTestStore(): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetbeat-test-history-'));
  const opened = openStoreAt(join(folder, 'history.sqlite'));
  return { ...opened, dispose: async () => { await opened.dispose(); await rm(folder, { recursive: true, force: true }); } };
}

export const batchOf = (at: number, pulses: readonly StoredPulse[]) => ({ at, pulses, marks: [], verdicts: [], rebuilt: [] });

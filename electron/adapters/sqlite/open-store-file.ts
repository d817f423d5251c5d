/**
 * The store for one run: the operator's file, or one in a temporary folder that goes with the run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { createSqliteClient, type SqliteClient } from './sqlite-client.ts';

export type OpenStoreNeeds = {
  /** Folder the file rests in; null: a temporary one. */
  readonly folder: string | null;
  /** File URL of sqlite-worker-main. */
  readonly workerUrl: URL;
  readonly log: Log;
  readonly timers: Timers;
};

export async function openStoreFile({ folder, workerUrl, log, timers }: OpenStoreNeeds): Promise<{ readonly client: SqliteClient; dispose(): Promise<void> }> {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'fleetbeat-history-')));
  const client = createSqliteClient({ path: join(place, 'history.sqlite'), workerUrl, log, timers });
  return {
    client,
    dispose: async () => {
      await client.dispose();
      if (folder === null) await rm(place, { recursive: true, force: true });
    },
  };
}

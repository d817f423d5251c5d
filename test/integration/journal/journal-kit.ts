/** The journal on a real history file and a real spool. */
import { join } from 'node:path';
import { createActionSpool } from '#electron/adapters/files/action-spool.ts';
import { createSqliteActionStore } from '#electron/adapters/sqlite/sqlite-action-store.ts';
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createActionJournal } from '#electron/journal/create-action-journal.ts';
import { createKeptActionStore } from '#electron/journal/create-kept-action-store.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { realClock, realTimers } from '#test/fakes/real-time.ts';

export function journalIn(folder: string) {
  const log = createMemoryLog();
  const client = createSqliteClient({ path: join(folder, 'history.sqlite'), workerUrl: new URL('../../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log, timers: realTimers });
  const spool = createActionSpool(join(folder, 'acts'));
  const store = createKeptActionStore({ file: createSqliteActionStore(client), spool, log, clock: realClock });
  const nobody = { host: null, hostName: null, worker: null, workerName: null, broker: null, brokerLabel: null, queue: null, tasks: [] };
  const journal = createActionJournal({ store, log, who: 'ana@laptop', name: (target) => ({ ...nobody, ...target }), clock: realClock, random: { next: Math.random, uuid: () => crypto.randomUUID(), token: () => '' } });
  return { journal, store, spool, client, log };
}

/** The history port on the store's thread. */
import type { HistoryLimits, HistoryStore, StoreState } from '#electron/ports/history-store.ts';
import type { HistoryStatus } from '#shared/domain/history.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { FileState } from './protocol.ts';
import type { SqliteClient } from './sqlite-client.ts';

/** How long the writer may be busy with tidying before others get their turn. */
const budgetMs = 25;
const maxRounds = 400;

export function createSqliteHistoryStore({ client }: { readonly client: SqliteClient }): HistoryStore {
  const { path } = client;
  const toState = (state: FileState): StoreState => ({ ...state, path });
  let limitSet = 0;

  const tidy = async (now: number, { limitBytes, keepMs }: HistoryLimits): Promise<Result<void, AppError>> => {
    if (limitBytes !== limitSet) {
      const set = await client.file({ kind: 'limit', bytes: limitBytes });
      if (!set.ok) return set;
      limitSet = limitBytes;
    }
    for (let round = 0; round < maxRounds; round += 1) {
      const did = await client.call('history', 'tidy', { now, keepMs, limitBytes, budgetMs });
      if (!did.ok) return did;
      if (!did.value.hasMore) break;
    }
    return ok(undefined);
  };
  return {
    state: () => toState(client.state()),
    onState: (listen) => client.onState((state) => listen(toState(state))),
    append: async (batch) => {
      const done = await client.call('history', 'append', batch);
      return done.ok ? ok(undefined) : done;
    },
    query: (question) => client.call('history', 'query', question),
    series: (host) => client.call('history', 'series', host),
    spans: (question) => client.call('history', 'spans', question),
    marks: (question) => client.call('history', 'marks', question),
    watched: (question) => client.call('history', 'watched', question),
    tidy,
    bytes: async () => (await client.file({ kind: 'bytes' })) as Result<number, AppError>,
    backup: async (name) => (await client.file({ kind: 'backup', name })) as Result<string, AppError>,
    backups: async () => (await client.file({ kind: 'backups' })) as Result<HistoryStatus['backups'], AppError>,
    restore: async (name) => {
      const done = await client.file({ kind: 'restore', name });
      if (!done.ok) return done;
      return typeof done.value === 'string' ? ok(done.value) : err({ code: 'file-failed', path: name, because: 'bad-format' });
    },
  };
}

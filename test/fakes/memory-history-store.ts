/** A history store that keeps what it is given, and fails when told to. */
import type { HistoryBatch, HistoryStore, StoreState } from '#electron/ports/history-store.ts';
import type { HistoryAnswer } from '#shared/domain/history.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type MemoryHistoryStore = HistoryStore & {
  readonly batches: HistoryBatch[];
  readonly tidied: number[];
  become(state: Partial<StoreState>): void;
  /** Set: every append ends so. */
  failure: AppError | null;
  /** Set: appends wait for it. */
  gate: Promise<void> | null;
  answers: Map<HostId, HistoryAnswer>;
};

export function createMemoryHistoryStore(): MemoryHistoryStore {
  const listeners = new Set<(state: StoreState) => void>();
  let state: StoreState = { state: 'on', because: null, setAside: null, path: '/state/history.sqlite' };
  const nothing = async (): Promise<Result<never[], AppError>> => ok([]);
  const store: MemoryHistoryStore = {
    batches: [], tidied: [], failure: null, gate: null, answers: new Map(),
    become: (next) => { state = { ...state, ...next }; for (const listen of [...listeners]) listen(state); },
    state: () => state,
    onState: (listen) => { listeners.add(listen); return () => listeners.delete(listen); },
    append: async (batch) => {
      await store.gate;
      if (store.failure !== null) return err(store.failure);
      store.batches.push(batch);
      return ok(undefined);
    },
    query: async ({ host, keys }) => {
      const answer = store.answers.get(host);
      if (answer === undefined) return ok({ host, level: 'raw', stepMs: 0, parts: [], times: [], series: {}, rebuilt: [], marks: [] });
      return ok({ ...answer, series: Object.fromEntries(Object.entries(answer.series).filter(([key]) => keys.includes(key))) });
    },
    series: async (host) => ok([...store.answers].filter(([id]) => host === null || id === host).flatMap(([id, { series, times }]) => Object.keys(series).map((key) => ({ host: id, key, first: times[0] ?? 0, last: times.at(-1) ?? 0 })))),
    spans: nothing, marks: nothing, watched: nothing,
    tidy: async (now) => { store.tidied.push(now); return ok(undefined); },
    bytes: async () => ok(1234),
    backup: async (name) => ok(`/state/history-backups/${name}`),
    backups: async () => ok([{ name: 'one.sqlite', bytes: 10, at: 5 }]),
    restore: async () => ok('/state/history.sqlite.before-restore-1'),
  };
  return store;
}

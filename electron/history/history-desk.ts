/** What the rest of the engine asks of history: the contract's questions, answered from the store or, without one, honestly empty. */
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore, StoredMark, SpanQuestion } from '#electron/ports/history-store.ts';
import type { HistoryAnswer, HistoryQuestion, HistoryStatus, KnownSeries, VerdictSpan } from '#shared/domain/history.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type HistoryDesk = {
  query(question: HistoryQuestion, signal: AbortSignal): Promise<Result<HistoryAnswer, AppError>>;
  series(host: HostId | null): Promise<Result<readonly KnownSeries[], AppError>>;
  spans(question: SpanQuestion): Promise<Result<readonly VerdictSpan[], AppError>>;
  marks(question: SpanQuestion): Promise<Result<readonly StoredMark[], AppError>>;
  status(): Promise<HistoryStatus>;
  backup(): Promise<Result<{ readonly path: string }, AppError>>;
  restore(name: string): Promise<Result<{ readonly setAside: string }, AppError>>;
};

export type HistoryDeskNeeds = { readonly store: HistoryStore | null; readonly clock: Clock; readonly settings: () => Settings; readonly lost: () => number };

export function createHistoryDesk({ store, clock, settings, lost }: HistoryDeskNeeds): HistoryDesk {
  const startedAt = clock.now();
  let since = startedAt;
  store?.onState(() => { since = clock.now(); });
  const isOff = (): boolean => store === null || !settings().history.isOn;
  return {
    query: async (question, signal) => (store === null ? ok(emptyAnswer(question)) : store.query(question, signal)),
    series: async (host) => (store === null ? ok([]) : store.series(host)),
    spans: async (question) => (store === null ? ok([]) : store.spans(question)),
    marks: async (question) => (store === null ? ok([]) : store.marks(question)),
    status: async () => {
      const { limitBytes, keepMs } = settings().history;
      const stored = store?.state();
      const [bytes, backups] = store === null ? [null, null] : await Promise.all([store.bytes(), store.backups()]);
      return {
        state: isOff() ? 'off' : (stored?.state ?? 'off'), since, because: stored?.because ?? null, path: stored?.path ?? null,
        bytes: bytes?.ok === true ? bytes.value : null, limitBytes, keepMs, setAside: stored?.setAside ?? null, lost: lost(),
        backups: backups?.ok === true ? backups.value : [],
      };
    },
    backup: async () => {
      if (store === null) return err(noHistory);
      const made = await store.backup(`history-${stamp(clock.now())}.sqlite`);
      return made.ok ? ok({ path: made.value }) : made;
    },
    restore: async (name) => {
      if (store === null) return err(noHistory);
      const known = await store.backups();
      if (!known.ok) return known;
      if (!known.value.some((backup) => backup.name === name)) return err({ code: 'not-found', what: name });
      const restored = await store.restore(name);
      return restored.ok ? ok({ setAside: restored.value }) : restored;
    },
  };
}

const noHistory: AppError = { code: 'file-failed', path: 'history.sqlite', because: 'missing' };

export function emptyAnswer({ host }: HistoryQuestion): HistoryAnswer {
  return { host, level: 'raw', stepMs: 0, parts: [], times: [], series: {}, rebuilt: [], marks: [] };
}

/** Sorts by name as by time, and is a plain file name everywhere. */
function stamp(at: number): string {
  const seconds = Math.floor(at / 1000);
  return String(seconds).padStart(11, '0');
}

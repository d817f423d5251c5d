/**
 * Where history rests: figures in levels, marks, and what each worker was judged to be.
 * Must stay true: a batch is kept whole or not at all; the same sample written twice is one sample; nothing here ever
 * stops the watching: every failure is a value.
 */
import type { HistoryAnswer, HistoryMark, HistoryQuestion, HistoryRetention, HistoryStatus, KnownSeries, RebuiltRange, RecordingState, VerdictSpan } from '#shared/domain/history.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { SeriesKey } from '#shared/domain/trend.ts';
import type { VerdictKind, VerdictReason } from '#shared/domain/worker.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

/** One moment of one host. A missing value is left out or null: both are a gap. */
export type StoredPulse = { readonly host: HostId; readonly at: number; readonly values: readonly (readonly [SeriesKey, number | null])[] };
export type StoredMark = { readonly host: HostId; readonly mark: HistoryMark };
/** From `at` on, the worker is judged so; null: it is not followed any more. */
export type StoredVerdict = { readonly host: HostId | null; readonly worker: WorkerKey; readonly at: number; readonly verdict: { readonly kind: VerdictKind; readonly reason: VerdictReason } | null };
export type StoredRebuilt = { readonly host: HostId; readonly range: RebuiltRange };

export type HistoryBatch = {
  /** Engine time of the batch: also says "we were watching until now" to whoever reads open spans after a crash. */
  readonly at: number;
  /** Watched without a break since then; left out: since the batch before, unless that is too long ago. */
  readonly watchedFrom?: number;
  readonly pulses: readonly StoredPulse[];
  readonly marks: readonly StoredMark[];
  readonly verdicts: readonly StoredVerdict[];
  readonly rebuilt: readonly StoredRebuilt[];
};

export type HistoryLimits = { readonly limitBytes: number; readonly keepMs: HistoryRetention };
export type StoreState = { readonly state: Exclude<RecordingState, 'off'>; readonly because: HistoryStatus['because']; readonly setAside: string | null; readonly path: string };
export type SpanQuestion = { readonly host: HostId | null; readonly from: number; readonly to: number };

export type HistoryStore = {
  /** The state as last known, at once. */
  state(): StoreState;
  onState(listen: (state: StoreState) => void): () => void;
  append(batch: HistoryBatch): Promise<Result<void, AppError>>;
  query(question: HistoryQuestion, signal: AbortSignal): Promise<Result<HistoryAnswer, AppError>>;
  series(host: HostId | null): Promise<Result<readonly KnownSeries[], AppError>>;
  /** Verdict spans that touch the range, oldest first; at most 20 000. */
  spans(question: SpanQuestion): Promise<Result<readonly VerdictSpan[], AppError>>;
  marks(question: SpanQuestion): Promise<Result<readonly StoredMark[], AppError>>;
  /** When the engine was running and awake, in the range, oldest first. */
  watched(question: SpanQuestion): Promise<Result<readonly { readonly from: number; readonly to: number }[], AppError>>;
  /** Seals what is complete, removes what is too old, keeps under the limit. Cheap when there is nothing to do. */
  tidy(now: number, limits: HistoryLimits): Promise<Result<void, AppError>>;
  bytes(): Promise<Result<number, AppError>>;
  /** One file with everything, consistent, made while recording goes on. */
  backup(name: string): Promise<Result<string, AppError>>;
  backups(): Promise<Result<HistoryStatus['backups'], AppError>>;
  /** The file in use is set aside, the backup takes its place. Names as `backups` gives them. */
  restore(name: string): Promise<Result<string, AppError>>;
};

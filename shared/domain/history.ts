/**
 * Recorded history: figures of every host from one minute to years, at the resolution that is still kept.
 * Must stay true: a gap is null, never zero; times are the engine's; rules HS in docs/spec/history.md.
 */
import { z } from 'zod';
import { HostId, WorkerKey } from './ids.ts';
import { SeriesKey, TrendBlock } from './trend.ts';
import { EpochMs, Milliseconds } from './units.ts';
import { VerdictKind, VerdictReason } from './worker.ts';

/** `raw` is every sample; the others are buckets of that length. Finest first: the order is the order of the file's levels. */
export const historyLevels = ['raw', '10s', '1min', '10min', '1h'] as const;
export const HistoryLevel = z.enum(historyLevels);
export type HistoryLevel = z.infer<typeof HistoryLevel>;

const hourMs = 3_600_000;
export const bucketMs: Readonly<Record<HistoryLevel, number>> = { raw: 0, '10s': 10_000, '1min': 60_000, '10min': 600_000, '1h': hourMs };

/** How long each level is kept. Each must outlive the time its figures take to be rolled up into the next: see `minKeepMs`. */
export const HistoryRetention = z.record(HistoryLevel, Milliseconds);
export type HistoryRetention = z.infer<typeof HistoryRetention>;
export const defaultKeepMs: HistoryRetention = { raw: 6 * hourMs, '10s': 48 * hourMs, '1min': 14 * 24 * hourMs, '10min': 90 * 24 * hourMs, '1h': 2 * 365 * 24 * hourMs };
export const minKeepMs: HistoryRetention = { raw: 2 * hourMs, '10s': 12 * hourMs, '1min': 5 * 24 * hourMs, '10min': 30 * 24 * hourMs, '1h': 30 * 24 * hourMs };

export const HistoryQuestion = z.object({
  host: HostId,
  keys: z.array(SeriesKey).max(64),
  from: EpochMs,
  to: EpochMs,
  /** How many rows the picture can show: its width in pixels. */
  points: z.number().int().min(1).max(4000),
});
export type HistoryQuestion = z.infer<typeof HistoryQuestion>;

const column = z.array(z.number().nullable());
/** Columns in step with `times`. For single samples all four are equal. */
export const HistoryColumns = z.object({ min: column, max: column, mean: column, last: column });
export type HistoryColumns = z.infer<typeof HistoryColumns>;

/** From here to there, figures come from this level: older parts of a picture may be coarser than asked. */
export const HistoryPart = z.object({ from: EpochMs, to: EpochMs, level: HistoryLevel, stepMs: Milliseconds });
export type HistoryPart = z.infer<typeof HistoryPart>;

/** A part that was put together later from the host's own records, not seen live. */
export const RebuiltRange = z.object({ from: EpochMs, to: EpochMs, source: z.string().max(100) });
export type RebuiltRange = z.infer<typeof RebuiltRange>;

export const HistoryMark = TrendBlock.shape.marks.element;
export type HistoryMark = z.infer<typeof HistoryMark>;

export const HistoryAnswer = z.object({
  host: HostId,
  /** The finest level used, and the length of its rows (0: single samples). */
  level: HistoryLevel,
  stepMs: Milliseconds,
  parts: z.array(HistoryPart),
  /**
   * Rows in order of time; a row of a bucket carries the bucket's start. Where nothing was recorded there is one row
   * of nulls, so that a line drawn through the rows breaks there.
   */
  times: z.array(EpochMs),
  /** A key without any figure in the range is left out. */
  series: z.record(SeriesKey, HistoryColumns),
  rebuilt: z.array(RebuiltRange),
  marks: z.array(HistoryMark),
});
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;

export const KnownSeries = z.object({ host: HostId, key: SeriesKey, first: EpochMs, last: EpochMs });
export type KnownSeries = z.infer<typeof KnownSeries>;

/** What a worker was judged to be, from when to when; `to` null: still so. */
export const VerdictSpan = z.object({ host: HostId.nullable(), worker: WorkerKey, from: EpochMs, to: EpochMs.nullable(), kind: VerdictKind, reason: VerdictReason });
export type VerdictSpan = z.infer<typeof VerdictSpan>;

/**
 * `on`: recording. `disk-full`, `over-limit`: not recording until there is room again (tried by itself). `elsewhere`:
 * another Fleetbeat records into this file; this one only reads. `failed`: the file cannot be used (`because`). `off`: switched off.
 */
export const RecordingState = z.enum(['on', 'disk-full', 'over-limit', 'elsewhere', 'failed', 'off']);
export type RecordingState = z.infer<typeof RecordingState>;

export const HistoryStatus = z.object({
  state: RecordingState,
  since: EpochMs,
  /** Why it failed, when it did. */
  because: z.enum(['not-readable', 'not-writable', 'newer-version', 'other']).nullable(),
  path: z.string().nullable(),
  /** Size of the file with its journal; null before the first look. */
  bytes: z.number().nullable(),
  limitBytes: z.number(),
  keepMs: HistoryRetention,
  /** A damaged file that was found at the start and moved here; a new one was begun. */
  setAside: z.string().nullable(),
  /** Samples that could not be written since the start. */
  lost: z.number(),
  backups: z.array(z.object({ name: z.string().max(200), bytes: z.number(), at: EpochMs })),
});
export type HistoryStatus = z.infer<typeof HistoryStatus>;

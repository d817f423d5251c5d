/**
 * Where a worker's memory is heading, and which limits its recorded past would justify.
 * Must stay true: a figure without enough evidence is null; a recommendation carries the back-test it rests on.
 */
import { z } from 'zod';
import { WorkerKey } from './ids.ts';
import { Bytes, EpochMs, Milliseconds } from './units.ts';

/** `sawtooth`: it grows and is recycled before it hurts. `warm-up`: it grew after its start and flattened, or is still too young. */
export const MemoryTrendKind = z.enum(['leak', 'steady', 'sawtooth', 'warm-up', 'unknown']);
export type MemoryTrendKind = z.infer<typeof MemoryTrendKind>;

/** Low, middle and high of a 90 % interval. `high` null: at the slow end of the interval it never gets there. */
export const Interval = z.object({ low: z.number().finite(), mid: z.number().finite(), high: z.number().finite() });
export type Interval = z.infer<typeof Interval>;

export const MemoryTrend = z.object({
  kind: MemoryTrendKind,
  /** 0..1: how sure we are of the kind. */
  confidence: z.number().min(0).max(1),
  /** Growth within a life of the process, bytes an hour; null without enough evidence. */
  bytesPerHour: Interval.nullable(),
  /** What the judgement rests on. */
  basis: z.object({ from: EpochMs, to: EpochMs, points: z.number().int(), segments: z.number().int(), spikesIgnored: z.number().int() }).nullable(),
});
export type MemoryTrend = z.infer<typeof MemoryTrend>;

/** Where the ceiling comes from, the lowest that applies. `guess` is a share of the host's memory. */
export const LimitSource = z.enum(['max-memory-per-child', 'unit-memory-max', 'container', 'address-space', 'host-memory', 'none']);
export type LimitSource = z.infer<typeof LimitSource>;

export const BackTest = z.object({
  from: EpochMs,
  to: EpochMs,
  /** What would have happened in that time, had the limit stood. */
  recyclesPerDay: z.number().nonnegative(),
  /** Median number of tasks a child would have done before being recycled; null when tasks were not counted. */
  tasksPerRecycle: z.number().nonnegative().nullable(),
  /** Separate moments at which the host's memory or the worker's ceiling was passed, and how many the limit would have prevented. */
  overLimitMoments: z.number().int().nonnegative(),
  prevented: z.number().int().nonnegative(),
});
export type BackTest = z.infer<typeof BackTest>;

export const MemoryAdvice = z.object({
  /** KiB, as Celery counts it; null when nothing justifies one. */
  maxMemoryPerChildKiB: z.number().int().positive().nullable(),
  maxTasksPerChild: z.number().int().positive().nullable(),
  /** Celery's own limits do nothing in this pool: the supervisor has to recycle. */
  worksInPool: z.boolean(),
  backTest: BackTest.nullable(),
});
export type MemoryAdvice = z.infer<typeof MemoryAdvice>;

export const Forecast = z.object({
  worker: WorkerKey,
  at: EpochMs,
  /** The main process with its children, as one sum. */
  total: MemoryTrend,
  main: MemoryTrend,
  /** One for each living child that was sampled long enough. */
  children: z.array(z.object({ pid: z.number().int(), startTicks: z.number(), trend: MemoryTrend })).max(200),
  now: Bytes.nullable(),
  limit: z.object({ bytes: Bytes, source: LimitSource }).nullable(),
  /** From now until the limit, at the fast, middle and slow end of the slope; null when it is not growing or nobody knows. */
  timeToLimitMs: z.object({ low: Milliseconds, mid: Milliseconds, high: Milliseconds.nullable() }).nullable(),
  advice: MemoryAdvice.nullable(),
  /** The series judged, thinned for drawing: total RSS, oldest first; null is a gap. */
  shape: z.array(z.object({ at: EpochMs, bytes: Bytes.nullable() })).max(600),
});
export type Forecast = z.infer<typeof Forecast>;

/**
 * Lines of logs from many places, merged by time. The text is foreign: shown escaped, never obeyed.
 * Must stay true: a line has one place (source, offset), so the same line read twice is known to be the same.
 */
import { z } from 'zod';
import { HostId, WorkerKey } from './ids.ts';
import { Bytes, EpochMs, Milliseconds } from './units.ts';

/** One place lines come from, stable across restarts of the app: host, kind and name joined by the engine. */
export const LogSourceId = z.string().min(1).max(1500).brand<'LogSourceId'>();
export type LogSourceId = z.infer<typeof LogSourceId>;

/** `container`: its output. `docker-events`: what the daemon says of containers. `panel`: facts the panel saw by itself. */
export const LogSourceKind = z.enum(['file', 'journal', 'supervisord', 'container', 'docker-events', 'kernel', 'coredump', 'panel']);
export type LogSourceKind = z.infer<typeof LogSourceKind>;

export const LogSource = z.object({
  id: LogSourceId,
  host: HostId,
  kind: LogSourceKind,
  /** What a person reads and types: the path, the unit, the program, the container, `kernel`. */
  name: z.string().max(1000),
  path: z.string().max(4096).nullable(),
  /** Unit, supervisord program or container the lines belong to, where known. */
  program: z.string().max(500).nullable(),
  /** Workers whose output this is, as far as known. */
  workers: z.array(WorkerKey).max(50),
  state: z.enum(['off', 'opening', 'following', 'waiting', 'missing', 'not-readable', 'failed']),
  since: EpochMs,
  /** Size at the source and how far it was read; null where there is no such figure. */
  size: Bytes.nullable(),
  readTo: Bytes.nullable(),
  lastLineAt: EpochMs.nullable(),
  /** Lines taken since the app began to follow this source. */
  lines: z.number().int().nonnegative(),
  /** Lines known to be missing (rotated away before they were read). */
  gaps: z.number().int().nonnegative(),
});
export type LogSource = z.infer<typeof LogSource>;

export const LogLevel = z.enum(['debug', 'info', 'warning', 'error', 'critical', 'unknown']);
export type LogLevel = z.infer<typeof LogLevel>;

/** Where a line stands in its source: byte offset of a file, cursor of a journal, number of the line where counted. */
export const LogPlace = z.object({
  source: LogSourceId,
  offset: z.number().int().nonnegative().nullable(),
  line: z.number().int().positive().nullable(),
  cursor: z.string().max(600).nullable(),
});
export type LogPlace = z.infer<typeof LogPlace>;

export const maxLineText = 8192;

export const LogLine = z.object({
  source: LogSourceId,
  /** Rising within one source without gaps made by us; with `at` it orders a merge of many sources. */
  seq: z.number().int().nonnegative(),
  at: EpochMs,
  /** No usable time on the line itself, or its zone was a guess: taken from its neighbours or from the arrival. */
  atIsEstimated: z.boolean(),
  level: LogLevel,
  worker: WorkerKey.nullable(),
  /** `MainProcess`, `ForkPoolWorker-2`, a process name with pid: who says it, where the line tells. */
  speaker: z.string().max(300).nullable(),
  /** Control characters as they were, except that a NUL is shown as U+2400. */
  text: z.string().max(maxLineText),
  /** The line was longer than the limit and its end is not here. */
  isCut: z.boolean(),
  place: LogPlace,
});
export type LogLine = z.infer<typeof LogLine>;

/** All conditions hold together; an empty list means no condition. */
export const LogFilter = z.object({
  levels: z.array(LogLevel).max(6).default([]),
  hosts: z.array(HostId).max(500).default([]),
  workers: z.array(WorkerKey).max(500).default([]),
  /** Only lines in which this is found. */
  pattern: z.object({ text: z.string().min(1).max(500), isRegex: z.boolean(), isCaseSensitive: z.boolean() }).nullable().default(null),
});
export type LogFilter = z.infer<typeof LogFilter>;

const sources = z.array(LogSourceId).min(1).max(200);
/** Position in the merged view, opaque to the caller; valid as long as the engine runs. */
export const LogCursor = z.string().min(1).max(2000);
export type LogCursor = z.infer<typeof LogCursor>;

export const maxPageLines = 5000;

export const LogReadRequest = z.object({
  sources,
  filter: LogFilter,
  from: EpochMs.nullable().default(null),
  to: EpochMs.nullable().default(null),
  /** Where the page lies: its end is the newest line, or it lies before, after or around a time or a cursor. */
  anchor: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('newest') }),
    z.object({ kind: z.literal('oldest') }),
    z.object({ kind: z.literal('time'), at: EpochMs, side: z.enum(['before', 'after', 'around']) }),
    z.object({ kind: z.literal('cursor'), cursor: LogCursor, side: z.enum(['before', 'after']) }),
  ]),
  limit: z.number().int().min(1).max(maxPageLines),
});
export type LogReadRequest = z.infer<typeof LogReadRequest>;

export const LogPage = z.object({
  lines: z.array(LogLine).max(maxPageLines),
  /** Read on before the first line, after the last one; null when there is nothing more there. */
  before: LogCursor.nullable(),
  after: LogCursor.nullable(),
  /** Sources that could not be read for this page. */
  missing: z.array(LogSourceId).max(200),
});
export type LogPage = z.infer<typeof LogPage>;

/** One step of a search: the engine looks at a bounded amount, says how far it came, and is asked again with `next`. */
/** Lines in each piece of a span of time; errors are `error` and `critical`. */
const counts = z.array(z.number().int().nonnegative()).max(400);
export const LogHistogram = z.object({ errors: counts, warnings: counts, others: counts });
export type LogHistogram = z.infer<typeof LogHistogram>;

export const LogHistogramRequest = z.object({ sources, filter: LogFilter, from: EpochMs, to: EpochMs, pieces: z.number().int().min(1).max(400), next: LogCursor.nullable().default(null) });
export type LogHistogramRequest = z.infer<typeof LogHistogramRequest>;

/** Of so many bytes; `next` asks for those after them, to be added. */
export const LogHistogramStep = LogHistogram.extend({ scanned: z.number().int().nonnegative(), next: LogCursor.nullable() });
export type LogHistogramStep = z.infer<typeof LogHistogramStep>;

export const LogSearchRequest = z.object({
  sources,
  filter: LogFilter,
  from: EpochMs.nullable().default(null),
  to: EpochMs.nullable().default(null),
  next: LogCursor.nullable().default(null),
  limit: z.number().int().min(1).max(1000),
});
export type LogSearchRequest = z.infer<typeof LogSearchRequest>;

export const LogSearchStep = z.object({
  /** `cursor` reads around the match with `logs.read`; `ranges` are [start, end) in UTF-16 units of `text`. */
  matches: z.array(z.object({ line: LogLine, cursor: LogCursor, ranges: z.array(z.tuple([z.number().int(), z.number().int()])).max(100) })).max(1000),
  /** Matches counted in this step, also those beyond `limit`. */
  count: z.number().int().nonnegative(),
  scanned: z.number().int().nonnegative(),
  /** null: all was looked at. */
  next: LogCursor.nullable(),
});
export type LogSearchStep = z.infer<typeof LogSearchStep>;

/** Lines as they come. The first batch is whole (the newest lines known); `dropped` counts lines that a slow reader did not get. */
export const LogBatch = z.object({
  whole: z.boolean(),
  lines: z.array(LogLine).max(maxPageLines),
  dropped: z.number().int().nonnegative(),
  /** What following costs the hosts of these sources, where measured: CPU time per minute. */
  costMsPerMinute: Milliseconds.nullable(),
});
export type LogBatch = z.infer<typeof LogBatch>;

/**
 * One record of a log, understood. Made by the dialects, consumed by the incident assembly.
 * Must stay true: texts are foreign and bounded; what a record does not say is null; a pool's job number is never a task id.
 */
import type { CodeFrame, CrashEventKind } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogPlace, LogSourceId, LogSourceKind } from '#shared/domain/log.ts';
import type { EpochMs } from '#shared/domain/units.ts';
import type { BackendKind } from '#shared/domain/worker.ts';

/** What the reader knows of a source beforehand. */
export type SourceFacts = {
  readonly id: LogSourceId;
  readonly host: HostId;
  readonly kind: LogSourceKind;
  readonly name: string;
  /** Unit, supervisord program or container the lines belong to; null for a log of many. */
  readonly program: string | null;
  /** Node name of the one worker that writes here, when the panel knows it. */
  readonly node: string | null;
};

export type Exception = { readonly type: string; readonly message: string };
export type TaskRef = { readonly id: string; readonly name: string | null };
export type NativeFrame = { readonly library: string; readonly offset: string | null; readonly function: string | null };
export type Detail = string | number | boolean | null;

export type CrashEvent = {
  readonly kind: CrashEventKind;
  readonly at: EpochMs;
  readonly atIsEstimated: boolean;
  /** It happened after this, when `at` is only the next moment known. */
  readonly since: EpochMs | null;
  readonly source: LogSourceId;
  readonly sourceName: string;
  readonly host: HostId;
  readonly backend: BackendKind;
  /** Unit, program or container. */
  readonly owner: string | null;
  readonly node: string | null;
  readonly pid: number | null;
  readonly child: string | null;
  readonly signal: string | null;
  readonly exitCode: number | null;
  readonly coreDumped: boolean | null;
  readonly exception: Exception | null;
  readonly task: TaskRef | null;
  /** Innermost first. */
  readonly frames: readonly CodeFrame[];
  readonly native: NativeFrame | null;
  /** Figures of this kind of record, by name: docs/spec/crashes.md. */
  readonly detail: { readonly [name: string]: Detail };
  readonly place: LogPlace;
  readonly text: string;
};

/** A line out of its envelope: what a dialect reads. */
export type BodyLine = {
  readonly text: string;
  /** The line as it stood in the source. */
  readonly whole: string;
  readonly at: EpochMs;
  readonly atIsEstimated: boolean;
  readonly place: LogPlace;
  /** `celery`, `kernel`, `systemd`: who wrote it to the journal or syslog; null without such an envelope. */
  readonly writer: string | null;
  readonly writerPid: number | null;
  readonly owner: string | null;
  readonly backend: BackendKind;
  readonly facts: SourceFacts;
  /** Structured fields of a journal entry or a daemon's event. */
  readonly fields: { readonly [name: string]: unknown } | null;
};

export type EventParts = Partial<Pick<CrashEvent, 'at' | 'atIsEstimated' | 'since' | 'backend' | 'owner' | 'node' | 'pid' | 'child' | 'signal' | 'exitCode' | 'coreDumped' | 'exception' | 'task' | 'frames' | 'native' | 'detail' | 'text'>>;

export const maxEventText = 4000;
export const noFrames: readonly CodeFrame[] = [];
export const noDetail: { readonly [name: string]: Detail } = {};

export function eventOf(kind: CrashEventKind, line: BodyLine, parts: EventParts): CrashEvent {
  const text = parts.text ?? line.text;
  return {
    kind,
    at: parts.at ?? line.at,
    atIsEstimated: parts.atIsEstimated ?? line.atIsEstimated,
    since: parts.since ?? null,
    source: line.facts.id,
    sourceName: line.facts.name,
    host: line.facts.host,
    backend: parts.backend ?? line.backend,
    owner: parts.owner ?? line.owner,
    node: parts.node ?? line.facts.node,
    pid: parts.pid ?? null,
    child: parts.child ?? null,
    signal: parts.signal ?? null,
    exitCode: parts.exitCode ?? null,
    coreDumped: parts.coreDumped ?? null,
    exception: parts.exception ?? null,
    task: parts.task ?? null,
    frames: parts.frames ?? noFrames,
    native: parts.native ?? null,
    detail: parts.detail ?? noDetail,
    place: line.place,
    text: text.length > maxEventText ? text.slice(0, maxEventText) : text,
  };
}

/** One kind of record writer. Listed once, in `dialect-list.ts`. */
export type Dialect = {
  readonly name: string;
  /** First characters a record of this dialect can have; an empty string means any. */
  readonly opens: string;
  /** Its records may span lines. */
  readonly hasLongRecords: boolean;
  create(): DialectReader;
};

export type Emit = (event: CrashEvent) => void;

export type DialectReader = {
  /** True: the line is mine, nobody else looks at it. Events may be given either way. Never throws, whatever the line. */
  feed(line: BodyLine, emit: Emit): boolean;
  /** A record has begun and may go on: the next line is shown to me first. */
  isOpen(): boolean;
  /** Offset of the first line of a record whose event was not given yet. */
  heldFrom(): number | null;
  /** Nothing more will come: gives what was held. */
  end(emit: Emit): void;
};

/** For dialects whose records are single lines: null when the line is not theirs. */
export function oneLineDialect(name: string, opens: string, read: (line: BodyLine) => CrashEvent | null): Dialect {
  const feed = (line: BodyLine, emit: Emit): boolean => {
    const event = read(line);
    if (event !== null) emit(event);
    return event !== null;
  };
  return { name, opens, hasLongRecords: false, create: () => ({ feed, isOpen: () => false, heldFrom: () => null, end: () => undefined }) };
}

/**
 * One source while it is read: its bytes in order, the reader over them, and what is not kept yet.
 * What must stay true: a place (offset since we began) never goes back and is never used twice; `collect` gives a place
 * only together with everything found before it.
 */
import { createLogReader, type LogReader, type ReadLine } from '#electron/crashes/core/read-log.ts';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import type { LogBlock, SourceMark, StoredEvent } from '#electron/ports/incident-store.ts';
import type { PlannedSource } from './core/plan-sources.ts';
import type { HostClock } from './core/read-host-clock.ts';

export type ReadingNeeds = { readonly plan: PlannedSource; readonly mark: SourceMark | null; readonly clock: HostClock; readonly now: () => number; readonly onLine: (line: ReadLine, place: number) => void };

export type Collected = { readonly mark: SourceMark; readonly block: LogBlock | null; readonly events: readonly StoredEvent[] };

export type SourceReading = {
  readonly plan: PlannedSource;
  /** A generation begins (files only). */
  opened(file: { readonly inode: number; readonly offset: number; readonly modifiedAt: number }): void;
  head(length: number, crc: number, modifiedAt: number): void;
  bytes(bytes: Uint8Array): void;
  /** A whole journal entry as its JSON line. */
  entry(line: string, cursor: string | null, at?: number): void;
  /** The place in the source's own terms up to which all was taken: a time, for a container. */
  cursor(): string | null;
  /** Nothing came for a while. */
  flush(): void;
  /** What may be kept now; null when there is nothing new. */
  collect(): Collected | null;
  /** How far the file of this generation was read. */
  readTo(): number;
  /** An entry is held back until it is complete: nothing after it may be called read. */
  isHolding(): boolean;
  lastLineAt(): number | null;
};

const lineFeed = 10;
const wholeBlock = 65_536;
const mostHeld = 1_048_576;
const decoder = (): ((bytes: Uint8Array) => string) => { const utf8 = new TextDecoder('utf-8', { ignoreBOM: true }); return (bytes) => utf8.decode(bytes); };
/** For entries that come whole the reader counts no bytes; what it holds is the least place it names. */
const noBytes = Number.MAX_SAFE_INTEGER;

type Tail = { from: number; line: number; firstAt: number; lastAt: number; bytes: Uint8Array };
type State = {
  readonly isFile: boolean;
  reader: LogReader | null;
  mark: SourceMark | null;
  base: number;
  end: number;
  /** First byte not collected yet, and the bytes from there on. */
  from: number;
  chunks: { readonly at: number; readonly bytes: Uint8Array }[];
  line: number;
  file: { inode: number; headLength: number; headCrc: number; modifiedAt: number };
  /** The end of a line that began before the part we read. */
  isSkipping: boolean;
  events: StoredEvent[];
  lastPlace: number;
  ordinal: number;
  /** Earliest and latest of the lines not collected yet: times may go back. */
  firstAt: number | null;
  newestAt: number | null;
  lastAt: number | null;
  tail: Tail | null;
  readonly encode: (text: string) => Uint8Array;
  /** Cursors of entries not kept yet, by where they end; the last one taken, and the one kept. */
  cursors: { readonly end: number; readonly cursor: string }[];
  cursor: string | null;
  keptCursor: string | null;
};

export function createSourceReading(needs: ReadingNeeds): SourceReading {
  const { mark, plan } = needs;
  const encoder = new TextEncoder();
  const s: State = {
    isFile: plan.path !== null, reader: null, mark, base: mark?.base ?? 0, end: mark?.offset ?? 0, from: mark?.offset ?? 0, chunks: [], line: mark?.line ?? 1,
    file: { inode: mark?.inode ?? 0, headLength: mark?.headLength ?? 0, headCrc: mark?.headCrc ?? 0, modifiedAt: mark?.modifiedAt ?? 0 },
    isSkipping: false, events: [], lastPlace: -1, ordinal: 0, firstAt: null, newestAt: null, lastAt: mark?.lastLineAt ?? null, tail: null, encode: (text) => encoder.encode(text),
    cursors: [], cursor: mark?.cursor ?? null, keptCursor: mark?.cursor ?? null,
  };
  return {
    plan,
    opened: (file) => { openGeneration(s, needs, file); },
    head: (length, crc, modifiedAt) => { s.file = { ...s.file, headLength: length, headCrc: crc, modifiedAt }; },
    bytes: (bytes) => { takeBytes(s, needs, bytes); },
    cursor: () => s.cursor,
    entry: (line, cursor, at) => {
      const bytes = s.encode(`${line}\n`);
      const offset = s.end;
      s.chunks.push({ at: offset, bytes });
      s.end += bytes.length;
      if (cursor !== null && hasOwnCursor(plan)) {
        s.cursor = cursor;
        s.cursors.push({ end: s.end, cursor });
      }
      (s.reader ??= makeReader(s, needs)).feedLine({ text: line, offset, cursor, arrivedAt: at ?? needs.now() });
    },
    flush: () => s.reader?.flush(),
    collect: () => collect(s, needs),
    readTo: () => s.end - s.base,
    isHolding: () => safePlace(s) < s.end,
    lastLineAt: () => s.lastAt,
  };
}

/** Of the journal one cursor is kept for all its sources. */
const hasOwnCursor = ({ kind }: PlannedSource): boolean => kind === 'container' || kind === 'docker-events';

function makeReader(s: State, needs: ReadingNeeds): LogReader {
  const { plan, clock, now, onLine } = needs;
  const shift = clock.skewMs;
  return createLogReader({
    source: { id: plan.id, host: plan.host, kind: plan.kind, name: plan.name, program: plan.program, node: plan.node },
    zone: clock.zone, bootedAt: clock.bootedAt, reference: now() + shift, decode: decoder(), offset: s.isFile ? s.end : noBytes, number: s.line,
    onEvent: (event) => { takeEvent(s, shift === 0 ? event : { ...event, at: event.at - shift, atIsEstimated: true, since: event.since === null ? null : event.since - shift }); },
    onLine: (line) => {
      const at = line.at - shift;
      s.firstAt = Math.min(s.firstAt ?? at, at);
      s.newestAt = Math.max(s.newestAt ?? at, at);
      s.lastAt = at;
      onLine(shift === 0 ? line : { ...line, at, atIsEstimated: true }, line.body.place.offset ?? s.end);
    },
  });
}

function takeEvent(s: State, event: CrashEvent): void {
  const place = event.place.offset ?? 0;
  s.ordinal = place === s.lastPlace ? s.ordinal + 1 : 0;
  s.lastPlace = place;
  s.events.push({ source: event.source, place, ordinal: s.ordinal, host: event.host, at: event.at, isTask: event.kind === 'task-received' || event.kind === 'task-ended', body: JSON.stringify(event) });
}

function openGeneration(s: State, needs: ReadingNeeds, file: { readonly inode: number; readonly offset: number; readonly modifiedAt: number }): void {
  const isFirst = s.reader === null && s.mark === null;
  if (isFirst) {
    s.end = s.from = file.offset;
    s.isSkipping = file.offset > 0;
  } else if (file.offset === 0 && s.reader !== null) s.reader.end();
  s.base = s.end - file.offset;
  const isSame = s.file.inode === file.inode && file.offset > 0;
  s.file = { inode: file.inode, headLength: isSame ? s.file.headLength : 0, headCrc: isSame ? s.file.headCrc : 0, modifiedAt: file.modifiedAt };
  if (!s.isSkipping) s.reader ??= makeReader(s, needs);
}

function takeBytes(s: State, needs: ReadingNeeds, all: Uint8Array): void {
  let bytes = all;
  if (s.isSkipping) {
    const end = bytes.indexOf(lineFeed);
    s.end += end < 0 ? bytes.length : end + 1;
    s.from = s.end;
    if (end < 0) return;
    s.isSkipping = false;
    bytes = bytes.subarray(end + 1);
  }
  s.reader ??= makeReader(s, needs);
  if (bytes.length === 0) return;
  keep(s, bytes);
  s.end += bytes.length;
  s.reader.feed(bytes);
}

/** Of a line without end only the beginning is kept: a log may be one line of gigabytes. */
function keep(s: State, bytes: Uint8Array): void {
  const room = mostHeld - (s.end - s.from);
  const end = room >= bytes.length ? -1 : bytes.indexOf(lineFeed, Math.max(0, room));
  if (room >= bytes.length) s.chunks.push({ at: s.end, bytes });
  else {
    if (room > 0) s.chunks.push({ at: s.end, bytes: bytes.subarray(0, room) });
    if (end >= 0) s.chunks.push({ at: s.end + end, bytes: bytes.subarray(end) });
  }
}

function safePlace(s: State): number {
  return s.reader === null ? s.end : Math.min(s.end, s.reader.resumeAt());
}

function collect(s: State, { plan }: ReadingNeeds): Collected | null {
  const to = Math.max(s.from, safePlace(s));
  const isSame = s.mark !== null && to === s.mark.offset && s.mark.headLength === s.file.headLength && s.mark.inode === s.file.inode && s.mark.base === s.base;
  if (isSame && s.events.length === 0) return null;
  const { bytes, isWhole } = takeUpTo(s, to);
  const block = bytes.length === 0 ? null : growTail(s, plan.id, bytes, to);
  // places inside a block are counted: after a line that was cut the next block begins
  if (!isWhole) s.tail = null;
  s.from = to;
  s.line += count(bytes);
  // In a generation not begun yet there is nothing to come back to: the offset in the file is never below zero.
  while (s.cursors[0] !== undefined && s.cursors[0].end <= to) s.keptCursor = s.cursors.shift()?.cursor ?? s.keptCursor;
  const mark: SourceMark = { id: plan.id, host: plan.host, kind: plan.kind, name: plan.name, path: plan.path, program: plan.program, offset: to, base: s.isFile ? Math.min(s.base, to) : 0, line: s.line, ...s.file, cursor: s.keptCursor, lastLineAt: s.lastAt };
  s.mark = mark;
  const { events } = s;
  s.events = [];
  return { mark, block, events };
}

/** Small parts are kept in one block until it is whole: written again with the same beginning. */
function growTail(s: State, source: LogBlock['source'], bytes: Uint8Array, to: number): LogBlock {
  const old = s.tail !== null && s.tail.bytes.length < wholeBlock ? s.tail : null;
  const at = s.lastAt ?? 0;
  const joined = old === null ? bytes : join([old.bytes, bytes], old.bytes.length + bytes.length);
  s.tail = { from: old?.from ?? s.from, line: old?.line ?? s.line, firstAt: Math.min(old?.firstAt ?? Infinity, s.firstAt ?? at), lastAt: Math.max(old?.lastAt ?? 0, s.newestAt ?? at), bytes: joined };
  s.firstAt = s.newestAt = null;
  return { source, from: s.tail.from, to, line: s.tail.line, firstAt: s.tail.firstAt, lastAt: s.tail.lastAt, bytes: joined };
}

function takeUpTo(s: State, to: number): { readonly bytes: Uint8Array; readonly isWhole: boolean } {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let chunk = s.chunks[0]; chunk !== undefined && chunk.at < to; chunk = s.chunks[0]) {
    const part = chunk.bytes.subarray(0, to - chunk.at);
    parts.push(part);
    size += part.length;
    if (part.length < chunk.bytes.length) s.chunks[0] = { at: chunk.at + part.length, bytes: chunk.bytes.subarray(part.length) };
    else s.chunks.shift();
    if (part.length < chunk.bytes.length) break;
  }
  return { bytes: join(parts, size), isWhole: size === to - s.from };
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function count(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) lines += 1;
  return lines;
}

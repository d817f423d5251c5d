/**
 * One source, read from bytes to events and lines: assembles lines, opens envelopes, tells the time, asks the dialects.
 * Must stay true: any split of the bytes gives the same events; unknown lines stay text; nothing here throws or waits;
 * an event without a time of its own gets the next moment known in its source, and says so.
 */
import { maxLineText, type LogLevel } from '#shared/domain/log.ts';
import type { EpochMs } from '#shared/domain/units.ts';
import type { BackendKind } from '#shared/domain/worker.ts';
import { createLineAssembler, type AssembledLine } from './assemble-lines.ts';
import { maxEventText, noDetail, noFrames, type BodyLine, type CrashEvent, type DialectReader, type SourceFacts } from './crash-event.ts';
import { createEventClock, timeless } from './event-clock.ts';
import { isCeleryHeader, readCeleryHeader, readTaskLine } from './dialects/celery.ts';
import { dialects } from './dialects/dialect-list.ts';
import { createOwnTimeReader, openEnvelope, type Envelope, type EnvelopeNeeds } from './open-envelope.ts';
import type { Zone } from './read-time.ts';
import { repairText } from './repair-text.ts';

export type LogReaderNeeds = {
  readonly source: SourceFacts;
  readonly zone: Zone;
  readonly bootedAt: EpochMs | null;
  /** Not before the newest line; the time of lines before any that tells one. */
  readonly reference: EpochMs;
  readonly decode: (bytes: Uint8Array) => string;
  readonly maxLineBytes?: number;
  /** Where in the source the first byte fed stands. */
  readonly offset?: number;
  readonly number?: number;
  readonly onEvent: (event: CrashEvent) => void;
  /** Every line, also those that mean nothing; left out where only crashes are wanted, which is several times faster. */
  readonly onLine?: (line: ReadLine) => void;
};

/** A line as the log viewer shows it, without what only the engine knows (worker key, number in the store). */
export type ReadLine = { readonly at: EpochMs; readonly atIsEstimated: boolean; readonly level: LogLevel; readonly speaker: string | null; readonly text: string; readonly isCut: boolean; readonly body: BodyLine };

export type LogReader = {
  feed(bytes: Uint8Array): void;
  /** A line that came whole, such as a journal entry: `arrivedAt` is used when it tells no time itself. */
  feedLine(line: { readonly text: string; readonly offset: number | null; readonly cursor: string | null; readonly arrivedAt?: EpochMs }): void;
  /** Nothing came for a while: gives held events without waiting for the next line. */
  flush(): void;
  /** The source has ended: also the last line without a line end. */
  end(): void;
  /** Reading again from here repeats every event not given yet, and none that was (the assembly drops repeats). */
  resumeAt(): number;
};

const backends: { readonly [kind: string]: BackendKind | undefined } = { journal: 'systemd', supervisord: 'supervisord', container: 'docker', 'docker-events': 'docker' };

export function createLogReader(needs: LogReaderNeeds): LogReader {
  const { source, onLine } = needs;
  const assembler = createLineAssembler({ decode: needs.decode, maxLineBytes: needs.maxLineBytes ?? 64 * 1024, offset: needs.offset ?? 0, number: needs.number ?? 1 });
  const asked = createAsking();
  const readOwnTime = createOwnTimeReader(needs.zone);
  const backend = backends[source.kind] ?? 'unknown';
  const clock = createEventClock({ onEvent: needs.onEvent, fallback: needs.reference });
  const read = (text: string, place: BodyLine['place'], isCut: boolean, arrivedAt: EpochMs | null, isPlain: boolean): void => {
    const envelope = openEnvelope(text, needs);
    for (const piece of piecesOf(envelope, isPlain)) readPiece(piece, text, envelope, place, isCut, arrivedAt);
  };
  const readPiece = (piece: string, whole: string, envelope: Envelope, place: BodyLine['place'], isCut: boolean, arrivedAt: EpochMs | null): void => {
    const own = envelope.at === null ? readOwnTime(piece) : null;
    const at = envelope.at ?? own?.at ?? arrivedAt;
    const isEstimated = at === null || (own?.isGuess ?? (envelope.at === null ? true : envelope.isGuess));
    const line: BodyLine = {
      text: piece, whole, at: at ?? timeless, atIsEstimated: isEstimated, place, facts: source,
      writer: envelope.writer ?? (source.kind === 'kernel' ? 'kernel' : null), writerPid: envelope.writerPid,
      owner: envelope.container ?? unitName(envelope.unit) ?? source.program, backend, fields: envelope.fields,
    };
    onLine?.(describe(line, clock.last() ?? needs.reference, isCut));
    if (at !== null) clock.begin(at);
    asked.ask(line, clock.take);
    if (at !== null) clock.done();
  };

  return {
    feed(bytes) {
      assembler.feed(bytes, takeLine);
    },
    feedLine: ({ text, offset, cursor, arrivedAt }) => read(text, { source: source.id, offset, line: null, cursor }, false, arrivedAt ?? null, false),
    flush() {
      asked.end(clock.take);
      clock.settle();
    },
    end() {
      assembler.end(takeLine);
      asked.end(clock.take);
      clock.settle();
    },
    resumeAt: () => Math.min(assembler.offset(), asked.heldFrom() ?? Infinity, clock.heldFrom() ?? Infinity),
  };

  function takeLine(line: AssembledLine): void {
    if (onLine === undefined && !clock.isWaiting() && !asked.isBusy()) {
      const message = quietMessageAt(line.text);
      if (message > 0) {
        const own = readOwnTime(line.text);
        if (isDull(line.text, message)) return own === null ? undefined : clock.pass(own.at);
        const event = line.isPlain && own !== null ? taskEvent(line, message, own, source, backend) : null;
        if (event !== null) {
          clock.pass(event.at);
          return needs.onEvent(event);
        }
      }
    }
    read(line.text, { source: source.id, offset: line.offset, line: line.number, cursor: null }, line.isCut, null, line.isPlain);
  }
}

/** Most lines of a busy worker: read from the line as it stands, with none of what other lines need. null: not one of them. */
function taskEvent({ text, offset, number }: AssembledLine, message: number, own: { readonly at: EpochMs; readonly isGuess: boolean }, source: SourceFacts, backend: BackendKind): CrashEvent | null {
  const part = readTaskLine(text, message);
  return part === null ? null : {
    kind: part.kind, at: own.at, atIsEstimated: own.isGuess, since: null, source: source.id, sourceName: source.name, host: source.host, backend, owner: source.program, node: source.node,
    pid: null, child: part.child, signal: null, exitCode: null, coreDumped: null, exception: null, task: part.task, frames: noFrames, native: null, detail: noDetail,
    place: { source: source.id, offset, line: number, cursor: null }, text: text.length > maxEventText ? text.slice(0, maxEventText) : text,
  };
}

function piecesOf({ text }: Envelope, isPlain: boolean): readonly string[] {
  const pieces = text.includes('\n') ? text.split('\n') : [text];
  return isPlain ? pieces : pieces.map(repairText);
}

/** What a line is shown as, without its times: what a search looks at. */
export function shownAs(text: string, isPlain: boolean, needs: EnvelopeNeeds): { readonly pieces: readonly string[]; readonly fields: BodyLine['fields'] } {
  const envelope = openEnvelope(text, needs);
  return { pieces: piecesOf(envelope, isPlain), fields: envelope.fields };
}

const unitName = (unit: string | null): string | null => (unit === null ? null : unit.replace(/\.service$/, ''));

/** Where the message of a Celery line below WARNING begins; 0 for any other line. */
function quietMessageAt(text: string): number {
  return (text.startsWith('INFO/', 26) || text.startsWith('DEBUG/', 26)) && isCeleryHeader(text) ? text.indexOf('] ', 30) + 2 : 0;
}

/** Such a line about nothing we read: of it only the time is taken. */
function isDull(text: string, message: number): boolean {
  switch (text.charCodeAt(message)) {
    case 84: return !text.startsWith('Task ', message) && !text.startsWith('Terminating', message) && !text.startsWith('Timed out', message);
    case 109: case 67: case 68: case 71: case 82: case 80: case 119: case 72: case 83: case 99: case 85: return false;
    default: return !text.endsWith(' ready.') && !text.includes(" exited with '", message);
  }
}

type Asking = { ask(line: BodyLine, emit: (event: CrashEvent) => void): void; end(emit: (event: CrashEvent) => void): void; isBusy(): boolean; heldFrom(): number | null };

/** The dialects of one source: those in the middle of a record first, then those whose records can begin like this line. */
function createAsking(): Asking {
  const readers = dialects.map((dialect) => ({ dialect, reader: dialect.create() }));
  const lasting = readers.filter(({ dialect }) => dialect.hasLongRecords).map(({ reader }) => reader);
  const byFirst = new Map<number, readonly DialectReader[]>();
  const anyFirst = readers.filter(({ dialect }) => dialect.opens === '').map(({ reader }) => reader);
  const celery = readers.filter(({ dialect }) => dialect.name === 'celery').map(({ reader }) => reader);
  const candidates = (text: string): readonly DialectReader[] => {
    if (isCeleryHeader(text)) return celery;
    const first = text.charCodeAt(0);
    if (!(first < 128)) return anyFirst;
    const known = byFirst.get(first);
    if (known !== undefined) return known;
    const char = String.fromCharCode(first);
    const some = readers.filter(({ dialect }) => dialect.opens === '' || dialect.opens.includes(char)).map(({ reader }) => reader);
    byFirst.set(first, some);
    return some;
  };
  return {
    ask(line, emit) {
      for (const reader of lasting) if (reader.isOpen() && reader.feed(line, emit)) return;
      for (const reader of candidates(line.text)) if (reader.feed(line, emit)) return;
    },
    end(emit) {
      for (const { reader } of readers) reader.end(emit);
    },
    isBusy: () => lasting.some((reader) => reader.isOpen()),
    heldFrom() {
      const offsets = readers.map(({ reader }) => reader.heldFrom()).filter((offset) => offset !== null);
      return offsets.length === 0 ? null : Math.min(...offsets);
    },
  };
}

const levels: { readonly [word: string]: LogLevel | undefined } = { DEBUG: 'debug', DEBG: 'debug', TRAC: 'debug', INFO: 'info', NOTICE: 'info', WARN: 'warning', WARNING: 'warning', ERRO: 'error', ERROR: 'error', CRIT: 'critical', CRITICAL: 'critical', FATAL: 'critical' };
const levelPattern = /^(?:\S+ \S+ )?(?:\[|\()?(DEBUG|DEBG|TRAC|INFO|NOTICE|WARN|WARNING|ERRO|ERROR|CRIT|CRITICAL|FATAL)\b/;

export function levelOf(text: string, fields: BodyLine['fields']): LogLevel {
  const word = readCeleryHeader(text)?.level ?? levelPattern.exec(text.slice(0, 60))?.[1];
  return (word === undefined ? undefined : levels[word]) ?? priorityOf(fields) ?? 'unknown';
}

function describe(line: BodyLine, known: EpochMs, isCut: boolean): ReadLine {
  const header = readCeleryHeader(line.text);
  const speaker = header?.process ?? (line.writer === null ? null : line.writerPid === null ? line.writer : `${line.writer}[${line.writerPid}]`);
  return {
    at: line.at === timeless ? known : line.at, atIsEstimated: line.atIsEstimated, level: levelOf(line.text, line.fields),
    speaker: speaker === null ? null : speaker.slice(0, 300), text: line.text.length > maxLineText ? line.text.slice(0, maxLineText) : line.text, isCut: isCut || line.text.length > maxLineText, body: line,
  };
}

function priorityOf(fields: BodyLine['fields']): LogLevel | null {
  const priority = fields?.['PRIORITY'];
  if (typeof priority !== 'string') return null;
  const number = Number(priority);
  return number <= 2 ? 'critical' : number === 3 ? 'error' : number === 4 ? 'warning' : number <= 6 ? 'info' : 'debug';
}

/**
 * Celery's own log: `[time: LEVEL/process] message`, a record reaching to the next bracket, and the bare lines of its banner.
 * Must stay true: `Job: 0` counts within a pool and is never a task id; exit code 155 is a recycled child, not a crash.
 */
import type { CrashEventKind } from '#shared/domain/crash.ts';
import { eventOf, type BodyLine, type CrashEvent, type Dialect, type DialectReader, type Emit, type EventParts, type TaskRef } from '#electron/crashes/core/crash-event.ts';
import { continuesTraceback, createTracebackReader, type TracebackReader } from '#electron/crashes/core/read-traceback.ts';
import { readSignal } from '#electron/crashes/core/signals.ts';
import { createRecordTail } from './record-tail.ts';

/** Billiard's `EX_RECYCLE`: the child was told to go, by max-tasks or max-memory. */
const recycleCode = 155;

export const celery: Dialect = { name: 'celery', opens: '', hasLongRecords: true, create: createCeleryReader };

export function isCeleryHeader(text: string): boolean {
  return text.charCodeAt(0) === 91 && text.charCodeAt(5) === 45 && text.charCodeAt(24) === 58 && text.indexOf('] ', 30) > 0;
}

/** Level and process of a header, and where the message begins. */
export function readCeleryHeader(text: string): { readonly level: string; readonly process: string; readonly message: string } | null {
  if (!isCeleryHeader(text)) return null;
  const close = text.indexOf('] ', 26);
  const slash = text.indexOf('/', 26);
  if (slash < 0 || slash > close) return null;
  return { level: text.slice(26, slash), process: text.slice(slash + 1, close), message: text.slice(close + 2) };
}

/** A record whose traceback is worth reading: it is given when it is complete. */
type Held = { readonly line: BodyLine; readonly kind: CrashEventKind; readonly parts: EventParts; readonly traceback: TracebackReader };

function createCeleryReader(): DialectReader {
  const tail = createRecordTail();
  let held: Held | null = null;
  let isInRecord = false;
  const close = (emit: Emit): void => {
    isInRecord = false;
    if (held === null) return;
    const { line, kind, parts, traceback } = held;
    held = null;
    const { exception, frames } = traceback.result();
    emit(eventOf(kind, line, { ...parts, exception: parts.exception ?? exception, frames, text: tail.take() }));
  };
  const open = (line: BodyLine, emit: Emit): void => {
    const header = readCeleryHeader(line.text);
    if (header === null) return;
    isInRecord = header.level === 'ERROR' || header.level === 'CRITICAL' || header.level === 'WARNING';
    const read = readMessage(header.message, header.process);
    if (read === null) return;
    if (read.hasTraceback !== true) return emit(eventOf(read.kind, line, read.parts));
    isInRecord = true;
    held = { line, kind: read.kind, parts: read.parts, traceback: createTracebackReader() };
    tail.begin(line.text);
  };
  return {
    feed(line, emit) {
      if (isCeleryHeader(line.text)) {
        close(emit);
        open(line, emit);
        return true;
      }
      if (isInRecord && continuesTraceback(line.text)) {
        held?.traceback.take(line.text);
        if (held !== null) tail.add(line.text);
        return true;
      }
      close(emit);
      const bare = readBareLine(line);
      if (bare !== null) emit(bare);
      return bare !== null;
    },
    isOpen: () => isInRecord,
    heldFrom: () => held?.line.place.offset ?? null,
    end: close,
  };
}

type Read = { readonly kind: CrashEventKind; readonly parts: EventParts; readonly hasTraceback?: boolean };

/** One look at the first letter spares a dozen patterns: almost every line of a busy worker is about a task. */
function readMessage(message: string, process: string): Read | null {
  switch (message.charCodeAt(0)) {
    case 84 /* T */: return readTask(message, process) ?? readTerminating(message) ?? readUpTimeout(message);
    case 80 /* P */: return readChildExit(message);
    case 72 /* H */: return readLimit(message, 'Hard time limit', 'hard-time-limit');
    case 83 /* S */: return readLimit(message, 'Soft time limit', 'soft-time-limit');
    case 85 /* U */: return readUnrecoverable(message);
    case 109 /* m */: return message.startsWith('missed heartbeat from ') ? { kind: 'missed-heartbeat', parts: { detail: { peer: message.slice(22, 322).trim() } } } : null;
    case 99 /* c */: return readConsumer(message);
    case 67 /* C */: return message.startsWith('Connected to ') ? { kind: 'broker-back', parts: {} } : message.startsWith('Could not start worker processes') ? { kind: 'pool-start-failed', parts: {} } : null;
    case 82 /* R */: return readRestoring(message);
    case 71 /* G */: return message.startsWith('Got shutdown from remote') ? { kind: 'stop-asked', parts: { detail: { by: 'remote' } } } : null;
    case 68 /* D */: return readDiscarded(message);
    default: return message.endsWith(' ready.') ? { kind: 'ready', parts: { node: message.slice(0, -7) } } : readRare(message);
  }
}

function readTask(message: string, process: string): Read | null {
  if (!message.startsWith('Task ')) return null;
  const open = message.indexOf('[', 5);
  const shut = open < 0 ? -1 : message.indexOf('] ', open);
  if (shut < 0) return readHandlerError(message);
  const task = { id: message.slice(open + 1, shut), name: message.slice(5, open) };
  if (task.id === '' || task.id.length > 600 || task.name.length > 500) return null;
  const parts = { task, child: process };
  switch (message.charCodeAt(shut + 2)) {
    case 115 /* s */: return message.startsWith('succeeded', shut + 2) ? { kind: 'task-ended', parts } : null;
    case 114 /* r */: {
      if (message.startsWith('received', shut + 2)) return { kind: 'task-received', parts };
      if (message.startsWith('retry', shut + 2) || message.startsWith('rejected', shut + 2) || message.startsWith('revoked', shut + 2)) return { kind: 'task-ended', parts };
      return message.startsWith('raised unexpected: ', shut + 2) ? { kind: 'task-ended', parts: { ...parts, detail: { failed: true } }, hasTraceback: true } : null;
    }
    default: return message.startsWith('ignored', shut + 2) || message.startsWith('INTERNAL ERROR', shut + 2) ? { kind: 'task-ended', parts } : null;
  }
}

/**
 * The two lines that a busy worker writes all the time, read where they stand: what `readTask` says of the same line.
 * null for every other one. `message`: where the message begins.
 */
export function readTaskLine(text: string, message: number): { readonly kind: 'task-received' | 'task-ended'; readonly child: string; readonly task: TaskRef } | null {
  if (!text.startsWith('Task ', message)) return null;
  const open = text.indexOf('[', message + 5);
  const shut = open < 0 ? -1 : text.indexOf('] ', open);
  if (shut < 0 || shut === open + 1 || shut - open > 601 || open - message > 505) return null;
  const kind = text.startsWith('received', shut + 2) ? 'task-received' : text.startsWith('succeeded', shut + 2) ? 'task-ended' : null;
  const slash = text.indexOf('/', 26);
  return kind === null || slash < 0 || slash > message ? null : { kind, child: text.slice(slash + 1, message - 2), task: { id: text.slice(open + 1, shut), name: text.slice(message + 5, open) } };
}

const lost = /^Task handler raised error: WorkerLostError\(['"]Worker exited prematurely: (?:signal (\d{1,2}) \((\w+)\)|exitcode (-?\d{1,5}))(?: Job: (\d{1,9}))?/;

function readHandlerError(message: string): Read | null {
  const found = lost.exec(message);
  if (found === null) return message.includes('WorkerLostError(') && message.includes('Could not start worker processes') ? { kind: 'pool-start-failed', parts: {} } : null;
  const [, number, , code, job] = found;
  return { kind: 'worker-lost', parts: { signal: number === undefined ? null : readSignal(number), exitCode: code === undefined ? null : Number(code), detail: { job: job === undefined ? null : Number(job) } } };
}

const childExit = /Process '([^']{1,200})'(?: pid:(\d{1,10}))? exited with '(?:signal (\d{1,2}) \(\w*\)|exitcode (-?\d{1,5}))'/;

function readChildExit(message: string): Read | null {
  const found = message.startsWith('Process ') ? childExit.exec(message) : null;
  if (found === null) return null;
  const [, child = '', pid, signal, code] = found;
  const exitCode = code === undefined ? null : Number(code);
  return {
    kind: exitCode === recycleCode || exitCode === 0 ? 'child-recycled' : 'child-exited',
    parts: { child, pid: pid === undefined ? null : Number(pid), signal: signal === undefined ? null : readSignal(signal), exitCode },
  };
}

const limit = /^(?:Hard|Soft) time limit \((\d+(?:\.\d+)?)s?\) exceeded for (.{1,500})\[([^\]]{1,600})\]/;

function readLimit(message: string, start: string, kind: 'hard-time-limit' | 'soft-time-limit'): Read | null {
  const found = message.startsWith(start) ? limit.exec(message) : null;
  return found === null ? null : { kind, parts: { task: taskOf(found[2], found[3]), detail: { limitS: Number(found[1]) } } };
}

function taskOf(name: string | undefined, id: string | undefined): TaskRef | null {
  return id === undefined ? null : { id, name: name ?? null };
}

const terminating = /^Terminating (\S{1,600}) \((\w{1,12})\)/;

function readTerminating(message: string): Read | null {
  const found = terminating.exec(message);
  return found === null ? null : { kind: 'task-terminated', parts: { task: taskOf(undefined, found[1]), signal: readSignal((found[2] ?? '').replace(/^Signals\./, '')) } };
}

const readUpTimeout = (message: string): Read | null => (message.startsWith('Timed out waiting for UP message') ? { kind: 'pool-start-failed', parts: {} } : null);

const unrecoverable = /^Unrecoverable error: (\w{1,200})\((.{0,1000})/;

function readUnrecoverable(message: string): Read | null {
  const found = unrecoverable.exec(message);
  return found === null ? null : { kind: 'exception', parts: { exception: { type: found[1] ?? '', message: unquote(found[2] ?? '') }, detail: { ends: 'main' } }, hasTraceback: true };
}

const unquote = (text: string): string => text.replace(/,?\)$/, '').replace(/^(['"])(.*)\1$/, '$2');

function readConsumer(message: string): Read | null {
  if (message.startsWith('consumer: Connection to broker lost')) return { kind: 'broker-lost', parts: { detail: { phase: 'lost' } } };
  if (message.startsWith('consumer: Cannot connect to ')) return { kind: 'broker-lost', parts: { detail: { phase: 'refused' } } };
  return message.startsWith('child process exiting after exceeding memory limit') ? { kind: 'child-recycled', parts: { detail: { reason: 'memory' } } } : null;
}

function readRestoring(message: string): Read | null {
  if (message.startsWith('Retrying to establish a connection to the message broker after a connection loss has been disabled')) return { kind: 'broker-lost', parts: { detail: { phase: 'gave-up' } } };
  const found = /^Restoring (\d{1,9}) unacknowledged/.exec(message);
  return found === null ? null : { kind: 'tasks-restored', parts: { detail: { count: Number(found[1]) } } };
}

function readDiscarded(message: string): Read | null {
  const found = /^Discarding revoked task: (.{1,500})\[([^\]]{1,600})\]/.exec(message);
  return found === null ? null : { kind: 'task-ended', parts: { task: taskOf(found[1], found[2]) } };
}

function readRare(message: string): Read | null {
  if (message.startsWith('worker: ')) return readShutdown(message);
  const beside = message.includes(" exited with '") ? readChildExit(message.slice(message.indexOf('Process '))) : null;
  return beside;
}

function readShutdown(text: string): Read | null {
  const found = /^worker: (Warm|Cold|Hitting Ctrl\+C|Soft)/.exec(text);
  return found === null ? null : { kind: 'stop-asked', parts: { detail: { by: (found[1] ?? '').toLowerCase().split(' ')[0] ?? '' } } };
}

const banner = /^ -{5,20} (\S{1,600}) v(\d[\w.]{0,30}) \(/;
const concurrency = /\.> concurrency: (\d{1,5}) \((\w{1,40})\)/;

/** Lines that Celery prints without its header, and its records under another log format. */
function readBareLine(line: BodyLine): CrashEvent | null {
  const { text } = line;
  const first = text.charCodeAt(0);
  if (first === 32 || first === 45) {
    const start = first === 32 ? banner.exec(text) : null;
    if (start !== null) return eventOf('started', line, { node: start[1] ?? null, detail: { version: start[2] ?? null, banner: true } });
    const pool = text.includes('.> concurrency:') ? concurrency.exec(text) : null;
    return pool === null ? null : eventOf('started', line, { detail: { concurrency: Number(pool[1]), pool: pool[2] ?? null } });
  }
  if (first === 119) {
    const read = readShutdown(text);
    return read === null ? null : eventOf(read.kind, line, read.parts);
  }
  if (text.includes(" exited with '")) {
    const at = text.indexOf('Process ');
    const read = at < 0 ? null : readChildExit(text.slice(at));
    return read === null ? null : eventOf(read.kind, line, read.parts);
  }
  if (text.includes('WorkerLostError(')) {
    const at = text.indexOf('Task handler raised error');
    const read = readHandlerError(at < 0 ? text : text.slice(at));
    return read === null ? null : eventOf(read.kind, line, read.parts);
  }
  return null;
}

/**
 * Python outside Celery's records: the fault handler's dump and a last traceback on standard error.
 * Must stay true: the dump lists the innermost frame first, a traceback last; neither has a time nor a pid of its own.
 */
import { eventOf, type BodyLine, type Dialect, type DialectReader, type Emit } from '#electron/crashes/core/crash-event.ts';
import type { CodeFrame } from '#shared/domain/crash.ts';
import { continuesTraceback, createTracebackReader, readFrame } from '#electron/crashes/core/read-traceback.ts';
import { createRecordTail } from './record-tail.ts';

const fatal = /^Fatal Python error: (.{1,300})$/;
const faultLine = /^(?:Current thread 0x[\da-f]+|Thread 0x[\da-f]+|Extension modules: |Current thread's C stack trace|Stack \(most recent call first\)| {2}|<no Python frame>|$)/;
const signals: readonly (readonly [RegExp, string])[] = [[/^Segmentation fault/, 'SIGSEGV'], [/^Aborted/, 'SIGABRT'], [/^Bus error/, 'SIGBUS'], [/^Illegal instruction/, 'SIGILL'], [/^Floating point/, 'SIGFPE']];
const chain = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const maxLines = 400;

export const python: Dialect = { name: 'python', opens: 'FT', hasLongRecords: true, create: createPythonReader };

/** One of the two kinds of record, while it is open. */
type Section = {
  /** False: the line ends the section and is not part of it. */
  take(text: string): boolean;
  readonly line: BodyLine;
  isDone(): boolean;
  finish(text: string, emit: Emit): void;
};

function createFault(line: BodyLine, reason: string): Section {
  const frames: CodeFrame[] = [];
  let isCurrent = true;
  let isDone = false;
  return {
    line,
    isDone: () => isDone,
    take(text) {
      if (!faultLine.test(text)) return false;
      if (text.includes('hread 0x')) isCurrent = text.startsWith('Current');
      const frame = isCurrent ? readFrame(text) : null;
      if (frame !== null && frames.length < 60) frames.push(frame);
      isDone = text.startsWith('Extension modules: ');
      return true;
    },
    finish: (text, emit) => emit(eventOf('python-fatal', line, { signal: signals.find(([pattern]) => pattern.test(reason))?.[1] ?? null, frames, exception: { type: 'Fatal Python error', message: reason }, text })),
  };
}

function createTrace(line: BodyLine): Section {
  const traceback = createTracebackReader();
  let isChained = false;
  traceback.take(line.text);
  return {
    line,
    isDone: () => false,
    take(text) {
      // Behind its exception only a chained one goes on, and says so first; another `Traceback` is another end.
      const isChain = chain.test(text);
      const isNext = !traceback.isComplete() ? continuesTraceback(text) : text === '' || isChain || (isChained && text.startsWith('Traceback '));
      if (!isNext) return false;
      isChained = isChain || (isChained && text === '');
      traceback.take(text);
      return true;
    },
    finish(text, emit) {
      const { exception, frames } = traceback.result();
      if (exception !== null) emit(eventOf('exception', line, { exception, frames, text, detail: { ends: null } }));
    },
  };
}

function createPythonReader(): DialectReader {
  const tail = createRecordTail();
  let section: Section | null = null;
  let lines = 0;
  const close = (emit: Emit): void => {
    const done = section;
    section = null;
    done?.finish(tail.take(), emit);
  };
  return {
    feed(line, emit) {
      if (section !== null) {
        if (++lines <= maxLines && section.take(line.text)) {
          tail.add(line.text);
          if (section.isDone()) close(emit);
          return true;
        }
        close(emit);
      }
      const reason = line.text.charCodeAt(0) === 70 ? fatal.exec(line.text)?.[1] : undefined;
      section = reason !== undefined ? createFault(line, reason) : line.text.startsWith('Traceback (most recent call last)') ? createTrace(line) : null;
      if (section === null) return false;
      lines = 0;
      tail.begin(line.text);
      return true;
    },
    isOpen: () => section !== null,
    heldFrom: () => section?.line.place.offset ?? null,
    end: close,
  };
}

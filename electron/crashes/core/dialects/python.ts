/**
 * Python outside Celery's records: the fault handler's dump and a last traceback on standard error.
 * Must stay true: the dump lists the innermost frame first, a traceback last; neither has a time nor a pid of its own.
 */
import { eventOf, type BodyLine, type Dialect, type DialectReader, type Emit } from '../crash-event.ts';
import type { CodeFrame } from '#shared/domain/crash.ts';
import { continuesTraceback, createTracebackReader, readFrame } from '../read-traceback.ts';
import { createRecordTail } from './record-tail.ts';

const fatal = /^Fatal Python error: (.{1,300})$/;
const faultLine = /^(?:Current thread 0x[\da-f]+|Thread 0x[\da-f]+|Extension modules: |Current thread's C stack trace|Stack \(most recent call first\)| {2}|<no Python frame>|$)/;
const signals: readonly (readonly [RegExp, string])[] = [[/^Segmentation fault/, 'SIGSEGV'], [/^Aborted/, 'SIGABRT'], [/^Bus error/, 'SIGBUS'], [/^Illegal instruction/, 'SIGILL'], [/^Floating point/, 'SIGFPE']];
const maxLines = 400;

export const python: Dialect = { name: 'python', opens: 'FT', hasLongRecords: true, create: createPythonReader };

type Fault = { readonly line: BodyLine; readonly reason: string; readonly frames: CodeFrame[]; isCurrent: boolean; lines: number };

function createPythonReader(): DialectReader {
  const tail = createRecordTail();
  const traceback = createTracebackReader();
  let fault: Fault | null = null;
  let trace: { readonly line: BodyLine; lines: number } | null = null;

  const closeFault = (emit: Emit): void => {
    if (fault === null) return;
    const { line, reason, frames } = fault;
    fault = null;
    emit(eventOf('python-fatal', line, { signal: signals.find(([pattern]) => pattern.test(reason))?.[1] ?? null, frames, exception: { type: 'Fatal Python error', message: reason }, text: tail.take() }));
  };
  const closeTrace = (emit: Emit): void => {
    if (trace === null) return;
    const { line } = trace;
    trace = null;
    const { exception, frames } = traceback.result();
    if (exception !== null) emit(eventOf('exception', line, { exception, frames, text: tail.take(), detail: { ends: null } }));
  };
  const goOn = (line: BodyLine, emit: Emit): boolean => {
    if (fault !== null) {
      if (!faultLine.test(line.text) || ++fault.lines > maxLines) {
        closeFault(emit);
        return false;
      }
      if (line.text.includes('hread 0x')) fault.isCurrent = line.text.startsWith('Current');
      const frame = fault.isCurrent ? readFrame(line.text) : null;
      if (frame !== null && fault.frames.length < 60) fault.frames.push(frame);
      tail.add(line.text);
      if (line.text.startsWith('Extension modules: ')) closeFault(emit);
      return true;
    }
    if (trace === null) return false;
    const isNext = traceback.isComplete() ? /^(?:$|During handling|The above exception|Traceback )/.test(line.text) : continuesTraceback(line.text);
    if (!isNext || ++trace.lines > maxLines) {
      closeTrace(emit);
      return false;
    }
    traceback.take(line.text);
    tail.add(line.text);
    return true;
  };

  return {
    feed(line, emit) {
      if (goOn(line, emit)) return true;
      const reason = line.text.charCodeAt(0) === 70 ? fatal.exec(line.text)?.[1] : undefined;
      if (reason !== undefined) {
        fault = { line, reason, frames: [], isCurrent: true, lines: 0 };
        tail.begin(line.text);
        return true;
      }
      if (!line.text.startsWith('Traceback (most recent call last)')) return false;
      trace = { line, lines: 0 };
      traceback.take(line.text);
      tail.begin(line.text);
      return true;
    },
    isOpen: () => fault !== null || trace !== null,
    heldFrom: () => (fault ?? trace)?.line.place.offset ?? null,
    end(emit) {
      closeFault(emit);
      closeTrace(emit);
    },
  };
}

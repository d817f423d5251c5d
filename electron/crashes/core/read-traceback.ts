/**
 * Python's traceback text: frames and the exception at its end. Shared by every dialect that carries one.
 * Must stay true: of chained tracebacks the last one counts; nothing here grows with the input.
 */
import type { CodeFrame } from '#shared/domain/crash.ts';
import type { Exception } from './crash-event.ts';

const framePattern = /^\s*File "([^"]{0,500})", line (\d{1,9})(?:,? in (.{1,300}))?$/;
/** A bare word such as `Killed` is what a shell says: without a message an exception is known by its dot or its ending. */
const exceptionPattern = /^((?:[A-Za-z_]\w*\.)+[A-Z]\w*|[A-Z]\w*(?=:)|[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Iteration|Exceeded|Timeout|Warning))(?:: (.*))?$/;
/** What may stand between `Traceback` and the exception, besides frames and their source lines. */
const between = /^(?:"""|'''|Traceback \(most recent call last\):|During handling of the above exception|The above exception was the direct cause|\s*\[Previous line repeated|$)/;

const maxFrames = 60;

export function readFrame(text: string): CodeFrame | null {
  const found = framePattern.exec(text);
  return found === null ? null : { file: found[1] ?? '', function: (found[3] ?? '<module>').trim(), line: Number(found[2]) };
}

/** A line that can go on a traceback already begun. */
export function continuesTraceback(text: string): boolean {
  const first = text.charCodeAt(0);
  return Number.isNaN(first) || first === 32 || first === 9 || between.test(text) || exceptionPattern.test(text);
}

export type TracebackReader = {
  take(text: string): void;
  /** The exception line was seen: what follows without indent is another matter, unless a chained traceback begins. */
  isComplete(): boolean;
  result(): { readonly exception: Exception | null; readonly frames: readonly CodeFrame[] };
};

export function createTracebackReader(): TracebackReader {
  let frames: CodeFrame[] = [];
  let exception: Exception | null = null;
  return {
    take(text) {
      if (text.startsWith('Traceback (most recent call last)')) {
        frames = [];
        exception = null;
        return;
      }
      const frame = readFrame(text);
      if (frame !== null) {
        frames.push(frame);
        if (frames.length > maxFrames) frames.splice(maxFrames / 2, 1);
        return;
      }
      const found = text.charCodeAt(0) > 32 ? exceptionPattern.exec(text) : null;
      if (found !== null) exception = { type: (found[1] ?? '').slice(0, 300), message: (found[2] ?? '').slice(0, 1000) };
    },
    isComplete: () => exception !== null,
    result: () => ({ exception, frames: frames.toReversed() }),
  };
}

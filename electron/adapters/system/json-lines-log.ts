/**
 * The engine's log as JSON lines, to stderr or to a file with a cap. One line per entry, redacted, bounded in length.
 * Must stay true: logging never throws and never blocks the product; control characters cannot reach a terminal (JSON escapes them).
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log, LogFields } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import { isSecretField, redactText } from './redact-text.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const maxTextLength = 4000;

export type LogSink = { write(line: string): void };

export function createJsonLinesLog(needs: { readonly clock: Clock; readonly random: Random; readonly sink: LogSink; readonly level: LogLevel }): Log {
  const lowest = levels.indexOf(needs.level);

  function write(level: LogLevel, message: string, fields: LogFields): void {
    if (levels.indexOf(level) < lowest) return;
    const safe = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isSecretField(name) ? '***' : typeof value === 'string' ? cut(value) : value]));
    needs.sink.write(`${JSON.stringify({ at: new Date(needs.clock.now()).toISOString(), level, message: cut(message), ...safe })}\n`);
  }

  return {
    debug: (message, fields = {}) => write('debug', message, fields),
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, fields = {}) => write('error', message, fields),
    bug(error, where) {
      const reference = needs.random.token(4);
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      write('error', 'bug', { reference, where, text });
      return reference;
    },
  };
}

const cut = (text: string): string => {
  const safe = redactText(text);
  return safe.length > maxTextLength ? `${safe.slice(0, maxTextLength)}…` : safe;
};

export function createStderrSink(stream: { write(text: string): unknown } = process.stderr): LogSink {
  return { write: (line) => void stream.write(line) };
}

/** One file and one older one, each at most `maxBytes`. A full or read-only disk silences the log, nothing else. */
export function createFileSink(path: string, maxBytes: number): LogSink {
  let size = sizeOf(path);
  let isReady = false;
  return {
    write(line) {
      try {
        if (!isReady) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        isReady = true;
        const bytes = Buffer.byteLength(line);
        if (size + bytes > maxBytes && size > 0) {
          renameSync(path, `${path}.old`);
          size = 0;
        }
        appendFileSync(path, line, { mode: 0o600 });
        size += bytes;
      } catch {
        // Nowhere to tell it: the log is the place where such things are told.
      }
    },
  };
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Redis in trouble: in its own log, and as it says so to its clients. */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent } from '#electron/crashes/core/crash-event.ts';

const own = /^\d{1,10}:[A-Z] \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3} [#*.-] (.*)$/;
const troubles: readonly (readonly [RegExp, string])[] = [
  [/OOM command not allowed/, 'out-of-memory'],
  [/MISCONF /, 'misconf'],
  [/Can't save in background: fork: Cannot allocate memory/, 'fork-failed'],
  [/Error writing to the AOF file|Background saving error|Failed opening .{0,200}(?:rdb|RDB|appendonly)|No space left on device/, 'persistence-failed'],
  [/WARNING:? (?:Memory overcommit|overcommit_memory)/, 'overcommit'],
  [/Redis .{0,20}crashed by signal: (\d+)/, 'crashed'],
];

export const redis = oneLineDialect('redis', '', read);

function read(line: BodyLine): CrashEvent | null {
  const { text } = line;
  const message = own.exec(text)?.[1];
  if (message === undefined && !text.includes('OOM command not allowed') && !text.includes('MISCONF ') && !text.includes("Can't save in background")) return null;
  const trouble = troubles.find(([pattern]) => pattern.test(message ?? text))?.[1];
  if (trouble !== undefined) return eventOf('redis-trouble', line, { detail: { trouble } });
  if (message === undefined) return null;
  if (message.includes('Ready to accept connections')) return eventOf('started', line, { owner: 'redis', detail: { by: 'redis' } });
  return /Received SIG(?:TERM|INT) scheduling shutdown|User requested shutdown/.test(message) ? eventOf('stop-asked', line, { owner: 'redis', detail: { by: 'redis' } }) : null;
}

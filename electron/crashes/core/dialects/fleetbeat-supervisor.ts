/**
 * Our own supervisor: `2026-11-22T00:57:21.103+01:00 LEVEL [program] words {json}`; the JSON decides, the words are for people.
 * Form and fields: docs/spec/crashes.md.
 */
import type { CrashEventKind } from '#shared/domain/crash.ts';
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent } from '#electron/crashes/core/crash-event.ts';
import { readSignal } from '#electron/crashes/core/signals.ts';

const header = /^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) \[([^\]]{1,300})\] .{0,2000}?(\{"event":.*\})$/;

const kinds: { readonly [event: string]: CrashEventKind | undefined } = {
  started: 'started', exited: 'main-exited', stopping: 'stop-asked', 'stop-timeout': 'stop-timeout', 'restart-planned': 'restart-planned', 'gave-up': 'gave-up', recycled: 'child-recycled', 'memory-high': 'memory-high',
};

/** Its time is an envelope of its own, so what is left begins with a level. */
export const fleetbeatSupervisor = oneLineDialect('fleetbeat-supervisor', 'DIWEC', read);

function read(line: BodyLine): CrashEvent | null {
  const found = line.text.includes('{"event":') ? header.exec(line.text) : null;
  const fields = found === null ? null : parse(found[2] ?? '');
  const kind = fields === null ? undefined : kinds[String(fields['event'])];
  if (found === null || fields === null || kind === undefined) return null;
  const whole = (name: string): number | null => (Number.isInteger(fields[name]) ? (fields[name] as number) : null);
  const text = (name: string): string | null => (typeof fields[name] === 'string' ? fields[name].slice(0, 300) : null);
  return eventOf(kind, line, {
    backend: 'fleetbeat-supervisor', owner: found[1] ?? null, node: text('node'), pid: whole('pid'), signal: readSignal(text('signal') ?? ''), exitCode: whole('exit_code'),
    detail: { expected: fields['expected'] === true, asked: fields['asked'] === true, restarts: whole('restarts'), uptimeMs: typeof fields['uptime_s'] === 'number' ? fields['uptime_s'] * 1000 : null, reason: text('reason') },
  });
}

function parse(text: string): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown }) : null;
  } catch {
    return null;
  }
}

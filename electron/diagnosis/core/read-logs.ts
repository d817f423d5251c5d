/** What the log review kept of the last day, counted by kind. Lines are foreign: logins in URLs are hidden. */
import { maskUrls } from '#electron/celery/core/mask-setting.ts';
import type { IncidentSummary } from '#shared/domain/crash.ts';
import type { LogSource } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import type { IncidentFact, LineCount, LogEvidence } from './evidence-panel.ts';
import { had, notHad } from './piece-of.ts';

export type AskedLogs = {
  readonly at: number;
  readonly incidents: readonly IncidentSummary[] | AppError;
  /** Bodies of events as the store keeps them. */
  readonly events: readonly string[] | AppError;
  readonly sources: readonly LogSource[];
  readonly followedSinceMs: number | null;
};

const keptLines = 5;
const hourMs = 3_600_000;

export function readLogs({ at, incidents, events, sources, followedSinceMs }: AskedLogs): LogEvidence {
  const journals = sources.filter(({ kind }) => kind === 'journal' || kind === 'kernel');
  return {
    incidents: isError(incidents) ? notHad('logs.incidents', at, 'incidents', 'failed', incidents.code, 'logs') : had('logs.incidents', at, 'incidents of the last 24 hours', incidents.slice(0, 300).map(incidentFact), incidents.slice(0, 20).map(({ at: when, kind, worker, cause }) => `${when} ${kind} ${worker ?? ''} ${cause.code}`).join('\n')),
    events: isError(events) ? notHad('logs.events', at, 'log lines', 'failed', events.code, 'logs') : had('logs.events', at, 'log lines of the last 24 hours', countEvents(events, at), ''),
    followedSinceMs,
    sources: had('logs.sources', at, 'followed logs', sources.map(({ kind, name, path, lines, lastLineAt }) => ({ kind, name, path, lines, lastLineAtMs: lastLineAt })), sources.map(({ kind, name, state }) => `${kind} ${name}: ${state}`).join('\n')),
    journal: journals.length === 0
      ? notHad('logs.journal', at, 'journal', 'missing', 'no journal is followed', 'logs')
      : had('logs.journal', at, 'journal', journals.some(({ state }) => state === 'following') ? 'readable' : journals.some(({ state }) => state === 'not-readable') ? 'not-readable' : 'absent', journals.map(({ name, state }) => `${name}: ${state}`).join('\n')),
  };
}

function isError(value: readonly unknown[] | AppError): value is AppError {
  return !Array.isArray(value);
}

function incidentFact(incident: IncidentSummary): IncidentFact {
  const { id, kind, signature, worker, unit, program, container, lastAt, times, signal, exitCode, cause, exception, task } = incident;
  return {
    id, kind, signature, worker, unit: unit ?? program ?? container, atMs: lastAt, times, signal, exitCode, cause: cause.code, confidence: cause.confidence,
    exception: exception === null ? null : maskUrls(`${exception.type}: ${exception.message}`).slice(0, 300), taskId: task?.id ?? null, taskName: task?.name ?? null,
  };
}

function countEvents(bodies: readonly string[], now: number): Record<string, LineCount> {
  const counts = new Map<string, { count24h: number; count1h: number; lastAtMs: number | null; lines: { atMs: number; source: string; text: string }[] }>();
  for (const body of bodies) {
    const event = parse(body);
    if (event === null) continue;
    const one = counts.get(event.kind) ?? { count24h: 0, count1h: 0, lastAtMs: null, lines: [] };
    one.count24h += 1;
    if (now - event.at < hourMs) one.count1h += 1;
    if (event.at >= (one.lastAtMs ?? 0)) one.lastAtMs = event.at;
    one.lines = [...one.lines, { atMs: event.at, source: event.source, text: event.text }].slice(-keptLines);
    counts.set(event.kind, one);
  }
  return Object.fromEntries(counts);
}

function parse(body: string): { kind: string; at: number; source: string; text: string } | null {
  try {
    const event = JSON.parse(body) as { kind?: unknown; at?: unknown; sourceName?: unknown; text?: unknown };
    return typeof event.kind === 'string' && typeof event.at === 'number' ? { kind: event.kind.slice(0, 60), at: event.at, source: textOf(event.sourceName).slice(0, 300), text: maskUrls(textOf(event.text).slice(0, 500)) } : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

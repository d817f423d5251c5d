/**
 * Every source known of every host: those followed now, and those whose lines were kept earlier (their host may be off).
 */
import type { SourceMark } from '#electron/ports/incident-store.ts';
import type { HostLogs } from '#electron/logs/host-logs.ts';
import { readHostClock, type HostClock } from '#electron/logs/core/read-host-clock.ts';
import type { BlockOrigin } from '#electron/logs/read-blocks.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogSource, LogSourceId } from '#shared/domain/log.ts';

export type SourceBook = {
  learn(marks: readonly SourceMark[]): void;
  sources(host: HostId | null): readonly LogSource[];
  originOf(id: LogSourceId): BlockOrigin | null;
  /** When the host was last seen by any run of the app. */
  lastSeen(host: HostId): number | null;
  forget(host: HostId): void;
};

export const seenId = (host: HostId): LogSourceId => `${host}|panel|seen` as LogSourceId;

export function createSourceBook(logsOf: (host: HostId) => HostLogs | null, hosts: () => Iterable<HostId>): SourceBook {
  const marks = new Map<LogSourceId, SourceMark>();
  const keptClocks = new Map<HostId, HostClock>();
  const liveOf = (host: HostId): readonly LogSource[] => logsOf(host)?.sources() ?? [];
  const clockOf = (host: HostId): HostClock | null => logsOf(host)?.hostClock() ?? keptClocks.get(host) ?? null;
  return {
    learn: (learned) => {
      for (const mark of learned) {
        marks.set(mark.id, mark);
        if (mark.kind !== 'panel' || mark.cursor === null) continue;
        const said = readSaid(mark.cursor);
        if (said !== null) keptClocks.set(mark.host, readHostClock(said.text, said.now));
      }
    },
    sources: (host) => {
      const live = host === null ? [...hosts()].flatMap(liveOf) : liveOf(host);
      const known = new Set(live.map(({ id }) => id));
      return [...live, ...[...marks.values()].filter((mark) => !known.has(mark.id) && (host === null || mark.host === host) && isShown(mark)).map(fromMark)];
    },
    originOf: (id) => {
      const host = hostOf(id, marks);
      const live = host === null ? undefined : liveOf(host).find((source) => source.id === id);
      const kept = marks.get(id);
      const source = live ?? (kept !== undefined && isShown(kept) ? fromMark(kept) : undefined);
      if (source === undefined) return null;
      const plan = { id, host: source.host, kind: source.kind, name: source.name, path: source.path, program: source.program, node: null, pids: [] };
      return { plan, worker: source.workers.length === 1 ? (source.workers[0] ?? null) : null, clock: clockOf(source.host) };
    },
    lastSeen: (host) => marks.get(seenId(host))?.lastLineAt ?? null,
    forget: (host) => { for (const mark of marks.values()) if (mark.host === host) marks.delete(mark.id); },
  };
}

function hostOf(id: LogSourceId, marks: ReadonlyMap<LogSourceId, SourceMark>): HostId | null {
  const bar = id.indexOf('|');
  return marks.get(id)?.host ?? (bar > 0 ? (id.slice(0, bar) as HostId) : null);
}

/** Places of our own (a journal's cursor, when a host was last seen) are no logs. */
function isShown(mark: SourceMark): boolean {
  return mark.name !== '' && mark.kind !== 'panel';
}

function fromMark(mark: SourceMark): LogSource {
  return {
    id: mark.id, host: mark.host, kind: mark.kind, name: mark.name, path: mark.path, program: mark.program, workers: [], state: 'off',
    since: mark.lastLineAt ?? 0, size: null, readTo: null, lastLineAt: mark.lastLineAt, lines: 0, gaps: 0,
  };
}

function readSaid(text: string): { text: string; now: number } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'text' in value && 'now' in value && typeof value.text === 'string' && typeof value.now === 'number' ? { text: value.text, now: value.now } : null;
  } catch {
    return null;
  }
}

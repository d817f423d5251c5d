/** What one session's following knows: its sources, the journal, the clock. Shared by the files that make it up. */
import type { LogCarrier } from '#electron/probes/host-watch.ts';
import type { CeleryInventory } from '#electron/probes/core/host-observation.ts';
import type { ReadLine } from '#electron/crashes/core/read-log.ts';
import type { SourceMark } from '#electron/ports/incident-store.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { LogLine, LogSource } from '#shared/domain/log.ts';
import type { JournalUnit } from './core/journal-plan.ts';
import type { PlannedSource, SupervisorPlaces } from './core/plan-sources.ts';
import { unknownClock, type HostClock } from './core/read-host-clock.ts';
import type { FollowerKind, LogWatch } from './create-log-watch.ts';
import type { HostLogsNeeds } from './host-logs-needs.ts';
import { createSourceReading, type SourceReading } from './source-reading.ts';

export type FollowingNeeds = HostLogsNeeds & { readonly session: RemoteSession; readonly carrier: LogCarrier; readonly inventory: () => CeleryInventory | null; readonly after: Promise<void> };

/** Batches on their way to the store (keeping.ts). */
export type Keeping = {
  came(bytes: number): void;
  /** Something came that no allowance is counted for. */
  arrived(): void;
  /** Once, when all that came until now is in the store. */
  whenKept(then: () => void): void;
  soon(): void;
  isIdle(forMs: number): boolean;
  /** Nothing waits to be kept. */
  isQuiet(): boolean;
  dispose(): Promise<void>;
};

/** The journal as it comes (journal-reading.ts). */
export type JournalReading = {
  setUnits(units: readonly { readonly unit: string; readonly isUser: boolean; readonly node: string | null }[]): void;
  output(bytes: Uint8Array): void;
  ended(exitCode: number): void;
  /** The cursor up to which everything is collected now; null when it did not move. */
  collect(): SourceMark | null;
};

/** Containers and what their daemon says (docker-reading.ts). */
export type OwnReading = { replan(): void; dispose(): void };

export type Followed = { readonly reading: SourceReading; readonly number: number; state: LogSource['state']; since: number; size: number | null; lines: number; gaps: number; workers: LogSource['workers'] };

export type Scene = {
  readonly needs: FollowingNeeds;
  watch: LogWatch | null;
  hostClock: HostClock | null;
  followerKind: FollowerKind;
  marks: ReadonlyMap<string, SourceMark>;
  readonly files: Map<number, Followed>;
  /** Of the journal, by source id. */
  readonly entries: Map<string, Followed>;
  journal: JournalReading | null;
  /** Sources that are asked of daemons, not of the follower. */
  daemons: OwnReading[];
  journalState: { state: LogSource['state']; since: number };
  supervisor: SupervisorPlaces | null;
  outputs: readonly { readonly pid: number; readonly target: string }[];
  outputsOf: string;
  lastNumber: number;
  /** Number of the journal reader now running. */
  stream: number;
  /** Units of the past, asked once before the journal is read; null: not asked yet. */
  pastUnits: readonly JournalUnit[] | null;
  lister: { readonly stream: number; text: string; readonly done: () => void } | null;
  lines: LogLine[];
  cost: { readonly at: number; readonly cpuMs: number; readonly perMinute: number | null } | null;
  keeping: Keeping | null;
  timers: Disposable[];
  readonly stop: AbortController;
  isOver: boolean;
};

export function newFollowed(s: Scene, plan: PlannedSource, mark: SourceMark | null, number: number, key: LogLine['worker']): Followed {
  const { needs } = s;
  const followed: Followed = {
    number, state: 'opening', since: needs.clock.now(), size: null, lines: 0, gaps: 0, workers: key === null ? [] : [key],
    reading: createSourceReading({ plan, mark, clock: s.hostClock ?? unknownClock, now: needs.clock.now, onLine: (line, place) => {
      followed.lines += 1;
      s.lines.push(toLogLine(line, plan, place, followed.workers.length === 1 ? (followed.workers[0] ?? null) : null));
    } }),
  };
  return followed;
}

export function toLogLine(line: ReadLine, plan: Pick<PlannedSource, 'id'>, place: number, worker: LogLine['worker']): LogLine {
  return { source: plan.id, seq: place, at: Math.round(line.at), atIsEstimated: line.atIsEstimated, level: line.level, worker, speaker: line.speaker, text: line.text, isCut: line.isCut, place: { ...line.body.place, offset: place } };
}

export function journalBecomes(s: Scene, state: LogSource['state']): void {
  s.journalState = { state, since: s.needs.clock.now() };
  for (const one of s.entries.values()) if (one.reading.plan.kind === 'journal' || one.reading.plan.kind === 'kernel') become(s, one, state);
  s.needs.onSources();
}

export function become(s: Scene, one: Followed, state: LogSource['state']): void {
  if (one.state === state) return;
  one.state = state;
  one.since = s.needs.clock.now();
  s.needs.onSources();
}


/**
 * Where crashes and what was read of logs rest.
 * Must stay true: one `ingest` is one transaction, so that a place in a log and what was found up to it are kept together
 * or not at all; the same incident, event or block given twice is kept once; every failure is a value.
 */
import type { CauseCode, GroupChange, GroupState, Incident, IncidentId, IncidentPage, IncidentQuery, IncidentSummary, SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogSourceId, LogSourceKind } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

/** How far a source was read, and how to find the place again. */
export type SourceMark = {
  readonly id: LogSourceId;
  readonly host: HostId;
  readonly kind: LogSourceKind;
  readonly name: string;
  readonly path: string | null;
  readonly program: string | null;
  /** Offset since we began to follow it: `base` plus the offset in the file of `inode`. Never goes back. */
  readonly offset: number;
  readonly base: number;
  readonly line: number;
  readonly inode: number;
  readonly headLength: number;
  readonly headCrc: number;
  readonly modifiedAt: number;
  /** Of a journal: its cursor after the last record taken. */
  readonly cursor: string | null;
  readonly lastLineAt: number | null;
};

/** Whole lines as they were read, from one offset of a source to another. */
export type LogBlock = { readonly source: LogSourceId; readonly from: number; readonly to: number; readonly line: number; readonly firstAt: number; readonly lastAt: number; readonly bytes: Uint8Array };

/** One understood record of a log as JSON. `ordinal`: several may come from one place. Task events are kept for a shorter time. */
export type StoredEvent = { readonly source: LogSourceId; readonly place: number; readonly ordinal: number; readonly host: HostId; readonly at: number; readonly isTask: boolean; readonly body: string };

export type GroupParts = { readonly family: string; readonly title: string };

export type IngestBatch = {
  readonly host: HostId;
  readonly at: number;
  readonly marks: readonly SourceMark[];
  readonly blocks: readonly LogBlock[];
  readonly events: readonly StoredEvent[];
  readonly incidents: readonly { readonly incident: Incident; readonly group: GroupParts }[];
  /** Incidents that turned out to be part of another. */
  readonly gone: readonly IncidentId[];
};

/** A group as it is kept, and what its incidents say of it. Merged groups are folded by the crash desk. */
export type StoredGroup = GroupParts & {
  readonly id: SignatureId;
  readonly givenTitle: string;
  readonly state: GroupState;
  readonly stateSince: number;
  readonly note: string;
  readonly mergedInto: SignatureId | null;
  readonly last: IncidentSummary;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  readonly hosts: readonly string[];
  readonly workers: readonly string[];
  readonly taskNames: readonly string[];
  readonly causes: readonly CauseCode[];
  /** Moments of its incidents of the last weeks. */
  readonly moments: readonly number[];
};

export type BlockQuestion = { readonly source: LogSourceId; readonly from: number | null; readonly to: number | null; readonly fromAt: number | null; readonly toAt: number | null; readonly newestFirst: boolean; readonly maxBytes: number };

export type StoreLimits = { readonly spoolBytes: number; readonly incidentsFrom: number; readonly eventsFrom: number; readonly tasksFrom: number };

export type IncidentStore = {
  marks(host: HostId | null): Promise<Result<readonly SourceMark[], AppError>>;
  /** Bodies of the events of a host from then on, in the order in which they were taken. */
  recentEvents(host: HostId, from: number): Promise<Result<readonly string[], AppError>>;
  /** Answers the groups that the batch touched. */
  ingest(batch: IngestBatch): Promise<Result<readonly SignatureId[], AppError>>;
  incident(id: IncidentId): Promise<Result<Incident | null, AppError>>;
  incidents(query: IncidentQuery): Promise<Result<IncidentPage, AppError>>;
  groups(ids: readonly SignatureId[] | null): Promise<Result<readonly StoredGroup[], AppError>>;
  changeGroup(id: SignatureId, change: GroupChange, at: number): Promise<Result<readonly SignatureId[] | null, AppError>>;
  blocks(question: BlockQuestion): Promise<Result<readonly LogBlock[], AppError>>;
  tidy(limits: StoreLimits): Promise<Result<void, AppError>>;
};

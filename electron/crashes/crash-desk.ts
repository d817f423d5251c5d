/**
 * What the screens and the command line ask about crashes. The engine's crash room answers; handlers only pass it on.
 */
import type { AwaySummary, CrashChange, CrashGroup, GroupChange, GroupFilter, Incident, IncidentId, IncidentPage, IncidentQuery, SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type CrashDesk = {
  groups(filter: GroupFilter, signal: AbortSignal): Promise<Result<{ groups: CrashGroup[] }, AppError>>;
  incidents(query: IncidentQuery, signal: AbortSignal): Promise<Result<IncidentPage, AppError>>;
  incident(id: IncidentId, signal: AbortSignal): Promise<Result<Incident, AppError>>;
  /** Answers the groups that changed by it: two for a merge or a split. */
  changeGroup(id: SignatureId, change: GroupChange, signal: AbortSignal): Promise<Result<{ groups: CrashGroup[] }, AppError>>;
  away(host: HostId | null): { summaries: AwaySummary[] };
  /** The first emission is whole. */
  watch(emit: (change: CrashChange) => void): () => void;
};

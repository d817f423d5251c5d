/** What the timeline needs besides figures and verdicts: when each host was there, and what things were called. */
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { HostPresence } from '#shared/domain/timeline.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

/** From `at` on. null: taken off the list, or nobody watched any more. */
export type StoredPresence = { readonly host: HostId; readonly at: number; readonly presence: HostPresence | null };
export type StoredName = { readonly host: HostId | null; readonly worker: WorkerKey | null; readonly name: string; readonly firstSeen: number };

export type TimelineStore = {
  put(batch: { readonly presences: readonly StoredPresence[]; readonly names: readonly StoredName[] }): Promise<Result<void, AppError>>;
  /** Changes of the range, with the last one before it for each host; oldest first, at most 50 000. */
  presences(from: number, to: number): Promise<Result<readonly StoredPresence[], AppError>>;
  /** Every host and worker ever named, the latest name of each. */
  names(): Promise<Result<readonly StoredName[], AppError>>;
};

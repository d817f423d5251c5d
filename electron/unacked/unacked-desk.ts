/** Unacknowledged messages, dead queues, saved copies and retries. (Door type of the room.) */
import type { BrokerId, HostId, TaskId } from '#shared/domain/ids.ts';
import type { CopyId, DeadMessage, GiveBackRequest, MoveReport, MoveRequest, RetryReport, RetryRequest, SavedCopy, StuckRecord, UndoReport, UnackedPage, UnackedQuery } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type Told<T> = Promise<Result<T, AppError>>;

export type UnackedDesk = {
  list(query: UnackedQuery, signal: AbortSignal): Told<UnackedPage>;
  dead(broker: BrokerId, limit: number, signal: AbortSignal): Told<{ readonly total: number; readonly messages: readonly DeadMessage[] }>;
  copies(broker: BrokerId | null): Told<readonly SavedCopy[]>;
  giveBack(request: GiveBackRequest, signal: AbortSignal): Told<MoveReport>;
  move(request: MoveRequest, signal: AbortSignal): Told<MoveReport>;
  /** One task out of its queue's own lists. */
  setAside(broker: BrokerId, queues: readonly string[], task: TaskId, signal: AbortSignal): Told<MoveReport>;
  undo(copy: CopyId, signal: AbortSignal): Told<UndoReport>;
  stuck(host: HostId | null, signal: AbortSignal): Told<readonly StuckRecord[]>;
  retry(request: RetryRequest, signal: AbortSignal): Told<RetryReport>;
};

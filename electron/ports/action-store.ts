/** Where the journal of acts rests. Must stay true: a `put` that succeeded survives the end of this process by any signal. */
import type { Action, ActionId, ActionQuery } from '#shared/domain/action.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type ActionStore = {
  readonly keptIn: 'file' | 'memory';
  /** Puts by id: an action saved before is replaced. */
  put(action: Action): Promise<Result<void, AppError>>;
  get(id: ActionId): Promise<Result<Action | null, AppError>>;
  /** Newest first, at most `limit`. */
  list(query: ActionQuery): Promise<Result<readonly Action[], AppError>>;
  /** Those without an end. */
  begun(): Promise<Result<readonly Action[], AppError>>;
  /** Removes what began before. */
  tidy(before: number): Promise<Result<void, AppError>>;
};

/** Acts set down beside the store while it cannot be written. */
export type ActionSpool = {
  put(action: Action): Promise<Result<void, AppError>>;
  remove(id: ActionId): Promise<void>;
  all(): Promise<readonly Action[]>;
};

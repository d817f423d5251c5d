/** Where alerts rest: those that stand, to be taken up after a restart, and those that are over. */
import type { Alert } from '#shared/domain/alert.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

/** `wellSince`: since when it is well again, while it clears. */
export type StoredAlert = { readonly alert: Alert; readonly wellSince: number | null };

export type AlertStore = {
  /** Alerts that stood when the engine last ended, and those that ended since `since`. */
  load(since: number): Promise<Result<{ readonly open: readonly StoredAlert[]; readonly past: readonly Alert[] }, AppError>>;
  /** Puts by id: an alert saved before is replaced. */
  put(alerts: readonly StoredAlert[]): Promise<Result<void, AppError>>;
  /** Alerts that stood at some moment of the range, newest first, at most 20 000. */
  list(from: number, to: number): Promise<Result<readonly Alert[], AppError>>;
  /** Removes what ended before. */
  tidy(before: number): Promise<Result<void, AppError>>;
};

/** Looks through many bytes for a pattern without holding up whoever asks; a pattern that never ends is given up. */
import type { LogFilter } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type LineSearch = {
  /** Indexes of the blocks that hold a line with a match, ascending. */
  find(pattern: NonNullable<LogFilter['pattern']>, blocks: readonly Uint8Array[], options: { readonly signal: AbortSignal; readonly deadlineMs: number }): Promise<Result<readonly number[], AppError>>;
  /** Where each text matches, as [start, end) in UTF-16 units. */
  match(pattern: NonNullable<LogFilter['pattern']>, texts: readonly string[], options: { readonly signal: AbortSignal; readonly deadlineMs: number }): Promise<Result<readonly (readonly [number, number][])[], AppError>>;
  dispose(): Promise<void>;
};

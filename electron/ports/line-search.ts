/** Looks through many bytes for a pattern without holding up whoever asks; a pattern that never ends is given up. */
import type { LogFilter, LogHistogram, LogSource } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

type Options = { readonly signal: AbortSignal; readonly deadlineMs: number };
export type LinesWanted = { readonly pattern: NonNullable<LogFilter['pattern']>; readonly levels: LogFilter['levels']; readonly limit: number };
/** `isFile`: lines as bytes of a file; otherwise entries, one a line, of a journal or a container. */
export type SearchedBlock = { readonly bytes: Uint8Array; readonly isFile: boolean; readonly firstAt: number };
/** A shown line that matches: its block, its raw line there by bytes and by number, which of its pieces, and where. */
export type LineHit = { readonly block: number; readonly start: number; readonly end: number; readonly line: number; readonly piece: number; readonly ranges: [number, number][] };
export type LinesFound = { readonly count: number; readonly hits: readonly LineHit[] };

/** `clock`: what the host said of it; null: not asked yet. */
export type CountWanted = Pick<LogFilter, 'pattern' | 'levels'> & { readonly from: number; readonly to: number; readonly pieces: number; readonly source: Pick<LogSource, 'id' | 'host' | 'kind'>; readonly isFile: boolean; readonly clock: { readonly text: string; readonly now: number } | null };

export type LineSearch = {
  /** Every line of the blocks that matches is counted; the first of them are told. */
  find(wanted: LinesWanted, blocks: readonly SearchedBlock[], options: Options): Promise<Result<LinesFound, AppError>>;
  /** How many lines fall into each piece of a span of time. */
  count(wanted: CountWanted, blocks: readonly SearchedBlock[], options: Options): Promise<Result<LogHistogram, AppError>>;
  /** Where each text matches, as [start, end) in UTF-16 units. */
  match(pattern: NonNullable<LogFilter['pattern']>, texts: readonly string[], options: Options): Promise<Result<readonly (readonly [number, number][])[], AppError>>;
  dispose(): Promise<void>;
};

/**
 * What the log viewer and the command line ask about logs.
 */
import type { LogBatch, LogFilter, LogHistogramRequest, LogHistogramStep, LogPage, LogReadRequest, LogSearchRequest, LogSearchStep, LogSource, LogSourceId } from '#shared/domain/log.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type LogDesk = {
  sources(host: HostId | null): { sources: LogSource[] };
  read(request: LogReadRequest, signal: AbortSignal): Promise<Result<LogPage, AppError>>;
  /** How many lines fall where in a span of time; one call looks at a bounded amount. */
  histogram(request: LogHistogramRequest, signal: AbortSignal): Promise<Result<LogHistogramStep, AppError>>;
  search(request: LogSearchRequest, signal: AbortSignal): Promise<Result<LogSearchStep, AppError>>;
  /** The first emission is whole: the newest lines known. */
  follow(params: { readonly sources: readonly LogSourceId[]; readonly filter: LogFilter }, emit: (batch: LogBatch) => void): () => void;
};

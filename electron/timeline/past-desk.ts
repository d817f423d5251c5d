/** The door of the past for the contract: the timeline, one moment of it, a day's report, and where memory is heading. */
import type { Forecast } from '#shared/domain/forecast.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { DayReport } from '#shared/domain/report.ts';
import type { FleetMoment, Timeline } from '#shared/domain/timeline.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type PastDesk = {
  forecast(worker: WorkerKey, signal: AbortSignal): Promise<Result<Forecast, AppError>>;
  timeline(from: number, to: number, hosts: readonly HostId[], signal: AbortSignal): Promise<Result<Timeline, AppError>>;
  at(at: number, signal: AbortSignal): Promise<Result<FleetMoment, AppError>>;
  /** null: the last 24 hours. */
  report(day: string | null, signal: AbortSignal): Promise<Result<DayReport, AppError>>;
};

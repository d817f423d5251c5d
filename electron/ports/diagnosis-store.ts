/** Where diagnosis runs rest: their findings and score, and of the newest run of each host the evidence too. */
import type { DiagnosisRun, RunId, RunSummary } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type StoredRun = {
  readonly run: DiagnosisRun;
  readonly bootId: string | null;
  /** JSON, without arguments of tasks. */
  readonly evidence: string;
};

export type DiagnosisStore = {
  /** Keeps the run; the evidence of the host's earlier runs is dropped, and runs beyond the newest so many. */
  save(stored: StoredRun): Promise<Result<void, AppError>>;
  /** The newest run of each host. */
  latest(): Promise<Result<readonly RunSummary[], AppError>>;
  /** Newest first. */
  runs(host: HostId): Promise<Result<readonly (RunSummary & { readonly bootId: string | null })[], AppError>>;
  run(id: RunId): Promise<Result<DiagnosisRun | null, AppError>>;
  /** Of the host's newest run; null: none is kept. */
  evidence(host: HostId): Promise<Result<string | null, AppError>>;
  drop(host: HostId): Promise<Result<void, AppError>>;
};

export const keptRunsPerHost = 60;

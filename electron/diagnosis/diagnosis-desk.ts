/**
 * What the screens and the command line ask about diagnoses. The engine's diagnosis room answers; handlers pass it on.
 */
import type { BundleOptions, CheckMute, DiagnosisChange, DiagnosisOverview, DiagnosisRun, OpenedBundle, RunId, RunSummary } from '#shared/domain/diagnosis.ts';
import type { CheckCard } from '#shared/domain/finding.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type DiagnosisDesk = {
  start(hosts: readonly HostId[]): Result<{ started: HostId[] }, AppError>;
  latest(): Promise<Result<DiagnosisOverview, AppError>>;
  runs(host: HostId): Promise<Result<{ runs: RunSummary[] }, AppError>>;
  run(id: RunId): Promise<Result<DiagnosisRun, AppError>>;
  catalogue(): { checks: CheckCard[] };
  mute(mute: CheckMute, isMuted: boolean): Promise<Result<{ mutes: CheckMute[] }, AppError>>;
  schedule(everyHours: number | null): Promise<Result<Record<string, never>, AppError>>;
  bundle(hosts: readonly HostId[], options: BundleOptions): Promise<Result<{ name: string; text: string }, AppError>>;
  openBundle(text: string): Result<OpenedBundle, AppError>;
  /** The first change carries the overview. */
  watch(emit: (change: DiagnosisChange) => void): () => void;
};

/**
 * The newest diagnosis of each host as the engine tells it, and the rules by which it changes. Pure.
 * Must stay true: a run that failed leaves the host's last result standing and says why beside it.
 */
import type { CheckMute, DiagnosisChange, RunProgress, RunSummary } from '#shared/domain/diagnosis.ts';
import type { CheckId } from '#shared/domain/finding.ts';
import type { HostId } from '#shared/domain/ids.ts';

export type DiagnosisReplica = {
  /** False until the first overview. */
  readonly isKnown: boolean;
  readonly latest: ReadonlyMap<HostId, RunSummary>;
  /** Runs under way or waiting, and the last one of a host if it failed. */
  readonly running: ReadonlyMap<HostId, RunProgress>;
  readonly mutes: readonly CheckMute[];
  readonly everyHours: number | null;
};

export const emptyDiagnosis: DiagnosisReplica = { isKnown: false, latest: new Map(), running: new Map(), mutes: [], everyHours: null };

export function applyDiagnosisChange(old: DiagnosisReplica, change: DiagnosisChange): DiagnosisReplica {
  const { overview } = change;
  const latest = new Map(overview === null ? old.latest : overview.latest.map((run) => [run.host, run]));
  const running = new Map(overview === null ? old.running : overview.running.filter(isWorthKeeping).map((one) => [one.host, one]));
  for (const one of change.progress) {
    if (isWorthKeeping(one)) running.set(one.host, one);
    else running.delete(one.host);
  }
  for (const run of change.finished) {
    const before = latest.get(run.host);
    if (before === undefined || run.endedAt >= before.endedAt) latest.set(run.host, run);
    if (running.get(run.host)?.run === run.id) running.delete(run.host);
  }
  return { isKnown: old.isKnown || overview !== null, latest, running, mutes: overview?.mutes ?? old.mutes, everyHours: overview === null ? old.everyHours : overview.everyHours };
}

function isWorthKeeping({ step }: RunProgress): boolean {
  return step !== 'done';
}

export function isRunning(progress: RunProgress | null | undefined): boolean {
  return progress !== null && progress !== undefined && progress.step !== 'failed' && progress.step !== 'done';
}

/** The mute that silences this check on this host now; the one for this host alone comes first. */
export function muteOf(mutes: readonly CheckMute[], check: CheckId, host: HostId, now: number): CheckMute | null {
  const standing = mutes.filter((mute) => mute.check === check && (mute.host === null || mute.host === host) && (mute.until === null || mute.until > now));
  return standing.find((mute) => mute.host === host) ?? standing[0] ?? null;
}

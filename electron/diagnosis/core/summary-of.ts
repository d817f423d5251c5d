/** What a list shows of a run. */
import type { DiagnosisRun, RunSummary, SeverityCounts } from '#shared/domain/diagnosis.ts';
import type { Finding } from '#shared/domain/finding.ts';

export function summaryOf({ id, host, hostName, startedAt, endedAt, by, value, word, coverage, counts, worst }: DiagnosisRun): RunSummary {
  return { id, host, hostName, startedAt, endedAt, by, value, word, coverage, counts, worst };
}

export function countFindings(findings: readonly Finding[]): SeverityCounts {
  const counts = { ok: 0, info: 0, warn: 0, crit: 0, unknown: 0, muted: 0 };
  for (const { severity, isMuted } of findings) counts[isMuted ? 'muted' : severity] += 1;
  return counts;
}

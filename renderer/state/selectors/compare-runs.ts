/**
 * Two runs of one host side by side, finding by finding. Pure.
 * Must stay true: a finding that can no longer be judged is not gone, it is unknown.
 */
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { Finding, FindingSeverity } from '#shared/domain/finding.ts';
import { isProblem } from './findings-list.ts';

export type ChangeKind = 'new' | 'worse' | 'blind' | 'better' | 'gone' | 'same';
export type FindingChange = { readonly kind: ChangeKind; readonly id: string; readonly before: Finding | null; readonly after: Finding | null };
export type RunComparison = { readonly changes: readonly FindingChange[]; readonly counts: Readonly<Record<ChangeKind, number>> };

export const changeKinds: readonly ChangeKind[] = ['new', 'worse', 'blind', 'better', 'gone', 'same'];

const rank: Readonly<Record<FindingSeverity, number>> = { crit: 3, warn: 2, info: 1, ok: 0, unknown: 0 };

export function compareRuns(before: Pick<DiagnosisRun, 'findings'>, after: Pick<DiagnosisRun, 'findings'>): RunComparison {
  const earlier = new Map(before.findings.map((finding) => [finding.id, finding]));
  const later = new Map(after.findings.map((finding) => [finding.id, finding]));
  const changes: FindingChange[] = [];
  for (const id of new Set([...earlier.keys(), ...later.keys()])) {
    const was = earlier.get(id) ?? null;
    const is = later.get(id) ?? null;
    const kind = kindOf(was, is);
    if (kind !== null) changes.push({ kind, id, before: was, after: is });
  }
  const worst = ({ before: was, after: is }: FindingChange): number => Math.max(rank[was?.severity ?? 'ok'], rank[is?.severity ?? 'ok']);
  changes.sort((a, b) => changeKinds.indexOf(a.kind) - changeKinds.indexOf(b.kind) || worst(b) - worst(a) || (a.id < b.id ? -1 : 1));
  const counts = { new: 0, worse: 0, blind: 0, better: 0, gone: 0, same: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return { changes, counts };
}

function kindOf(was: Finding | null, is: Finding | null): ChangeKind | null {
  const wasProblem = was !== null && isProblem(was);
  const isNow = is !== null && isProblem(is);
  if (!wasProblem && !isNow) return null;
  if (!wasProblem) return 'new';
  if (!isNow) return is !== null && is.severity === 'unknown' && !is.isMuted ? 'blind' : 'gone';
  const step = rank[is.severity] - rank[was.severity];
  return step > 0 ? 'worse' : step < 0 ? 'better' : 'same';
}

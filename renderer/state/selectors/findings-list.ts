/** The findings of one run as its page lists them: counted, filtered, searched, ordered; and what to grant for the unknown ones. Pure. */
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { Finding, FindingCategory, FindingSeverity, Grant } from '#shared/domain/finding.ts';

export type FindingShow = 'problems' | 'unknown' | 'fine' | 'muted' | 'all';
export type FindingFilter = { readonly show: FindingShow; readonly category: FindingCategory | null; readonly search: string };

export const initialFindingFilter: FindingFilter = { show: 'problems', category: null, search: '' };

const rankOfSeverity: Readonly<Record<FindingSeverity, number>> = { crit: 0, warn: 1, info: 2, unknown: 3, ok: 4 };

export function isProblem({ severity, isMuted }: Pick<Finding, 'severity' | 'isMuted'>): boolean {
  return !isMuted && (severity === 'crit' || severity === 'warn' || severity === 'info');
}

/** Where a finding stands; one that is muted stands nowhere else. */
export function showOf(finding: Pick<Finding, 'severity' | 'isMuted'>): Exclude<FindingShow, 'all'> {
  if (finding.isMuted) return 'muted';
  if (finding.severity === 'unknown') return 'unknown';
  return finding.severity === 'ok' ? 'fine' : 'problems';
}

export function countFindings(findings: readonly Finding[]): Readonly<Record<FindingShow, number>> {
  const counts = { problems: 0, unknown: 0, fine: 0, muted: 0, all: findings.length };
  for (const finding of findings) counts[showOf(finding)] += 1;
  return counts;
}

/** What each finding costs, by its id. */
export function pointsByFinding({ score }: Pick<DiagnosisRun, 'score'>): ReadonlyMap<string, number> {
  return new Map(score.rows.flatMap((row): [string, number][] => (row.finding === null ? [] : [[row.finding, row.points]])));
}

export function listFindings(needs: { readonly findings: readonly Finding[]; readonly filter: FindingFilter; readonly points: ReadonlyMap<string, number>; /** Everything of it that can be searched for. */ readonly textOf: (finding: Finding) => string }): readonly Finding[] {
  const { filter, points } = needs;
  const words = filter.search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const found = needs.findings.filter((finding) => {
    if (filter.show !== 'all' && showOf(finding) !== filter.show) return false;
    if (filter.category !== null && finding.category !== filter.category) return false;
    if (words.length === 0) return true;
    const text = needs.textOf(finding).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const cost = (finding: Finding): number => points.get(finding.id) ?? 0;
  return found.sort((a, b) => rankOfSeverity[a.severity] - rankOfSeverity[b.severity] || cost(b) - cost(a) || b.impact - a.impact || (a.id < b.id ? -1 : 1));
}

/** What stands together under one heading, in order. */
export function groupBySeverity(findings: readonly Finding[]): readonly { readonly severity: FindingSeverity; readonly findings: readonly Finding[] }[] {
  const severities: readonly FindingSeverity[] = ['crit', 'warn', 'info', 'unknown', 'ok'];
  return severities.flatMap((severity) => {
    const own = findings.filter((finding) => finding.severity === severity);
    return own.length === 0 ? [] : [{ severity, findings: own }];
  });
}

export type GrantGroup = { readonly grant: Grant; readonly findings: readonly Finding[] };

/** Unknown findings by what would make them known; what opens most comes first, what nobody can give last. */
export function groupByGrant(findings: readonly Finding[], grantOf: (finding: Finding) => Grant): readonly GrantGroup[] {
  const groups = new Map<Grant, Finding[]>();
  for (const finding of findings) {
    if (finding.severity !== 'unknown') continue;
    const grant = grantOf(finding);
    groups.set(grant, [...(groups.get(grant) ?? []), finding]);
  }
  const weight = (group: GrantGroup): number => (group.grant === 'none' || group.grant === 'not-a-pi' ? -1 : group.findings.reduce((sum, { impact }) => sum + impact, 0));
  return [...groups].map(([grant, own]): GrantGroup => ({ grant, findings: own })).sort((a, b) => weight(b) - weight(a) || (a.grant < b.grant ? -1 : 1));
}

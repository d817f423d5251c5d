/** From evidence to a whole run: findings, score, counts. The same for a live round and for a replayed bundle. */
import type { DiagnosisRun, RoundCost, RunId } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Evidence } from './evidence.ts';
import { judgeEvidence, type JudgeNeeds } from './judge-evidence.ts';
import { allRules } from './rules/all-rules.ts';
import { scoreFindings } from './score-findings.ts';
import { countFindings } from './summary-of.ts';

export type RunFacts = {
  readonly id: RunId;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly by: DiagnosisRun['by'];
  readonly version: string;
  readonly cost: RoundCost;
  readonly gaps: DiagnosisRun['gaps'];
  readonly median24h: number | null;
};

export function makeRun(evidence: Evidence, facts: RunFacts, judge: JudgeNeeds): DiagnosisRun {
  const findings = judgeEvidence(evidence, allRules, judge);
  const score = scoreFindings(findings, { nowMs: judge.nowMs, median24h: facts.median24h });
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const worst = score.rows.flatMap(({ finding, points }) => {
    const one = finding === null ? undefined : byId.get(finding);
    return one === undefined || (one.severity !== 'warn' && one.severity !== 'crit') ? [] : [{ finding: one.id, check: one.check, severity: one.severity, points }];
  });
  const { median24h: _median, ...kept } = facts;
  return { ...kept, host: evidence.host.id as HostId, hostName: evidence.host.name, value: score.value, word: score.word, coverage: score.coverage, counts: countFindings(findings), worst: gravest(worst), findings, score };
}

/** Critical ones first, then by what they cost. */
function gravest(worst: DiagnosisRun['worst']): DiagnosisRun['worst'] {
  return [...worst].sort((a, b) => Number(b.severity === 'crit') - Number(a.severity === 'crit') || b.points - a.points).slice(0, 5);
}

/**
 * Runs every check over the evidence and makes findings of what they say.
 * Must stay true: a check that throws costs only its own finding, which becomes unknown with a reference; a finding's
 * words, excerpts and arguments are cut to the sizes of the treaty, whatever a Pi sent.
 */
import { CheckId, type EvidenceShown, type Finding, type FindingArgs, type FindingSubject } from '#shared/domain/finding.ts';
import type { Evidence, Piece } from './evidence.ts';
import { hostSubject, whyNot } from './judging.ts';
import type { Judgement, Rule, RuleContext } from './rule.ts';

export type JudgeNeeds = RuleContext & {
  /** Told of a check that threw; answers the reference to show. */
  readonly onThrow: (check: string, error: unknown) => string;
  readonly isMuted: (check: string) => boolean;
};

const maxFindings = 1000;

export function judgeEvidence(evidence: Evidence, rules: readonly Rule[], needs: JudgeNeeds): Finding[] {
  const since = new Map(evidence.panel.earlierFindings.map((finding) => [finding.id, finding]));
  const findings: Finding[] = [];
  const taken = new Set<string>();
  for (const rule of rules) {
    for (const judgement of judgeOne(rule, evidence, needs)) {
      const finding = findingOf(rule, judgement, evidence, needs);
      // two of one subject from one check: the first is kept under that id, the next gets a number
      const id = taken.has(finding.id) ? `${finding.id}#${findings.length}` : finding.id;
      taken.add(id);
      const earlier = since.get(id);
      findings.push({ ...finding, id, since: earlier !== undefined && earlier.severity === finding.severity ? (earlier.since ?? needs.nowMs) : needs.nowMs });
      if (findings.length >= maxFindings) return findings;
    }
  }
  return findings;
}

function judgeOne(rule: Rule, evidence: Evidence, needs: JudgeNeeds): readonly Judgement[] {
  try {
    return rule.judge(evidence, { nowMs: needs.nowMs });
  } catch (error) {
    return [{ severity: 'unknown', says: 'threw', args: { reference: needs.onThrow(rule.id, error) }, on: [], grant: 'none' }];
  }
}

function findingOf(rule: Rule, judgement: Judgement, evidence: Evidence, needs: JudgeNeeds): Finding {
  const subject = cutSubject(judgement.subject ?? hostSubject(evidence));
  const missing = whyNot(judgement.on);
  const args = judgement.severity === 'unknown' && judgement.args?.['grant'] === undefined ? { ...judgement.args, grant: judgement.grant ?? missing?.grant ?? 'none', because: missing?.because ?? null } : judgement.args;
  return {
    id: `${rule.id}:${subject.kind}:${subject.name}${subject.kind === 'process' && subject.pid !== null ? `:${subject.pid}` : ''}`.slice(0, 760),
    check: CheckId.parse(rule.id), category: rule.category, severity: judgement.severity, impact: rule.impact, subject,
    group: judgement.group ?? null, isBlocking: judgement.isBlocking ?? false, isMuted: needs.isMuted(rule.id),
    says: judgement.says ?? (judgement.severity === 'unknown' ? 'unknown' : 'ok'),
    args: cutArgs(args ?? {}), evidence: judgement.on.slice(0, 20).map(shown),
    command: judgement.command?.slice(0, 2000) ?? null, fix: judgement.fix === undefined ? null : { id: judgement.fix.id, args: cutArgs(judgement.fix.args) },
    loss: judgement.loss ?? null, since: null,
  };
}

function shown(piece: Piece<unknown>): EvidenceShown {
  const base = { name: String(piece.name).slice(0, 700), at: Number(piece.at) || 0, source: String(piece.source).slice(0, 700), state: piece.state };
  return piece.state === 'had' ? { ...base, excerpt: String(piece.raw).slice(0, 2000), grant: null } : { ...base, excerpt: piece.because === '' ? null : String(piece.because).slice(0, 2000), grant: piece.grant };
}

function cutSubject(subject: FindingSubject): FindingSubject {
  // evidence of an opened bundle may hold anything where a name should be
  const name = typeof subject.name === 'string' ? subject.name.slice(0, 600) : '';
  return { kind: subject.kind, name, pid: Number.isInteger(subject.pid) ? subject.pid : null, worker: typeof subject.worker === 'string' && subject.worker !== '' ? subject.worker : null };
}

/** A figure that is none (a division by nothing) is no figure. */
function cutArgs(args: FindingArgs): FindingArgs {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name.slice(0, 40), typeof value === 'string' ? value.slice(0, 600) : typeof value === 'number' ? (Number.isFinite(value) ? value : null) : typeof value === 'boolean' ? value : null]));
}

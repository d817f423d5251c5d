/**
 * The health score with its whole arithmetic: a weighted mean of the checks that could be judged, then caps.
 * Must stay true: 100 minus the points of all rows is the value; one cause costs once; the word agrees with the worst
 * finding; too little evidence gives no value. Rules: docs/spec/diagnosis.md.
 */
import type { CategoryScore, Score, ScoreCap, ScoreCategory, ScoreRow, ScoreWord } from '#shared/domain/diagnosis.ts';
import type { Finding, FindingCategory } from '#shared/domain/finding.ts';

export const categoryWeights: Readonly<Record<ScoreCategory, number>> = { runtime: 24, redis: 20, crashes: 12, system: 12, storage: 10, power: 8, supervision: 6, configuration: 5, network: 3 };
const scored: Readonly<Record<FindingCategory, ScoreCategory>> = {
  system: 'system', power: 'power', storage: 'storage', network: 'network', redis: 'redis', configuration: 'configuration',
  runtime: 'runtime', processes: 'runtime', docker: 'supervision', supervision: 'supervision', logs: 'crashes',
};
export const capLimits: Readonly<Record<ScoreCap, number>> = { 'any-warning': 89, 'six-warnings': 74, 'any-critical': 49, 'three-critical': 25, blocking: 15 };
const leastCoverage = 60;
const manyWarnings = 6;
const manyCritical = 3;
const dayMs = 86_400_000;

/** A check with all its subjects. `worst` is the finding that costs. */
type Check = { readonly category: ScoreCategory; readonly impact: number; readonly known: number; readonly all: number; readonly worst: Finding | null; readonly loss: number; readonly others: readonly string[] };
type Leader = { readonly check: Check; readonly finding: Finding; readonly consequences: readonly string[] };

export function scoreFindings(findings: readonly Finding[], context: { readonly nowMs: number; readonly median24h: number | null }): Score {
  const counted = findings.filter((finding) => !finding.isMuted);
  const checks = checksOf(counted, context.nowMs);
  const leaders = leadersOf(checks);
  const coverage = coverageOf(checks);
  const categories = categoriesOf(checks, leaders);
  const total = categories.reduce((sum, { score, category }) => sum + (score === null ? 0 : categoryWeights[category]), 0);
  const base = { coverage: tenths(coverage), median24h: context.median24h };
  const shown = categories.map((one) => ({ ...one, weight: one.score === null || total === 0 ? 0 : tenths((100 * categoryWeights[one.category]) / total) }));
  if (coverage < leastCoverage || total === 0) return { ...base, value: null, word: 'INCONNU', exitCode: 3, raw: null, rows: [], categories: shown };
  const lost = leaders.map((leader) => ({ leader, points: pointsOf(leader.check, checks, leaders, total) })).sort((a, b) => b.points - a.points || (a.leader.finding.id < b.leader.finding.id ? -1 : 1));
  const raw = 100 - lost.reduce((sum, { points }) => sum + points, 0);
  const caps = capsOf(leaders, counted.some(({ severity, isBlocking }) => severity === 'crit' && isBlocking));
  const uncapped = Math.max(0, Math.min(100, Math.round(raw)));
  const value = Math.min(uncapped, ...caps.map((cap) => capLimits[cap]));
  const rows = [...spread(lost.map(({ leader, points }) => findingRow(leader, points)), 100 - uncapped), ...capRows(uncapped, caps)];
  const word = wordOf(value);
  return { ...base, value, word, exitCode: word === 'EXCELLENT' ? 0 : word === 'MOYEN' ? 1 : 2, raw: tenths(raw), rows, categories: shown };
}

export function wordOf(value: number | null): ScoreWord {
  if (value === null) return 'INCONNU';
  return value >= 90 ? 'EXCELLENT' : value >= 50 ? 'MOYEN' : 'CRITIQUE';
}

/** A warning never costs more than half, so that warnings alone never make CRITIQUE; what is long past costs less. */
function lossOf(finding: Finding, nowMs: number): number {
  const own = finding.severity === 'crit' ? (finding.loss ?? 1) : finding.severity === 'warn' ? Math.min(0.5, finding.loss ?? 0.5) : 0;
  const last = finding.category === 'logs' ? finding.args['lastAtMs'] : null;
  return typeof last === 'number' ? own * Math.min(1, Math.max(0.05, 1 - (nowMs - last) / dayMs)) : own;
}

function checksOf(findings: readonly Finding[], nowMs: number): readonly Check[] {
  const byCheck = new Map<string, Finding[]>();
  for (const finding of findings) byCheck.set(finding.check, [...(byCheck.get(finding.check) ?? []), finding]);
  return [...byCheck.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const bad = all.filter(({ severity }) => severity === 'warn' || severity === 'crit').sort((a, b) => lossOf(b, nowMs) - lossOf(a, nowMs) || rank(b) - rank(a) || (a.id < b.id ? -1 : 1));
    const worst = bad[0] ?? null;
    const known = all.filter(({ severity }) => severity !== 'unknown').length;
    return [{ category: scored[first.category], impact: first.impact, known, all: all.length, worst, loss: worst === null ? 0 : lossOf(worst, nowMs), others: bad.slice(1).map(({ id }) => id) }];
  });
}

function rank({ severity }: Finding): number {
  return severity === 'crit' ? 2 : severity === 'warn' ? 1 : 0;
}

/** Of each cause the gravest check deducts; the rest are its consequences. */
function leadersOf(checks: readonly Check[]): readonly Leader[] {
  const bad = checks.flatMap((check) => (check.worst === null ? [] : [{ check, finding: check.worst }]));
  const order = [...bad].sort((a, b) => rank(b.finding) - rank(a.finding) || b.check.impact * b.check.loss - a.check.impact * a.check.loss || (a.finding.id < b.finding.id ? -1 : 1));
  const groups = new Map<string, { check: Check; finding: Finding; consequences: string[] }>();
  for (const { check, finding } of order) {
    const group = finding.group ?? `own:${finding.id}`;
    const leader = groups.get(group);
    if (leader === undefined) groups.set(group, { check, finding, consequences: [...check.others] });
    else leader.consequences.push(finding.id, ...check.others);
  }
  return [...groups.values()];
}

function isLeader(check: Check, leaders: readonly Leader[]): boolean {
  return leaders.some((leader) => leader.check === check);
}

function knownImpact(checks: readonly Check[], category: ScoreCategory): number {
  return checks.filter((check) => check.category === category && check.known > 0).reduce((sum, { impact }) => sum + impact, 0);
}

function pointsOf(check: Check, checks: readonly Check[], leaders: readonly Leader[], total: number): number {
  const share = knownImpact(checks, check.category);
  return share === 0 || !isLeader(check, leaders) ? 0 : (100 * (categoryWeights[check.category] / total) * check.impact * check.loss) / share;
}

function categoriesOf(checks: readonly Check[], leaders: readonly Leader[]): readonly Omit<CategoryScore, 'weight'>[] {
  return (Object.keys(categoryWeights) as ScoreCategory[]).map((category) => {
    const all = checks.filter((check) => check.category === category);
    const share = knownImpact(checks, category);
    const lost = all.filter((check) => isLeader(check, leaders)).reduce((sum, { impact, loss }) => sum + impact * loss, 0);
    return { category, score: share === 0 ? null : tenths(100 * (1 - lost / share)), known: all.filter(({ known }) => known > 0).length, applicable: all.length };
  });
}

/** By weight: a category of which half could be judged counts half. */
function coverageOf(checks: readonly Check[]): number {
  let known = 0;
  let all = 0;
  for (const category of Object.keys(categoryWeights) as ScoreCategory[]) {
    const own = checks.filter((check) => check.category === category);
    const impact = own.reduce((sum, check) => sum + check.impact, 0);
    if (impact === 0) continue;
    all += categoryWeights[category];
    known += (categoryWeights[category] * own.reduce((sum, check) => sum + (check.impact * check.known) / check.all, 0)) / impact;
  }
  return all === 0 ? 0 : (100 * known) / all;
}

function capsOf(leaders: readonly Leader[], isBlocked: boolean): readonly ScoreCap[] {
  const critical = leaders.filter(({ finding }) => finding.severity === 'crit');
  const warnings = leaders.filter(({ finding }) => finding.severity === 'warn');
  const caps: ScoreCap[] = [];
  if (warnings.length > 0) caps.push('any-warning');
  if (warnings.length >= manyWarnings) caps.push('six-warnings');
  if (critical.length > 0) caps.push('any-critical');
  if (critical.length >= manyCritical) caps.push('three-critical');
  if (isBlocked) caps.push('blocking');
  return caps;
}

function findingRow({ check, finding, consequences }: Leader, points: number): ScoreRow {
  return { points, finding: finding.id, cap: null, limit: null, category: check.category, consequences: consequences.slice(0, 600) };
}

/** Each cap takes what the ones before it left above its limit. */
function capRows(uncapped: number, caps: readonly ScoreCap[]): ScoreRow[] {
  let value = uncapped;
  return caps.flatMap((cap) => {
    const limit = capLimits[cap];
    if (value <= limit) return [];
    const points = value - limit;
    value = limit;
    return [{ points, finding: null, cap, limit, category: null, consequences: [] }];
  });
}

/** Rounds to tenths so that the sum is exact: what rounding leaves goes to those it took most from. */
function spread(rows: readonly ScoreRow[], total: number): ScoreRow[] {
  const floors = rows.map(({ points }) => Math.floor(points * 10));
  let rest = total * 10 - floors.reduce((sum, one) => sum + one, 0);
  const order = rows.map(({ points }, at) => ({ at, part: points * 10 - Math.floor(points * 10) })).sort((a, b) => b.part - a.part || a.at - b.at);
  const tens = [...floors];
  while (rest !== 0 && order.length > 0) {
    let moved = false;
    for (const { at } of order) {
      if (rest > 0) { tens[at] = (tens[at] ?? 0) + 1; rest -= 1; moved = true; }
      else if (rest < 0 && (tens[at] ?? 0) > 0) { tens[at] = (tens[at] ?? 0) - 1; rest += 1; moved = true; }
      if (rest === 0) break;
    }
    if (!moved) break;
  }
  return rows.map((row, at) => ({ ...row, points: (tens[at] ?? 0) / 10 }));
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

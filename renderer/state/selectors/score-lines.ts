/** The arithmetic of a score as lines to read: a hundred, less every row, is the value. Pure. */
import type { DiagnosisRun, ScoreCap, ScoreCategory } from '#shared/domain/diagnosis.ts';
import type { Finding } from '#shared/domain/finding.ts';

export type ScoreLine =
  | { readonly kind: 'finding'; readonly points: number; readonly finding: Finding; readonly category: ScoreCategory | null; readonly consequences: readonly Finding[] }
  | { readonly kind: 'cap'; readonly points: number; readonly cap: ScoreCap; readonly limit: number | null }
  /** A row whose finding the run does not hold: shown, so that the sum stays right. */
  | { readonly kind: 'lost'; readonly points: number; readonly id: string };

export function scoreLines(run: Pick<DiagnosisRun, 'score' | 'findings'>): readonly ScoreLine[] {
  const byId = new Map(run.findings.map((finding) => [finding.id, finding]));
  return run.score.rows.map((row): ScoreLine => {
    if (row.cap !== null) return { kind: 'cap', points: row.points, cap: row.cap, limit: row.limit };
    const finding = row.finding === null ? undefined : byId.get(row.finding);
    if (finding === undefined) return { kind: 'lost', points: row.points, id: row.finding ?? '' };
    return { kind: 'finding', points: row.points, finding, category: row.category, consequences: row.consequences.flatMap((id) => byId.get(id) ?? []) };
  });
}

/** The finding whose cause this one shares, when the score counts only that one. */
export function causeOf(run: Pick<DiagnosisRun, 'score' | 'findings'>, id: string): Finding | null {
  const row = run.score.rows.find(({ consequences }) => consequences.includes(id));
  return row === undefined ? null : (run.findings.find((finding) => finding.id === row.finding) ?? null);
}

export function consequencesOf(run: Pick<DiagnosisRun, 'score' | 'findings'>, id: string): readonly Finding[] {
  const ids = new Set(run.score.rows.find(({ finding }) => finding === id)?.consequences ?? []);
  return run.findings.filter((finding) => ids.has(finding.id));
}

/** Rows are tenths: what they say together must be what the score says. */
export function doesAddUp({ score }: Pick<DiagnosisRun, 'score'>): boolean {
  if (score.value === null) return true;
  const lost = score.rows.reduce((sum, { points }) => sum + Math.round(points * 10), 0);
  return Math.abs(1000 - lost - score.value * 10) <= 0.5;
}

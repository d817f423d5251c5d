/**
 * A fix in code: from evidence and the finding's arguments to a plan, or why there is none.
 * Must stay true: pure; a foreign name enters a path or a file only when it is plain, else the plan is refused.
 */
import type { FixId, FixKind, FixObstacle, FixPlan, FixSetting, FixStep } from '#shared/domain/fix.ts';
import type { Finding, FindingArgs, FindingSubject } from '#shared/domain/finding.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';

export type FixAnswer = { readonly ok: true; readonly plan: FixPlan } | { readonly ok: false; readonly because: FixObstacle };
export type FixAsked = { readonly subject: FindingSubject; readonly args: FindingArgs; readonly check: Finding['check'] | string };

export type Fix = {
  readonly id: string;
  readonly kind: readonly FixKind[];
  readonly checks: readonly string[];
  readonly words: Readonly<Record<'en' | 'fr', { readonly title: string; readonly does: string }>>;
  plan(evidence: Evidence, asked: FixAsked): FixAnswer;
};

export function cannot(because: FixObstacle): FixAnswer {
  return { ok: false, because };
}

type Parts = {
  readonly kind: FixKind;
  readonly settings: readonly FixSetting[];
  readonly apply: readonly FixStep[];
  readonly rollback: readonly FixStep[];
  readonly takesEffect?: FixPlan['takesEffect'];
  readonly restartsWorker?: boolean;
};

export function planOf(fix: Pick<Fix, 'id' | 'checks'>, { subject, args }: FixAsked, { kind, settings, apply, rollback, takesEffect = 'at-once', restartsWorker = false }: Parts): FixAnswer {
  if (settings.every(({ before, after }) => before === after)) return cannot('already-so');
  return { ok: true, plan: { fix: fix.id as FixId, kind, subject, args, settings: [...settings], apply: [...apply], rollback: [...rollback], takesEffect, restartsWorker, proves: [...fix.checks] } };
}

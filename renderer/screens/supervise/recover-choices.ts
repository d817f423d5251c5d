/** What a person chose where a playbook leaves it open, and whether all it needs was agreed to. Pure. */
import type { RecoveryChoices, RecoveryConsent, RecoveryOffer, RecoveryPlan } from '#shared/domain/playbook.ts';

export const noChoices: RecoveryChoices = { task: null, tags: [], files: [], maxMemoryPerChildKiB: null };

/** The one to begin with: asked for by the verdict, then one that may help, else none. */
export function firstOffer(offers: readonly RecoveryOffer[]): RecoveryOffer | null {
  return offers.find(({ fits, canRun }) => fits === 'yes' && canRun) ?? offers.find(({ fits }) => fits === 'yes') ?? offers.find(({ fits }) => fits === 'maybe') ?? null;
}

export function missingConsents(plan: Pick<RecoveryPlan, 'consentsNeeded'>, given: ReadonlySet<RecoveryConsent>): readonly RecoveryConsent[] {
  return plan.consentsNeeded.filter((consent) => !given.has(consent));
}

/** Megabytes as typed, in the KiB Celery counts in; null: nothing typed; `bad`: not a number within bounds. */
export function memoryOf(text: string): number | null | 'bad' {
  const written = text.trim();
  if (written === '') return null;
  const value = Number(written);
  return /^\d{1,5}$/.test(written) && value >= 10 && value <= 62_500 ? value * 1024 : 'bad';
}

/** A playbook that works on a task or on files cannot begin before one was named. */
export function isChosen({ request, options }: Pick<RecoveryPlan, 'request' | 'options'>, choices: RecoveryChoices): boolean {
  if ((request.playbook === 'stuck-task' || request.playbook === 'poison-task') && options.tasks.length > 0) return choices.task !== null;
  return true;
}

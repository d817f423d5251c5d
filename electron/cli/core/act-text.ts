/** A preview, a plan and an operation as lines for a terminal, and as documented JSON. Pure; foreign text is cleaned. */
import type { Operation } from '#shared/domain/operation.ts';
import type { RecoveryPlan } from '#shared/domain/playbook.ts';
import type { Preview, TaskFate, WorkerPreview } from '#shared/domain/supervision.ts';
import { actWord, backendWord, consentWord, fateWord, playbookWord, proofWord, warningWord } from './act-words.ts';
import { cleanText } from './clean-text.ts';
import { formatDuration } from './format-figures.ts';
import { isoTime as time } from './iso-time.ts';
import type { Language } from './language.ts';

export type Refusals = (worker: WorkerPreview) => string;

/** `hostOf`: the name of its host. `why`: the sentence of a refusal. */
export function previewText(preview: Preview, language: Language, hostOf: (worker: WorkerPreview) => string, why: Refusals): string {
  return preview.workers.map((worker) => workerText(worker, language, hostOf(worker), why)).join('');
}

function workerText(worker: WorkerPreview, language: Language, host: string, why: Refusals): string {
  const head = `${cleanText(worker.name)} (${cleanText(host)}, ${worker.backend === null ? backendWord('unknown', language) : `${backendWord(worker.backend.kind, language)}${worker.backend.name === '' ? '' : ` ${cleanText(worker.backend.name)}`}`})`;
  if (!worker.ability.isAllowed) {
    const { grant } = worker.ability;
    const lines = grant === null ? [] : [`    ${grant.file === null ? actWord('grantRun', language) : `${actWord('grantFile', language)} ${cleanText(grant.file)}`}:`, ...grant.lines.map((line) => `      ${cleanText(line, 1000)}`)];
    return `${[`${head}: ${actWord('left', language)}. ${why(worker)}`, ...lines].join('\n')}\n`;
  }
  const facts = [
    worker.tasks === null ? actWord('tasksUnknown', language) : worker.tasks.length + worker.moreTasks === 0 ? actWord('noTasks', language) : `${actWord('inTime', language)}: ${fatesText(worker, 'ifWarm', language)}; ${actWord('forced', language)}: ${fatesText(worker, 'ifForced', language)}`,
    `${actWord('expected', language)}: ${expectedText(worker, language)}`,
    ...worker.warnings.map((warning) => `! ${warningWord(warning, language)}`),
  ];
  return `${head}\n${facts.map((fact) => `    ${fact}\n`).join('')}`;
}

function fatesText({ tasks, moreTasks }: WorkerPreview, when: 'ifWarm' | 'ifForced', language: Language): string {
  const counts = new Map<TaskFate, number>(moreTasks > 0 ? [['unknown', moreTasks]] : []);
  for (const task of tasks ?? []) counts.set(task[when], (counts.get(task[when]) ?? 0) + 1);
  return [...counts].map(([fate, count]) => `${String(count)} ${fateWord(fate, language)}`).join(', ');
}

function expectedText({ expectedMs: { least, most } }: WorkerPreview, language: Language): string {
  if (most === null) return least === null ? '—' : `${formatDuration(least)} ${actWord('orMore', language)}`;
  return least === null ? formatDuration(most) : `${formatDuration(least)}–${formatDuration(most)}`;
}

/** One line for each target when all is over. */
export function endText(operation: Operation, language: Language, because: (target: number) => string): string {
  return operation.targets.map((target, index) => {
    const outcome = operation.outcomes[index];
    const missing = outcome === undefined || outcome.missing.length === 0 ? '' : `; ${actWord('missing', language)}: ${outcome.missing.map((proof) => proofWord(proof, language)).join(', ')}`;
    const took = outcome?.tookMs === null || outcome?.tookMs === undefined ? '' : ` ${(outcome.tookMs / 1000).toFixed(1)} s`;
    const said = outcome?.state === 'done' ? (took === '' ? endWords.done[at(language)] : `${actWord(isProven(operation.kind) ? 'verified' : 'doneIn', language)}${took}`) : endWords[outcome?.state ?? 'waiting'][at(language)];
    const reason = because(index);
    return `${cleanText(target.label)}: ${said}${missing}${reason === '' ? '' : `. ${reason}`}\n`;
  }).join('');
}

const at = (language: Language): 0 | 1 => (language === 'en' ? 0 : 1);
const endWords: Readonly<Record<Operation['outcomes'][number]['state'], readonly [string, string]>> = { waiting: ['not begun', 'pas commencé'], running: ['under way', 'en cours'], done: ['done', 'fait'], failed: ['failed', 'échoué'], cancelled: ['cancelled', 'annulé'], unverified: ['not verified', 'non vérifié'], skipped: ['left out', 'laissé de côté'] };
const isProven = (kind: Operation['kind']): boolean => !['pause-intake', 'resume-intake', 'unacked', 'retry'].includes(kind);

export function planText(plan: RecoveryPlan, language: Language): string {
  const unmet = plan.preconditions.filter(({ state }) => state !== 'met').map(({ id, state }) => `    ! ${id}: ${state}`);
  const steps = plan.steps.map((step, index) => `    ${String(index + 1)}. ${step.id}${step.command === null ? '' : `: ${cleanText(step.command, 300)}`}`);
  const tasks = plan.tasks.slice(0, 20).map((task) => `    ${cleanText(task.name ?? task.task ?? '—')}: ${task.effect}`);
  const consents = plan.consentsNeeded.map((consent) => `    ${actWord('consentsNeeded', language)} ${consentWord(consent, language)} (${consent})`);
  return `${[playbookWord(plan.request.playbook, language), ...unmet, ...steps, ...tasks, ...consents].join('\n')}\n`;
}

export function previewReport(preview: Preview): object {
  return {
    verb: preview.verb, canRun: preview.canRun,
    workers: preview.workers.map((worker) => ({
      name: worker.name, key: worker.worker, supervisor: worker.backend?.kind ?? null, supervisorName: worker.backend?.name ?? null, pid: worker.process?.pid ?? null, allowed: worker.ability.isAllowed, because: worker.ability.because, about: worker.ability.about, grant: worker.ability.grant,
      tasks: worker.tasks?.map(({ id, name, phase, runningMs, acksLate, ifWarm, ifForced }) => ({ id, name, phase, runningMs, acksLate, ifWarm, ifForced })) ?? null, moreTasks: worker.moreTasks, expectedMs: worker.expectedMs, warnings: worker.warnings, visibilityTimeoutS: worker.visibilityTimeoutS, lockedBy: worker.lockedBy?.who ?? null,
    })),
  };
}

export function operationReport(operation: Operation): object {
  return {
    id: operation.id, kind: operation.kind, subject: operation.subject, state: operation.state, startedAt: time(operation.startedAt), endedAt: time(operation.endedAt), error: operation.error,
    targets: operation.targets.map(({ label }, index) => ({ name: label, state: operation.outcomes[index]?.state ?? null, tookMs: operation.outcomes[index]?.tookMs ?? null, missing: operation.outcomes[index]?.missing ?? [], error: operation.outcomes[index]?.error ?? null })),
    steps: operation.steps.map(({ target, what, state, startedAt, endedAt, detail, missing }) => ({ target: target === null ? null : (operation.targets[target]?.label ?? null), what, state, startedAt: time(startedAt), endedAt: time(endedAt), detail, missing })),
  };
}

/** 0 done and proven, 1 carried out but not proven, 2 failed, 130 cancelled. */
export function exitOfOperation({ state }: Pick<Operation, 'state'>): number {
  return state === 'done' ? 0 : state === 'unverified' ? 1 : state === 'cancelled' ? 130 : 2;
}

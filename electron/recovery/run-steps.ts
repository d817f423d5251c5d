/** The steps of a playbook, one after the other, in an operation that people follow; and the way back when one fails. */
import type { RunningOperation, RunningStep } from '#electron/operations/operation-desk.ts';
import type { ActionFact } from '#shared/domain/action.ts';
import type { ProofWanted, StepWord } from '#shared/domain/operation.ts';
import type { PlaybookStepId, RecoveryConsent, RecoveryRequest } from '#shared/domain/playbook.ts';
import type { AppError } from '#shared/errors.ts';
import type { BookStep, Playbook } from './core/playbooks.ts';
import type { RecoveryFacts } from './core/recovery-facts.ts';
import type { PlaybookNeeds } from './recovery-needs.ts';
import { hostSteps } from './steps/host-steps.ts';
import { proofSteps } from './steps/proof-steps.ts';
import { pause, type StepContext, type StepOutcome, type StepTable } from './steps/step-context.ts';
import { supervisedSteps } from './steps/supervised-steps.ts';
import { taskSteps } from './steps/task-steps.ts';

export type StepsEnd = { readonly state: 'done' | 'failed' | 'cancelled' | 'unverified'; readonly error: AppError | null; readonly missing: readonly ProofWanted[]; readonly facts: readonly ActionFact[] };

const table: StepTable = { ...supervisedSteps, ...proofSteps, ...hostSteps, ...taskSteps };
const looking: ReadonlySet<PlaybookStepId> = new Set(['check', 'snapshot', 'read-crash', 'test-redis', 'dump-stack', 'try-import']);
/** After cancel or failure the way back has this long, whatever the operator's patience. */
const wayBackMs = 30_000;

export async function runSteps(needs: PlaybookNeeds, book: Playbook, request: RecoveryRequest, facts: RecoveryFacts, consents: readonly RecoveryConsent[], operation: RunningOperation): Promise<StepsEnd> {
  const steps = book.steps(facts);
  const ctx = contextOf(needs, request, facts, consents, operation);
  const missing: ProofWanted[] = [];
  const undo: PlaybookStepId[] = [];
  for (const step of steps) {
    if (operation.signal.aborted) return end(ctx, undo, { state: 'cancelled', error: { code: 'cancelled' } }, missing);
    const outcome = await runOne(ctx, step);
    if (step.rollback !== undefined && step.changes === true && outcome.state !== 'skipped') undo.push(step.rollback);
    if (step.id === 'resume-intake' && outcome.state === 'done') undo.length = 0;
    missing.push(...(outcome.missing ?? []));
    if (outcome.state === 'failed') {
      ctx.kept.facts.push({ name: 'failed-step', value: step.id }, { name: 'because', value: outcome.detail ?? null });
      return end(ctx, undo, { state: operation.signal.aborted ? 'cancelled' : 'failed', error: outcome.error ?? null }, missing);
    }
  }
  return end(ctx, [], { state: missing.length > 0 ? 'unverified' : 'done', error: null }, missing);
}

function contextOf(needs: PlaybookNeeds, request: RecoveryRequest, facts: RecoveryFacts, consents: readonly RecoveryConsent[], operation: RunningOperation): Omit<StepContext, 'maxMs'> {
  return {
    needs, facts, request, consents, operation, since: needs.clock.now(), host: facts.host?.id ?? null, worker: facts.worker?.key ?? null, broker: facts.broker?.id ?? null,
    kept: { drained: null, deaf: [], paused: [], facts: [] },
  };
}

async function runOne(ctx: Omit<StepContext, 'maxMs'>, { id, maxMs }: BookStep): Promise<StepOutcome> {
  const step: RunningStep = ctx.operation.begin(wordOf(id), { target: 0, until: ctx.needs.clock.now() + maxMs, detail: id });
  const run = table[id];
  const outcome: StepOutcome = run === undefined ? { state: 'skipped' } : await run({ ...ctx, maxMs });
  step.end({ state: outcome.state, error: outcome.error ?? null, missing: [...(outcome.missing ?? [])], detail: outcome.detail === undefined || outcome.detail === '' ? id : `${id}: ${outcome.detail}` });
  return outcome;
}

function wordOf(id: PlaybookStepId): StepWord {
  if (id.startsWith('verify') || id === 'wait-workers') return 'confirm';
  if (id === 'watch') return 'watch';
  return looking.has(id) ? 'precondition' : 'act';
}

async function end(ctx: Omit<StepContext, 'maxMs'>, undo: readonly PlaybookStepId[], ended: Pick<StepsEnd, 'state' | 'error'>, missing: readonly ProofWanted[]): Promise<StepsEnd> {
  // the operator's cancel must not stop what puts things back
  const back = { ...ctx, operation: { ...ctx.operation, signal: new AbortController().signal } };
  for (const id of [...undo].reverse()) await Promise.race([runOne(back, { id, maxMs: wayBackMs }), pause({ ...back, maxMs: wayBackMs }, wayBackMs)]);
  return { ...ended, missing: [...new Set(missing)], facts: ctx.kept.facts.slice(0, 60) };
}

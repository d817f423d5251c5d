/**
 * An operation that climbs the ladder by itself, for tests and pictures of the window: each step takes a beat, one may
 * ask for consent, one may hold. It obeys cancel and consent. Not the engine's own logic: only its words.
 */
import { endedStates, type Operation, type OperationId, type OperationStep, type ProofWanted, type TargetOutcome } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';

export type ScriptedEnd = 'ok' | 'unverified' | 'failed';
export type OperationPlan = {
  readonly id: string;
  readonly kind: Operation['kind'];
  readonly subject?: string;
  readonly targets: Operation['targets'];
  readonly words: readonly OperationStep['what'][];
  readonly stepMs: number;
  /** This step asks before it goes on. */
  readonly asksAt?: OperationStep['what'] | undefined;
  /** This step waits until someone cancels. */
  readonly holdsAt?: OperationStep['what'] | undefined;
  readonly end: ScriptedEnd;
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => void;
  readonly tell: (operation: Operation) => void;
};
export type OperationScript = { readonly operation: () => Operation; cancel(): void; consent(step: string, allow: boolean): void };

export function startOperationScript(plan: OperationPlan): OperationScript {
  const { now } = plan;
  let operation: Operation = {
    id: plan.id as OperationId, kind: plan.kind, subject: plan.subject ?? '', who: 'ana@laptop', targets: plan.targets, outcomes: plan.targets.map(() => outcome('waiting')), createdAt: now(), startedAt: now(), endedAt: null, state: 'running',
    steps: plan.targets.flatMap((_target, target) => plan.words.map((what, index): OperationStep => ({ id: `${target}-${index}`, target, what, state: 'waiting', startedAt: null, endedAt: null, until: null, error: null, missing: [], detail: '' }))),
    lines: [], canCancel: true, error: null,
  };
  const tell = (change: Partial<Operation>): void => { operation = { ...operation, ...change }; plan.tell(operation); };
  const isOver = (): boolean => endedStates.some((state) => state === operation.state);
  const setStep = (id: string, change: Partial<OperationStep>): Operation['steps'] => operation.steps.map((step) => (step.id === id ? { ...step, ...change } : step));
  const setOutcome = (target: number, change: TargetOutcome): Operation['outcomes'] => operation.outcomes.map((one, index) => (index === target ? change : one));

  function begin(position: number): void {
    if (isOver()) return;
    const step = operation.steps[position];
    if (step === undefined) return finish();
    const target = step.target ?? 0;
    const isFirst = position % plan.words.length === 0;
    const asks = step.what === plan.asksAt;
    const until = step.what === 'warm-stop' || step.what === 'wait-until-idle' || step.what === 'verify' || asks ? now() + (asks ? 60_000 : 118_000) : null;
    tell({
      state: asks ? 'asking-consent' : 'running', outcomes: isFirst ? setOutcome(target, outcome('running')) : operation.outcomes,
      steps: setStep(step.id, { state: asks ? 'asking-consent' : 'running', startedAt: now(), until, detail: step.what === 'backend-start' ? 'celery-scan.service' : step.what === 'warm-stop' ? 'pid 812' : '' }),
      lines: [...operation.lines, { at: now(), target, text: `${step.what} ${operation.targets[target]?.label ?? ''}`.slice(0, 500) }].slice(-500),
    });
    if (!asks && step.what !== plan.holdsAt) plan.after(plan.stepMs, () => end(position));
  }

  function end(position: number): void {
    const step = operation.steps[position];
    if (isOver() || step === undefined) return;
    const target = step.target ?? 0;
    const isLast = position % plan.words.length === plan.words.length - 1;
    const isBad = isLast && plan.end !== 'ok';
    const missing: ProofWanted[] = isBad && plan.end === 'unverified' ? ['heartbeat-or-reply', 'waiting-connection'] : [];
    const error: AppError | null = isBad && plan.end === 'failed' ? { code: 'supervision-failed', worker: operation.targets[target]?.label.slice(0, 600) ?? '', because: 'died-at-once', about: 'code=exited, status=1/FAILURE' } : null;
    const state = isBad ? (plan.end === 'unverified' ? 'unverified' : 'failed') : 'done';
    tell({ steps: setStep(step.id, { state, endedAt: now(), until: null, missing, error }), ...(isLast ? { outcomes: setOutcome(target, { state, tookMs: isBad ? null : 3240, error, missing }) } : {}) });
    begin(position + 1);
  }

  function finish(): void {
    const states = operation.outcomes.map(({ state }) => state);
    tell({ state: states.includes('failed') ? 'failed' : states.includes('unverified') ? 'unverified' : 'done', endedAt: now(), canCancel: false });
  }

  plan.after(0, () => begin(0));
  return {
    operation: () => operation,
    cancel() {
      if (isOver()) return;
      tell({ state: 'cancelling' });
      plan.after(plan.stepMs, () => tell({
        state: 'cancelled', endedAt: now(), canCancel: false, steps: operation.steps.map((step) => (step.state === 'running' || step.state === 'waiting' || step.state === 'asking-consent' ? { ...step, state: 'cancelled', until: null } : step)),
        outcomes: operation.outcomes.map((one) => (one.state === 'waiting' || one.state === 'running' ? outcome('cancelled') : one)),
      }));
    },
    consent(step, allow) {
      const position = operation.steps.findIndex(({ id }) => id === step);
      if (isOver() || position === -1) return;
      if (allow) { tell({ state: 'running', steps: setStep(step, { state: 'running', until: null }) }); return plan.after(plan.stepMs, () => end(position)); }
      const target = operation.steps[position]?.target ?? 0;
      const error: AppError = { code: 'supervision-refused', worker: operation.targets[target]?.label.slice(0, 600) ?? '', because: 'consent-refused', about: '' };
      tell({ steps: setStep(step, { state: 'failed', endedAt: now(), until: null, error }), outcomes: setOutcome(target, { state: 'failed', tookMs: null, error, missing: [] }), state: 'failed', endedAt: now(), canCancel: false });
    },
  };
}

function outcome(state: TargetOutcome['state']): TargetOutcome {
  return { state, tookMs: null, error: null, missing: [] };
}

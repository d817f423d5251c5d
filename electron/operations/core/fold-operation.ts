/**
 * Changes of one operation as pure steps: records are replaced, never changed in place.
 * Must stay true: an ended step or operation stays as it is; lists are bounded by what the contract carries.
 */
import { endedStates, type Operation, type OperationStep, type TargetOutcome } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';

const keepLines = 500;
const keepSteps = 5000;
const closed: ReadonlySet<string> = new Set(['done', 'skipped', 'failed', 'cancelled', 'unverified']);

export function isEnded(operation: Operation): boolean {
  return endedStates.some((state) => state === operation.state);
}

export function withStep(operation: Operation, step: OperationStep): Operation {
  if (operation.steps.length >= keepSteps) return operation;
  return restate({ ...operation, steps: [...operation.steps, step] });
}

export function changeStep(operation: Operation, id: string, change: (step: OperationStep) => OperationStep): Operation {
  const steps = operation.steps.map((step) => (step.id === id && !closed.has(step.state) ? change(step) : step));
  return restate({ ...operation, steps });
}

/** A person is being asked as long as one step waits for an answer. */
function restate(operation: Operation): Operation {
  if (operation.state !== 'running' && operation.state !== 'asking-consent') return operation;
  return { ...operation, state: operation.steps.some((step) => step.state === 'asking-consent') ? 'asking-consent' : 'running' };
}

export function withLine(operation: Operation, at: number, target: number | null, text: string): Operation {
  return { ...operation, lines: [...operation.lines, { at, target, text: text.slice(0, 500) }].slice(-keepLines) };
}

export function withOutcome(operation: Operation, target: number, outcome: TargetOutcome): Operation {
  return { ...operation, outcomes: operation.outcomes.map((old, index) => (index === target ? outcome : old)) };
}

export type Ending = { readonly state: 'done' | 'failed' | 'cancelled' | 'unverified'; readonly error: AppError | null };

/** The worst of the targets speaks for the whole; one that was never reached counts as cancelled. */
export function sumUp(operation: Operation): Ending {
  const states = new Set<TargetOutcome['state']>(operation.outcomes.map(({ state }) => state));
  const errors = operation.outcomes.flatMap(({ error }) => (error === null ? [] : [error]));
  if (states.has('failed')) return { state: 'failed', error: errors[0] ?? null };
  if (operation.state === 'cancelling' && (states.has('cancelled') || states.has('waiting') || states.has('running'))) return { state: 'cancelled', error: null };
  if (states.has('unverified')) return { state: 'unverified', error: errors[0] ?? null };
  if (states.has('cancelled') || states.has('waiting') || states.has('running')) return { state: 'cancelled', error: errors[0] ?? null };
  return { state: 'done', error: null };
}

/** Nothing may look as if it were still under way. */
export function close(operation: Operation, ending: Ending, at: number): Operation {
  if (isEnded(operation)) return operation;
  const left = ending.state === 'done' ? 'done' : 'cancelled';
  return {
    ...operation,
    state: ending.state,
    error: ending.error,
    endedAt: at,
    canCancel: false,
    steps: operation.steps.map((step) => (closed.has(step.state) ? step : { ...step, state: left, endedAt: at, until: null })),
    outcomes: operation.outcomes.map((one) => (one.state === 'waiting' || one.state === 'running' ? { ...one, state: one.state === 'waiting' && left === 'cancelled' ? 'skipped' : left } : one)),
  };
}

/** The operations as a person follows them: what is under way, what ended badly, how far one is. Pure. */
import { endedStates, type Operation, type OperationStep } from '#shared/domain/operation.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';

const ended: ReadonlySet<string> = new Set(endedStates);

export const isEnded = ({ state }: Pick<Operation, 'state'>): boolean => ended.has(state);

/** Newest first; what is under way before what has ended. */
export function listOperations(operations: Iterable<Operation>): readonly Operation[] {
  return [...operations].sort((a, b) => Number(isEnded(a)) - Number(isEnded(b)) || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
}

/** What the strip under every screen shows: what is under way, and what ended otherwise than well until it is read. */
export function stripOf({ operations, operationsRead }: Pick<AppState, 'operations' | 'operationsRead'>): readonly Operation[] {
  const shown = [...operations.operations.values()].filter((one) => !isEnded(one) || ((one.state === 'failed' || one.state === 'unverified') && !operationsRead.has(one.id)));
  // Whoever waits for an answer comes first.
  return shown.sort((a, b) => Number(b.state === 'asking-consent') - Number(a.state === 'asking-consent') || Number(isEnded(a)) - Number(isEnded(b)) || a.createdAt - b.createdAt);
}

export function countUnderWay({ operations }: Pick<AppState, 'operations'>): number {
  let count = 0;
  for (const operation of operations.operations.values()) if (!isEnded(operation)) count += 1;
  return count;
}

/** The step a person should see: the one that asks, else the one running. */
export function presentStep({ steps }: Pick<Operation, 'steps'>): OperationStep | null {
  return steps.find(({ state }) => state === 'asking-consent') ?? steps.find(({ state }) => state === 'running') ?? null;
}

export type TargetCounts = { readonly done: number; readonly failed: number; readonly unverified: number; readonly cancelled: number; readonly skipped: number; readonly waiting: number; readonly running: number };

export function countTargets({ outcomes }: Pick<Operation, 'outcomes'>): TargetCounts {
  const counts = { done: 0, failed: 0, unverified: 0, cancelled: 0, skipped: 0, waiting: 0, running: 0 };
  for (const { state } of outcomes) counts[state] += 1;
  return counts;
}

/** How many of its targets need nothing more. */
export function progressOf(operation: Pick<Operation, 'outcomes'>): { readonly done: number; readonly total: number } {
  const { waiting, running } = countTargets(operation);
  return { done: operation.outcomes.length - waiting - running, total: operation.outcomes.length };
}

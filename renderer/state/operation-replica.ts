/**
 * The engine's operations as the window holds them, and the one rule by which they change. Pure.
 * Must stay true: an operation that did not change keeps its identity.
 */
import type { Operation, OperationChange, OperationId } from '#shared/domain/operation.ts';

export type OperationReplica = {
  /** False until the first whole list. */
  readonly isKnown: boolean;
  readonly operations: ReadonlyMap<OperationId, Operation>;
};

export const emptyOperations: OperationReplica = { isKnown: false, operations: new Map() };

export function applyOperationChange(old: OperationReplica, change: OperationChange): OperationReplica {
  if (change.kind === 'all') return { isKnown: true, operations: new Map(change.operations.map((operation) => [operation.id, operation])) };
  const operations = new Map(old.operations);
  for (const operation of change.operations) operations.set(operation.id, operation);
  for (const id of change.gone) operations.delete(id);
  return { isKnown: old.isKnown, operations };
}

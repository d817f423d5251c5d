/** Joins two changes of the operations for a slow client: the later of each wins; an `all` takes what follows into itself. */
import type { OperationChange } from '#shared/domain/operation.ts';

export function mergeOperationChange(earlier: OperationChange, later: OperationChange): OperationChange {
  if (later.kind === 'all') return later;
  const gone = new Set(later.gone);
  const operations = new Map(earlier.operations.map((operation) => [operation.id, operation]));
  for (const operation of later.operations) operations.set(operation.id, operation);
  for (const id of gone) operations.delete(id);
  const kept = [...operations.values()].slice(-500);
  if (earlier.kind === 'all') return { kind: 'all', operations: kept };
  return { kind: 'changed', operations: kept, gone: [...new Set([...earlier.gone, ...gone])].slice(-500) };
}

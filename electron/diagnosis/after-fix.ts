/** Which hosts a fix or profile has just changed, from what operations tell. Must stay true: each operation counts once, and only from its end on. */
import type { HostId } from '#shared/domain/ids.ts';
import type { OperationChange, OperationId } from '#shared/domain/operation.ts';

export function createAfterFix({ start }: { readonly start: (host: HostId) => void }): (change: OperationChange) => void {
  const told = new Set<OperationId>();
  return (change) => {
    if (change.kind === 'changed') for (const id of change.gone) told.delete(id);
    for (const { id, kind, state, targets } of change.operations) {
      if ((kind !== 'fix' && kind !== 'profile') || state !== 'done' || told.has(id)) continue;
      told.add(id);
      // what had ended before anyone listened is no news
      if (change.kind === 'all') continue;
      for (const host of new Set(targets.flatMap((target) => target.host ?? []))) start(host);
    }
  };
}

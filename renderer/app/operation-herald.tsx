/** Says once how an operation ended and when one asks for consent: as a toast where nobody is looking at it, and to a screen reader. */
import { useEffect, useRef } from 'react';
import { useToast } from '#renderer/components/toast.tsx';
import { useOperationTongue } from '#renderer/components/use-operation-tongue.ts';
import { endText, operationTitle } from '#renderer/format/describe-operation.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { isEnded } from '#renderer/state/selectors/operations.ts';
import type { Operation, OperationId } from '#shared/domain/operation.ts';

export function OperationHerald() {
  const tongue = useOperationTongue();
  const toast = useToast();
  const { operations, isKnown } = useApp((state) => state.operations);
  const followed = useApp((state) => (state.wish?.kind === 'follow' ? state.wish.operation : null));
  const before = useRef<ReadonlyMap<OperationId, Operation['state']> | null>(null);
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isKnown) return;
    const old = before.current;
    before.current = new Map([...operations.values()].map(({ id, state }) => [id, state]));
    // What had ended before this window opened is in the list, not in the ear.
    if (old === null) return;
    const words: string[] = [];
    for (const operation of operations.values()) {
      const was = old.get(operation.id);
      if (was === operation.state || was === undefined) continue;
      const what = operationTitle(tongue, operation);
      if (operation.state === 'asking-consent') words.push(tongue.t('announce.asks', { what }));
      if (!isEnded(operation)) continue;
      const outcome = endText(tongue, operation);
      words.push(tongue.t('announce.done', { what, outcome }));
      // What ended badly stays in the strip; saying it twice would be noise.
      if (operation.state === 'done' && operation.id !== followed) toast({ tone: 'done', title: what, detail: outcome });
    }
    // Written for the ear alone: nothing on the screen changes by it.
    if (words.length > 0 && region.current !== null) region.current.textContent = words.join('. ');
  }, [operations, isKnown, followed, tongue, toast]);
  return <div ref={region} role="status" aria-live="polite" className="sr-only" />;
}

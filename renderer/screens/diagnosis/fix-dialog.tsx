/**
 * What a fix or a profile would change, before anything does; the second click applies it and follows the operation.
 * Must stay true: nothing is applied but the plan that is shown; where it is refused there is no button to press.
 */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Skeleton } from '#renderer/components/skeleton.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { selectHost, selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import type { FixPlan, FixRequest } from '#shared/domain/fix.ts';
import { OperationId } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';
import { sayFix } from '#shared/fix-words/say-fix.ts';
import { FixPlanView } from './fix-plan-view.tsx';

export function FixDialog({ request, chooser = null, onClose }: { request: FixRequest; /** Chooses the worker. */ chooser?: ReactNode; onClose: () => void }) {
  const { t } = useTranslation('diagnosis');
  const { language } = useFormats();
  const { title, does } = sayFix(request.fix.id, language);
  const host = useApp(selectHost(request.host))?.config.name ?? request.host;
  const isReadOnly = useApp(selectIsReadOnly);
  const asked = useAnswer('fixes.plan', request);
  const { apply, isWorking, failure, forget } = useApply(onClose);
  // The plan of the last look stays while the next is on its way, but is not applied.
  const plan = asked.value;
  const canApply = plan !== null && asked.phase === 'answered' && plan.refused === null && !isReadOnly;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={<span className="wrap-anywhere">{title}</span>}
      description={does}
      footer={(
        <>
          {isReadOnly && <span className="mr-auto text-sm text-muted">{t('fixes.readOnly')}</span>}
          {(asked.phase === 'failed' || failure !== null || (plan !== null && plan.refused !== null)) && <Button onClick={() => { forget(); asked.again(); }}>{t('fixes.again')}</Button>}
          <Button onClick={onClose}>{t('fixes.cancel')}</Button>
          {plan?.refused !== null && plan !== null ? null : <Button look="filled" disabled={!canApply} isWorking={isWorking} onClick={() => { if (plan !== null && canApply) void apply(plan); }}>{t('fixes.apply')}</Button>}
        </>
      )}
    >
      <div className="flex min-h-60 flex-col gap-4 pb-1" aria-busy={asked.phase === 'asking'}>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-2 wrap-anywhere">{t('fixes.plan.host', { host: isolateForeign(host) })}{chooser}</p>
        {plan === null && asked.error === null && <div role="status" className="flex flex-col gap-3"><p className="text-muted">{t('fixes.plan.looking')}</p><Skeleton className="w-2/3" /><Skeleton className="w-1/2" /></div>}
        {asked.error !== null && <div role="alert"><ErrorNote error={asked.error} /></div>}
        {plan !== null && <FixPlanView plan={plan} />}
        {failure !== null && <div role="alert" className="border-l-2 border-bad pl-3"><ErrorNote error={failure} /></div>}
      </div>
    </Dialog>
  );
}

function useApply(onClose: () => void): { readonly apply: (plan: FixPlan) => Promise<void>; readonly isWorking: boolean; readonly failure: AppError | null; readonly forget: () => void } {
  const { ask, wish } = useActions();
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  return {
    isWorking, failure,
    forget: () => setFailure(null),
    async apply(plan) {
      if (isWorking) return;
      setWorking(true);
      setFailure(null);
      const result = await ask('fixes.apply', { plan: plan.id });
      setWorking(false);
      if (!result.ok) return setFailure(result.error);
      onClose();
      wish({ kind: 'follow', operation: OperationId.parse(result.value.operation) });
    },
  };
}

/**
 * Fleetbeat's supervisor on one host: what is wanted, then all that would change, then one click. Nothing is written
 * before the plan was seen; how it goes is followed like any operation.
 */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ArrowLeft } from 'lucide-react';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { Countdown } from '#renderer/components/countdown.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Skeleton } from '#renderer/components/skeleton.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectHost, selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { selectWorkersOf } from '#renderer/state/selectors/host-parts.ts';
import type { DeployPlan, DeployRequest } from '#shared/domain/deployment.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { OperationId } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';
import { initialFields, requestOf } from './deploy-form.ts';
import { PlanView } from './plan-view.tsx';
import { WantedForm } from './wanted-form.tsx';

export function DeployScreen({ host: id }: { host: HostId }) {
  const { t } = useTranslation('host');
  const navigate = useNavigate();
  const host = useApp(selectHost(id));
  if (host === null) return <EmptyState title={t('notFound')} action={<Button look="filled" onClick={() => navigate(formatRoute({ screen: 'fleet' }))}>{t('backToFleet')}</Button>} />;
  return <DeployPage host={host} />;
}

type Step = { readonly at: 'asking' } | { readonly at: 'planning' } | { readonly at: 'planned'; readonly plan: DeployPlan } | { readonly at: 'starting'; readonly plan: DeployPlan };

function DeployPage({ host }: { host: HostView }) {
  const { t } = useTranslation('deploy');
  const { ask, wish } = useActions();
  const isReadOnly = useApp(selectIsReadOnly);
  const workers = useAppShallow(selectWorkersOf(host.id));
  const first = useMemo(() => initialFields(workers), [workers]);
  const [changed, setChanged] = useState<ReturnType<typeof initialFields> | null>(null);
  const [step, setStep] = useState<Step>({ at: 'asking' });
  const [error, setError] = useState<AppError | null>(null);
  const fields = changed ?? first;
  const check = requestOf(host.id, fields);
  const isConnected = host.link.phase === 'connected';

  const plan = async (wanted: DeployRequest | 'removal'): Promise<void> => {
    setError(null);
    setStep({ at: 'planning' });
    const result = wanted === 'removal' ? await ask('deploy.remove-plan', { host: host.id }, { subject: host.id }) : await ask('deploy.plan', wanted, { subject: host.id });
    setStep(result.ok ? { at: 'planned', plan: result.value } : { at: 'asking' });
    if (!result.ok) setError(result.error);
  };
  const apply = async (made: DeployPlan): Promise<void> => {
    setError(null);
    setStep({ at: 'starting', plan: made });
    const result = await ask(made.kind === 'remove' ? 'deploy.remove' : 'deploy.apply', { plan: made.id }, { subject: host.id });
    if (result.ok) {
      setStep({ at: 'asking' });
      return wish({ kind: 'follow', operation: OperationId.parse(result.value.operation) });
    }
    setStep({ at: 'planned', plan: made });
    setError(result.error);
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Header host={host} />
      {isReadOnly && <Banner title={t('readOnly')} />}
      {!isConnected && <Banner tone="away" title={t('notConnected')} />}
      <div className="min-h-0 flex-1 overflow-auto px-4 pb-8">
        <div className="flex max-w-240 flex-col gap-5">
          {error !== null && <div role="alert" className="border-l-3 border-bad pl-3"><p className="font-medium">{t(step.at === 'asking' ? 'planFailed' : 'failed')}</p><ErrorNote error={error} /></div>}
          {step.at === 'asking' && (
            <>
              <p className="max-w-180 text-muted">{t('intro')}</p>
              <WantedForm fields={fields} check={check} onChange={setChanged} />
              <div className="flex gap-2">
                <Button look="filled" disabled={!isConnected || check.request === null} onClick={() => { if (check.request !== null) void plan(check.request); }}>{t('plan')}</Button>
                <Button disabled={!isConnected} onClick={() => void plan('removal')}>{t('planRemoval')}</Button>
              </div>
            </>
          )}
          {step.at === 'planning' && <div role="status" className="flex flex-col gap-4 pt-2"><p className="text-muted">{t('planning')}</p><Skeleton className="w-1/2" /><Skeleton className="w-2/3" /><Skeleton className="w-1/3" /></div>}
          {(step.at === 'planned' || step.at === 'starting') && <Planned plan={step.plan} host={host} isStarting={step.at === 'starting'} canApply={!isReadOnly && isConnected} onApply={() => void apply(step.plan)} onBack={() => { setError(null); setStep({ at: 'asking' }); }} onAgain={() => { if (step.plan.kind === 'remove') void plan('removal'); else if (check.request !== null) void plan(check.request); }} />}
        </div>
      </div>
    </div>
  );
}

function Header({ host }: { host: HostView }) {
  const { t } = useTranslation('deploy');
  const navigate = useNavigate();
  const name = isolateForeign(host.config.name, 60);
  return (
    <header className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-3">
      <h1 className="min-w-0 flex-1 truncate text-xl font-semibold">{t('title', { host: name })}</h1>
      <Button icon={<ArrowLeft size={14} aria-hidden />} onClick={() => navigate(formatRoute({ screen: 'host', host: host.id, worker: null }))}>{t('back', { host: name })}</Button>
    </header>
  );
}

function Planned({ plan, host, isStarting, canApply, onApply, onBack, onAgain }: { plan: DeployPlan; host: HostView; isStarting: boolean; canApply: boolean; onApply: () => void; onBack: () => void; onAgain: () => void }) {
  const { t } = useTranslation('deploy');
  const isOld = useTick((now) => now > plan.validUntil);
  const isRefused = plan.refused.length > 0;
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-lg font-semibold">{t(`planTitle.${plan.kind}`)}</h2>
        <span className="text-muted">{t('nothingYet')} <Countdown until={plan.validUntil} say={(time) => t('validFor', { time })} over={t('expired')} className={isOld ? 'text-warn' : ''} /></span>
      </div>
      <PlanView plan={plan} />
      <div className="flex gap-2 border-t pt-4">
        <Button look={plan.kind === 'remove' ? 'danger' : 'filled'} disabled={!canApply || isOld || isRefused} isWorking={isStarting} onClick={onApply}>{t(`apply.${plan.kind}`, { host: isolateForeign(host.config.name, 40) })}</Button>
        {(isOld || isRefused) && <Button onClick={onAgain}>{t('again')}</Button>}
        <Button onClick={onBack}>{t('change')}</Button>
      </div>
    </>
  );
}

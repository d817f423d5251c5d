/**
 * Recovery in two clicks: the playbook that fits opens with its dry run, the second click runs it. What does not fit is
 * shown with what is missing. A playbook that cannot run now says why, and its button stays off.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { ChoiceRow } from '#renderer/components/choice-row.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Skeleton } from '#renderer/components/skeleton.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useHeld } from '#renderer/components/use-held.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import type { Wish } from '#renderer/state/slices/wish.ts';
import { OperationId } from '#shared/domain/operation.ts';
import type { PlaybookId, RecoveryConsent, RecoveryOffer } from '#shared/domain/playbook.ts';
import type { AppError } from '#shared/errors.ts';
import { firstOffer, isChosen, memoryOf, missingConsents, noChoices } from './recover-choices.ts';
import { GuardNote, PlanChoices, PlanConsents, PlanSteps, PlanTargets, Preconditions } from './recover-plan.tsx';

type RecoverWish = Extract<Wish, { kind: 'recover' }>;

export function RecoverDialog({ wish, onClose }: { wish: RecoverWish; onClose: () => void }) {
  const { t } = useTranslation('recovery');
  const [picked, setPicked] = useState<PlaybookId | null>(wish.playbook);
  const name = useTargetName(wish.target);
  const asked = useAnswer('recovery.offers', { target: wish.target });
  const offers = asked.value?.offers ?? [];
  const chosen = picked ?? firstOffer(offers)?.playbook ?? null;
  const title = t(wish.target.kind === 'worker' ? 'recoverWorker' : 'recoverHost', { worker: isolateForeign(name, 60), host: isolateForeign(name, 60) });
  if (chosen !== null) return <PlannedDialog key={chosen} title={title} wish={wish} playbook={chosen} offers={offers} onPick={setPicked} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} width="wide" title={<span className="wrap-anywhere">{title}</span>} footer={<Button onClick={onClose}>{asked.value === null ? t('close.cancel') : t('close.close')}</Button>}>
      <div className="flex min-h-60 flex-col gap-4 pb-1">
        {asked.error !== null && <div role="alert"><ErrorNote error={asked.error} /></div>}
        {asked.value === null && asked.error === null && <Waiting text={t('looking')} />}
        {asked.value !== null && <><p className="font-medium">{t('nothingFits')} <span className="font-normal text-muted">{t('nothingFitsBody')}</span></p><OfferList offers={offers} chosen={null} onPick={setPicked} /></>}
      </div>
    </Dialog>
  );
}

type PlannedProps = { title: string; wish: RecoverWish; playbook: PlaybookId; offers: readonly RecoveryOffer[]; onPick: (playbook: PlaybookId) => void; onClose: () => void };

function PlannedDialog({ title, wish: { target }, playbook, offers, onPick, onClose }: PlannedProps) {
  const { t } = useTranslation('recovery');
  const { ask, wish } = useActions();
  const [choices, setChoices] = useState(noChoices);
  const [memory, setMemory] = useState('');
  const [given, setGiven] = useState<ReadonlySet<RecoveryConsent>>(new Set());
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const isReadOnly = useApp(selectIsReadOnly);
  const now = useTick((at) => Math.floor(at / 1000) * 1000);
  const maxMemoryPerChildKiB = memoryOf(memory);
  const request = { playbook, target, choices: { ...choices, maxMemoryPerChildKiB: maxMemoryPerChildKiB === 'bad' ? null : maxMemoryPerChildKiB } };
  const asked = useAnswer('recovery.plan', request);
  const plan = useHeld(asked.value);
  const canRun = plan !== null && asked.phase === 'answered' && plan.canRun && isChosen(plan, choices) && maxMemoryPerChildKiB !== 'bad' && missingConsents(plan, given).length === 0 && !isReadOnly;
  const run = async (): Promise<void> => {
    if (!canRun || isWorking) return;
    setWorking(true);
    setFailure(null);
    const result = await ask('recovery.run', { ...request, consents: [...given] });
    setWorking(false);
    if (result.ok) wish({ kind: 'follow', operation: OperationId.parse(result.value.operation) });
    else setFailure(result.error);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={<span className="wrap-anywhere">{title}</span>}
      footer={(
        <>
          {plan !== null && !plan.canRun && <span className="mr-auto text-sm text-muted">{t('cannotRun')}</span>}
          {asked.phase === 'failed' && <Button onClick={asked.again}>{t('close.again')}</Button>}
          <Button onClick={onClose}>{t('close.cancel')}</Button>
          <Button look={plan !== null && plan.consentsNeeded.length > 0 ? 'danger' : 'filled'} disabled={!canRun} isWorking={isWorking} onClick={() => void run()}>{t(`playbook.${playbook}.run`)}</Button>
        </>
      )}
    >
      <div className="flex min-h-72 flex-col gap-4 pb-1" aria-busy={asked.phase === 'asking'}>
        <OfferList offers={offers} chosen={playbook} onPick={onPick} />
        <p>{t(`playbook.${playbook}.does`)}</p>
        {asked.error !== null && <div role="alert"><ErrorNote error={asked.error} /></div>}
        {plan === null && asked.error === null && <Waiting text={t('looking')} />}
        {plan !== null && (
          <>
            <GuardNote guard={plan.guard} now={now} />
            <Preconditions preconditions={plan.preconditions} />
            <PlanChoices plan={plan} choices={choices} memory={memory} onChoices={setChoices} onMemory={setMemory} />
            <PlanSteps plan={plan} />
            <PlanTargets plan={plan} />
            <PlanConsents plan={plan} given={given} onChange={setGiven} />
          </>
        )}
        {failure !== null && <div role="alert" className="border-l-2 border-bad pl-3"><ErrorNote error={failure} /></div>}
      </div>
    </Dialog>
  );
}

/** Those that fit as choices; the others behind a fold, each with what is missing. */
function OfferList({ offers, chosen, onPick }: { offers: readonly RecoveryOffer[]; chosen: PlaybookId | null; onPick: (playbook: PlaybookId) => void }) {
  const { t } = useTranslation('recovery');
  const fitting = offers.filter(({ fits, playbook }) => fits !== 'no' || playbook === chosen);
  const others = offers.filter((offer) => !fitting.includes(offer));
  return (
    <div className="flex flex-col gap-1.5">
      {fitting.length > 0 && (
        <ChoiceRow look="framed" label={t('choose')} value={chosen} onChoose={onPick} choices={fitting.map((offer) => ({ value: offer.playbook, label: t(`playbook.${offer.playbook}.name`), title: t(`fits.${offer.fits}`) }))} />
      )}
      {others.length > 0 && (
        <details className="text-sm">
          <summary className="w-fit rounded-sm text-muted hover:text-text">{t('others')}</summary>
          <ul className="mt-1 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
            {others.map((offer) => (
              <li key={offer.playbook} className="contents">
                <button type="button" onClick={() => onPick(offer.playbook)} className="rounded-sm text-left underline decoration-line-strong decoration-dotted underline-offset-3 hover:decoration-solid">{t(`playbook.${offer.playbook}.name`)}</button>
                <span className="truncate text-muted">{offer.preconditions.filter(({ state }) => state !== 'met').slice(0, 3).map(({ id, state }) => `${t(`precondition.${id}`)}: ${t(`state.${state}`)}`).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Waiting({ text }: { text: string }) {
  return <div role="status" className="flex flex-col gap-3"><p className="text-muted">{text}</p><Skeleton className="w-2/3" /><Skeleton className="w-1/2" /><Skeleton className="w-3/5" /></div>;
}

function useTargetName(target: RecoverWish['target']): string {
  return useApp(({ replica }) => (target.kind === 'worker' ? (replica.workers.get(target.worker)?.name ?? target.worker) : (replica.hosts.get(target.host)?.config.name ?? target.host)));
}

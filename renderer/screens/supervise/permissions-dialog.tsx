/** What this account may do with one worker, verb by verb, and the exact lines that would allow the rest. */
import { useTranslation } from 'react-i18next';
import { Ban, Check } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Skeleton } from '#renderer/components/skeleton.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useAnswer, useApp } from '#renderer/state/hooks.tsx';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { Supervision } from '#shared/domain/supervision.ts';
import { backendWords } from './backend-words.ts';
import { RefusalNote } from './grant-lines.tsx';
import { refusalWords } from './refusal-words.ts';
import { useHostNameOf } from './use-host-name-of.ts';

export function PermissionsDialog({ worker, onClose }: { worker: WorkerKey; onClose: () => void }) {
  const { t } = useTranslation('supervise');
  const view = useApp((state) => state.replica.workers.get(worker) ?? null);
  const hostNameOf = useHostNameOf();
  const asked = useAnswer('supervision.describe', { worker });
  return (
    <Dialog isOpen onClose={onClose} title={t('permissions')} description={view === null ? undefined : <Foreign text={view.name} className="max-w-full" />} footer={<Button look="filled" onClick={onClose}>{t('close')}</Button>}>
      <div className="min-h-40 pb-1">
        {asked.phase === 'asking' && asked.value === null && <div role="status" className="flex flex-col gap-3 pt-1"><p className="text-muted">{t('looking')}</p><Skeleton className="w-1/2" /></div>}
        {asked.error !== null && <div role="alert"><ErrorNote error={asked.error} /></div>}
        {asked.value !== null && <Abilities supervision={asked.value} hostName={hostNameOf(view?.host ?? null)} />}
      </div>
    </Dialog>
  );
}

function Abilities({ supervision, hostName }: { supervision: Supervision; hostName: string }) {
  const { t } = useTranslation('supervise');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  const { backend, abilities } = supervision;
  // The same rule allows several verbs: it is shown once, under them all. Running or not is no question of permission.
  const refused = [...new Map(abilities.filter(({ because }) => because !== null && because !== 'already-running' && because !== 'not-running').map((ability) => [JSON.stringify([ability.because, ability.about, ability.grant]), ability] as const)).values()];
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted wrap-anywhere">
        {backend.kind === 'plain' ? t('notSupervised') : t('supervisedBy', { what: backendWords(t, backend) })}
        {supervision.status !== '' && ` · ${isolateForeign(supervision.status, 80)}`}
      </p>
      <dl className="grid grid-cols-[10rem_minmax(0,1fr)] gap-x-4 gap-y-2">
        {abilities.map((ability) => (
          <div key={ability.verb} className="contents">
            <dt>{t(`verb.${ability.verb}`)}</dt>
            <dd>{ability.isAllowed ? <span className="flex items-center gap-2"><Check size={14} aria-hidden className="text-good" />{t('allowed')}</span> : <span className="flex items-center gap-2"><Ban size={14} aria-hidden className="text-muted" />{ability.because === null ? '' : refusalWords(tErrors, formats, ability.because, ability.about).short}</span>}</dd>
          </div>
        ))}
      </dl>
      {refused.length > 0 && (
        <section aria-labelledby="grants" className="flex flex-col gap-3 border-t pt-3">
          <h3 id="grants" className="font-semibold">{t('grant.title')}</h3>
          {refused.map((ability) => <RefusalNote key={ability.verb} ability={ability} hostName={hostName} />)}
        </section>
      )}
    </div>
  );
}

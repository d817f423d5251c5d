/**
 * Before an act: looks at the workers and their tasks, says what would be lost or delivered twice, takes the options, and
 * runs it once. Nothing changes here until the engine says so; the run is then followed.
 */
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useHeld } from '#renderer/components/use-held.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { defaultSupervisionOptions, type Preview, type SupervisionOptions, type SupervisionVerb, type WorkerPreview } from '#shared/domain/supervision.ts';
import type { AppError } from '#shared/errors.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import { ActMany } from './act-many.tsx';
import { ActOne } from './act-one.tsx';
import { ActOptions } from './act-options.tsx';
import { initialOptions, optionsOfForm } from './options-form.ts';
import { losesTasks } from './preview-sums.ts';
import { useHostNameOf } from './use-host-name-of.ts';

const atMost = 200;
/** A person still turning a figure up and down must not send the host looking each time. */
const settleMs = 600;

export function ActDialog({ verb, workers, onClose }: { verb: SupervisionVerb; workers: readonly WorkerKey[]; onClose: () => void }) {
  const { t } = useTranslation('supervise');
  const [form, setForm] = useState(() => initialOptions());
  const { options } = optionsOfForm(form);
  const settled = useSettled(options ?? defaultSupervisionOptions);
  const input = workers.length > atMost || workers.length === 0 ? null : { verb, workers: [...workers], options: settled };
  const asked = useAnswer('supervision.preview', input);
  const preview = useHeld(asked.value);
  const run = useRun(verb, preview, options);
  const isReadOnly = useApp(selectIsReadOnly);
  const isOld = useTick((now) => preview !== null && now > preview.until);
  const allowed = preview?.workers.filter(({ ability }) => ability.isAllowed) ?? [];
  const canRun = preview !== null && preview.canRun && allowed.length > 0 && options !== null && !isOld && !isReadOnly && asked.phase !== 'failed';
  const only = preview?.workers.length === 1 ? preview.workers[0] : undefined;
  const title = workers.length === 1 && preview?.workers[0] !== undefined ? t(`one.${verb}`, { worker: isolateForeign(preview.workers[0].name, 60) }) : t(`many.${verb}`, { count: workers.length });
  const confirm = only !== undefined ? t(`one.${verb}`, { worker: isolateForeign(only.name, 32) }) : t(`many.${verb}`, { count: allowed.length });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={workers.length === 1 ? 'normal' : 'wide'}
      title={<span className="wrap-anywhere">{title}</span>}
      description={t(`meaning.${verb}`)}
      footer={(
        <>
          {isOld && <span className="mr-auto text-sm text-warn">{t('tooOld')}</span>}
          {(isOld || asked.phase === 'failed') && <Button onClick={asked.again}>{t('again')}</Button>}
          <Button onClick={onClose}>{t('cancel')}</Button>
          {preview !== null && <Button look={losesTasks(allowed) ? 'danger' : 'filled'} disabled={!canRun} isWorking={run.isWorking} onClick={() => void run.send(allowed)}>{confirm}</Button>}
        </>
      )}
    >
      <div className="flex flex-col gap-4 pb-1" aria-busy={asked.phase === 'asking'}>
        {workers.length > atMost && <p>{t('tooMany')}</p>}
        {workers.length === 0 && <p>{t('gone')}</p>}
        {input !== null && preview === null && asked.error === null && <Looking count={workers.length} />}
        {asked.error !== null && <div role="alert"><p className="font-medium">{t('lookFailed')}</p><ErrorNote error={asked.error} /></div>}
        {preview !== null && <PreviewBody verb={verb} preview={preview} rolling={(options ?? settled).rolling} />}
        {preview !== null && allowed.length > 0 && <ActOptions verb={verb} count={allowed.length} form={form} onChange={setForm} />}
        {run.error !== null && <div role="alert" className="border-l-2 border-bad pl-3"><p className="font-medium">{t('failed')}</p><ErrorNote error={run.error} /></div>}
      </div>
    </Dialog>
  );
}

function PreviewBody({ verb, preview, rolling }: { verb: SupervisionVerb; preview: Preview; rolling: SupervisionOptions['rolling'] }) {
  const hostNameOf = useHostNameOf();
  const nameOf = (worker: WorkerPreview): string => hostNameOf(worker.host);
  const [only] = preview.workers;
  if (preview.workers.length === 1 && only !== undefined) return <ActOne verb={verb} preview={only} hostName={nameOf(only)} />;
  return <ActMany verb={verb} workers={preview.workers} rolling={rolling} hostNameOf={nameOf} />;
}

function Looking({ count }: { count: number }) {
  const { t } = useTranslation('supervise');
  const isLate = useIsLate();
  if (!isLate) return <div className="h-24" />;
  return (
    <div role="status" className="flex h-24 flex-col gap-3">
      <p className="text-muted">{count === 1 ? t('looking') : t('lookingMany', { count })}</p>
      <Skeleton className="w-2/3" /><Skeleton className="w-1/2" />
    </div>
  );
}

/** Sends the act once and follows it. */
function useRun(verb: SupervisionVerb, preview: Preview | null, options: SupervisionOptions | null): { readonly isWorking: boolean; readonly error: AppError | null; send(workers: readonly WorkerPreview[]): Promise<void> } {
  const { ask, wish } = useActions();
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  return {
    isWorking,
    error,
    async send(workers) {
      if (preview === null || options === null || isWorking) return;
      setWorking(true);
      setError(null);
      const result = await ask('supervision.run', { verb, workers: workers.map(({ worker }) => worker), options, preview: preview.id });
      setWorking(false);
      if (result.ok) wish({ kind: 'follow', operation: result.value.operation });
      else setError(result.error);
    },
  };
}

function useSettled(options: SupervisionOptions): SupervisionOptions {
  const key = JSON.stringify(options);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    if (key === settled) return undefined;
    const timer = setTimeout(() => setSettled(key), settleMs);
    return () => clearTimeout(timer);
  }, [key, settled]);
  return useMemo(() => JSON.parse(settled) as SupervisionOptions, [settled]);
}

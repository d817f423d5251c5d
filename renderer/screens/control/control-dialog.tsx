/**
 * Asks for the figures, says in one sentence what will happen to which worker, sends once, and shows the receipt in
 * the worker's own words. Nothing on the screen changes until the engine reports that it did.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TriangleAlert } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import type { ControlAction } from '#shared/domain/control.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { actionOfForm, type ControlForm } from './action-of-form.ts';
import { ControlFields } from './control-fields.tsx';
import { describeAction, permissionOf } from './describe-action.ts';
import { useControl, useTaskNames, type ControlState } from './use-control.ts';

export function ControlDialog({ worker, initial, isReadOnly, onClose }: { worker: WorkerView; initial: ControlForm; isReadOnly: boolean; onClose: () => void }) {
  const { t } = useTranslation('control');
  const [form, setForm] = useState(initial);
  const [isTried, setTried] = useState(false);
  const { state, send, reset } = useControl(worker.key);
  const tasks = useTaskNames(worker.key, form.kind === 'rate-limit' || form.kind === 'time-limit');
  const name = isolateForeign(worker.name);
  const { action, problems } = actionOfForm(form);
  const permission = permissionOf(action ?? form.kind, worker, isReadOnly);
  const verb = form.kind === 'revoke' && form.terminate ? 'terminate' : form.kind;
  const isDangerous = verb === 'terminate' || form.kind === 'cancel-consumer' || form.kind === 'pool-shrink';
  const submit = (): void => {
    setTried(true);
    if (action !== null && permission.can && state.step === 'asking') void send(action);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={<span className="wrap-anywhere">{t(`title.${verb}`, { worker: name })}</span>}
      footer={state.step === 'asking' || state.step === 'sending' ? (
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look={isDangerous ? 'danger' : 'filled'} disabled={!permission.can} isWorking={state.step === 'sending'} onClick={submit}>{t(`confirm.${verb}`)}</Button>
        </>
      ) : (
        <>
          {state.step === 'failed' && <Button onClick={reset}>{t('again')}</Button>}
          <Button look="filled" autoFocus onClick={onClose}>{t('close')}</Button>
        </>
      )}
    >
      {state.step === 'asking' || state.step === 'sending' ? (
        <form className="flex flex-col gap-4 pb-1" onSubmit={(event) => { event.preventDefault(); if (!isDangerous) submit(); }}>
          <ControlFields form={form} problems={isTried ? problems : {}} queues={worker.queues ?? []} tasks={tasks} onChange={(change) => setForm({ ...form, ...change })} />
          {permission.can ? action !== null && <ConsequenceText action={action} worker={worker} cautions={permission.cautions.map((code) => t(`caution.${code}`))} /> : <p>{t('cannot', { reason: t(`reason.${permission.because}`) })}</p>}
          {state.step === 'sending' && <p role="status" className="text-muted">{t('sending')}</p>}
        </form>
      ) : (
        <ReceiptText state={state} name={name} />
      )}
    </Dialog>
  );
}

/** The sentences differ in what they mention; describeAction gives each what it needs. */
type SentenceParts = Record<'worker' | 'task' | 'queue' | 'rate', string> & Record<'from' | 'to' | 'min' | 'max' | 'soft' | 'hard' | 'count', number>;

function ConsequenceText({ action, worker, cautions }: { action: ControlAction; worker: WorkerView; cautions: readonly string[] }) {
  const { t } = useTranslation('control');
  const { key, count, texts, numbers } = describeAction(action, worker);
  const safe = Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, isolateForeign(text)]));
  return (
    <div className="flex flex-col gap-1.5 border-l-2 pl-3">
      <p className="wrap-anywhere">{t(`consequence.${key}`, { ...numbers, ...safe, count, worker: isolateForeign(worker.name) } as SentenceParts)}</p>
      {cautions.map((caution) => (
        <p key={caution} className="flex items-start gap-1.5 text-sm text-muted">
          <TriangleAlert size={14} aria-hidden className="mt-px shrink-0" />
          {caution}
        </p>
      ))}
    </div>
  );
}

function ReceiptText({ state, name }: { state: Exclude<ControlState, { step: 'asking' } | { step: 'sending' }>; name: string }) {
  const { t } = useTranslation('control');
  if (state.step === 'failed') return <div role="alert"><p className="mb-1 font-medium">{t('failed')}</p><ErrorNote error={state.error} /></div>;
  const { outcome, said } = state.receipt;
  if (outcome === 'unanswered') return <div role="status"><p className="font-medium wrap-anywhere">{t('unanswered', { worker: name })}</p><p className="mt-1 text-muted">{t('unansweredNext')}</p></div>;
  if (said === '') return <p role="status">{t('saidNothing', { worker: name })}</p>;
  return (
    <div role="status">
      <p className="wrap-anywhere">{t('done', { worker: name })}</p>
      <p className="mt-2 rounded-md bg-sunken px-2.5 py-1.5 font-mono text-sm wrap-anywhere">{showForeign(said, 300)}</p>
    </div>
  );
}

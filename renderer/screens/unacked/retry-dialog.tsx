/** Sending one task again from its original message: under a new id or the old one, to its queue or another. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Switch } from '#renderer/components/switch.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import type { MessageConsent, RetryReport, RetrySource } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { ConsentBoxes } from './consent-boxes.tsx';
import { toldConsents, union } from './foresee-consents.ts';

export type RetryWish = { readonly from: RetrySource; readonly name: string; readonly queue: string | null; readonly foreseen: readonly MessageConsent[]; readonly isWhole: boolean };

export function RetryDialog({ wish, onClose, onChanged }: { wish: RetryWish; onClose: () => void; onChanged: () => void }) {
  const { t } = useTranslation('unacked');
  const { ask } = useActions();
  const [newId, setNewId] = useState(true);
  const [queue, setQueue] = useState('');
  const [given, setGiven] = useState<readonly MessageConsent[]>([]);
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [report, setReport] = useState<RetryReport | null>(null);
  const needed = union(wish.foreseen, toldConsents(error));
  const canSend = wish.isWhole && needed.every((one) => given.includes(one)) && queue.trim().length <= 500;
  const send = async (): Promise<void> => {
    if (!canSend || isWorking) return;
    setWorking(true);
    const result = await ask('tasks.retry', { from: wish.from, queue: queue.trim() === '' ? null : queue.trim(), newId, consents: [...given] });
    setWorking(false);
    setError(result.ok ? null : result.error);
    if (result.ok) setReport(result.value);
    onChanged();
  };
  const title = <span className="wrap-anywhere">{t('retry.title', { task: isolateForeign(wish.name, 60) })}</span>;
  if (report !== null) {
    return (
      <Dialog isOpen onClose={onClose} width="small" title={title} footer={<Button look="filled" autoFocus onClick={onClose}>{t('close')}</Button>}>
        <p role="status" className="pb-1 wrap-anywhere">{t('retry.done', { id: isolateForeign(report.task, 60), queue: isolateForeign(report.queue, 60) })}</p>
        {report.copy !== null && <p className="pb-1 text-sm text-muted wrap-anywhere">{t('result.copy', { copy: isolateForeign(report.copy, 80) })} {t('result.copyHint')}</p>}
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={title}
      description={wish.isWhole ? t('retry.body') : t('retry.notWhole')}
      footer={(
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look={needed.length > 0 ? 'danger' : 'filled'} disabled={!canSend} isWorking={isWorking} onClick={() => void send()}>{t('retry.confirm')}</Button>
        </>
      )}
    >
      <form className="flex flex-col gap-4 pb-1" onSubmit={(event) => { event.preventDefault(); if (needed.length === 0) void send(); }}>
        <Switch label={t('retry.newId')} help={t('retry.newIdHelp')} isOn={newId} onChange={setNewId} />
        <TextField label={t('retry.queue')} help={t('retry.queueHelp')} placeholder={wish.queue ?? ''} value={queue} maxLength={500} onChange={setQueue} />
        <ConsentBoxes needed={needed} given={given} onChange={setGiven} />
        {error !== null && error.code !== 'not-agreed' && <div role="alert" className="border-l-2 border-bad pl-3"><p className="font-medium">{t('failed')}</p><ErrorNote error={error} /></div>}
      </form>
    </Dialog>
  );
}

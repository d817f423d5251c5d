/** Taking an action back: what that means, then once. A saved copy is put back; a control command is answered by its opposite. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useActions } from '#renderer/state/hooks.tsx';
import type { Action } from '#shared/domain/action.ts';
import type { AppError } from '#shared/errors.ts';

type State = { readonly step: 'asking' | 'sending' | 'done'; readonly error: AppError | null };

export function UndoDialog({ action, title, onClose }: { action: Action; title: string; onClose: () => void }) {
  const { t } = useTranslation('operations');
  const { ask } = useActions();
  const [state, setState] = useState<State>({ step: 'asking', error: null });
  const send = async (): Promise<void> => {
    const { undo, target } = action;
    if (undo === null || state.step !== 'asking') return;
    setState({ step: 'sending', error: null });
    const result = undo.kind === 'unacked-copy'
      ? await ask('unacked.undo', { copy: undo.copy })
      : target.worker === null ? null : await ask('worker.control', { worker: target.worker, action: undo.action }, { subject: target.worker });
    if (result === null) return setState({ step: 'asking', error: { code: 'not-found', what: target.workerName ?? '' } });
    setState(result.ok ? { step: 'done', error: null } : { step: 'asking', error: result.error });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={t('journal.undoTitle')}
      description={title}
      footer={state.step === 'done' ? <Button look="filled" autoFocus onClick={onClose}>{t('close')}</Button> : (
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="filled" isWorking={state.step === 'sending'} onClick={() => void send()}>{t('journal.undo')}</Button>
        </>
      )}
    >
      {state.step === 'done' ? <p role="status">{t('journal.undone')}</p> : <p>{t(action.undo?.kind === 'control' ? 'journal.undoControlBody' : 'journal.undoCopyBody')}</p>}
      {state.error !== null && <div role="alert" className="mt-3 border-l-2 border-bad pl-3"><p className="font-medium">{t('journal.undoFailed')}</p><ErrorNote error={state.error} /></div>}
    </Dialog>
  );
}

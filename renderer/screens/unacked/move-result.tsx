/** How it went, message by message where not all is well, with the saved copy by name and the way back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Undo2 } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Copyable } from '#renderer/components/copyable.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useActions } from '#renderer/state/hooks.tsx';
import type { MoveOutcome, MoveReport, UnackedMessage, UndoOutcome, UndoReport } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';

type Row = { readonly tag: string; readonly name: string; readonly outcome: MoveOutcome | UndoOutcome };

export function MoveResult({ report, messages, onClose, onChanged }: { report: MoveReport; messages: readonly UnackedMessage[]; onClose: () => void; onChanged: () => void }) {
  const { t } = useTranslation('unacked');
  const { ask } = useActions();
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [undo, setUndo] = useState<UndoReport | null>(null);
  const nameOf = (tag: string): string => messages.find((one) => one.tag === tag)?.message.task ?? tag;
  const rows: readonly Row[] = (undo ?? report).messages.map(({ tag, outcome }) => ({ tag, name: nameOf(tag), outcome }));
  const good = rows.filter(({ outcome }) => outcome === 'moved' || outcome === 'undone').length;
  const total = rows.length;
  const sentence = undo === null
    ? good === total ? t('result.allMoved', { count: total }) : t('result.someMoved', { moved: good, total })
    : good === total ? t('result.undone', { count: total }) : t('result.someUndone', { undone: good, total });
  const canUndo = undo === null && report.copy !== null && good > 0;
  const send = async (): Promise<void> => {
    if (report.copy === null) return;
    setWorking(true);
    const result = await ask('unacked.undo', { copy: report.copy });
    setWorking(false);
    setError(result.ok ? null : result.error);
    if (result.ok) setUndo(result.value);
    onChanged();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('result.title')}
      footer={(
        <>
          {canUndo && <Button icon={<Undo2 size={14} aria-hidden />} isWorking={isWorking} onClick={() => void send()}>{t('result.undoNow')}</Button>}
          <Button look="filled" autoFocus onClick={onClose}>{t('close')}</Button>
        </>
      )}
    >
      <div className="flex flex-col gap-3 pb-1">
        <p role="status" className="font-medium">{sentence}</p>
        {good < total && (
          <ul className="max-h-52 overflow-auto text-sm">
            {rows.filter(({ outcome }) => outcome !== 'moved' && outcome !== 'undone').slice(0, 200).map((row) => <li key={row.tag} className="flex gap-3"><Foreign text={row.name} className="min-w-0 flex-1" /><span className="shrink-0">{t(`outcome.${row.outcome}`)}</span></li>)}
          </ul>
        )}
        {report.copy !== null && <div className="flex flex-col gap-1"><p className="text-sm text-muted">{t('result.copy', { copy: '' })} {t('result.copyHint')}</p><Copyable text={report.copy} /></div>}
        {error !== null && <div role="alert" className="border-l-2 border-bad pl-3"><p className="font-medium">{t('failed')}</p><ErrorNote error={error} /></div>}
      </div>
    </Dialog>
  );
}

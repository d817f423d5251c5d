/** Copies of messages saved before they were touched: what became of each, and the way back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useAnswer, useApp } from '#renderer/state/hooks.tsx';
import type { CopyId, SavedCopy, UndoReport } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { Waiting } from './taken-tab.tsx';

const grid = 'grid grid-cols-[20px_76px_minmax(100px,0.8fr)_56px_minmax(110px,1fr)_minmax(90px,1fr)_minmax(90px,1fr)_120px] xl:grid-cols-[20px_76px_minmax(110px,0.8fr)_90px_minmax(120px,1fr)_minmax(120px,1fr)_minmax(120px,1fr)_150px] items-center gap-x-3';

export function CopiesTab({ canAct }: { canAct: boolean }) {
  const { t } = useTranslation('unacked');
  const news = useApp((state) => state.actionNews);
  const [open, setOpen] = useState<CopyId | null>(null);
  const [undone, setUndone] = useState<SavedCopy | null>(null);
  const asked = useAnswer('unacked.copies', { broker: null }, news);
  if (asked.error !== null) return <div role="alert" className="px-4 py-4"><ErrorNote error={asked.error} /><Button className="mt-3" onClick={asked.again}>{t('refresh')}</Button></div>;
  if (asked.value === null) return <Waiting />;
  const { copies } = asked.value;
  if (copies.length === 0) return <EmptyState title={t('copies.title')}>{t('copies.body')}</EmptyState>;
  return (
    <div className="overflow-x-auto px-4 py-3">
      <div className="min-w-[780px] xl:min-w-[900px]">
        <div aria-hidden className={`${grid} h-6 border-b text-xs text-muted`}><span /><span>{t('copies.column.at')}</span><span>{t('copies.column.why')}</span><span className="text-right">{t('copies.column.count')}</span><span>{t('copies.column.state')}</span><span>{t('copies.column.name')}</span><span>{t('copies.column.broker')}</span><span /></div>
        <ul aria-label={t('copies.list')}>
          {copies.map((copy) => <CopyRow key={copy.id} copy={copy} isOpen={open === copy.id} canAct={canAct} onOpen={() => setOpen(open === copy.id ? null : copy.id)} onUndo={() => setUndone(copy)} />)}
        </ul>
      </div>
      {undone !== null && <UndoCopyDialog copy={undone} onChanged={asked.again} onClose={() => setUndone(null)} />}
    </div>
  );
}

function CopyRow({ copy, isOpen, canAct, onOpen, onUndo }: { copy: SavedCopy; isOpen: boolean; canAct: boolean; onOpen: () => void; onUndo: () => void }) {
  const { t } = useTranslation('unacked');
  const formats = useFormats();
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const canUndo = copy.state === 'moved' || copy.state === 'partly-moved' || copy.state === 'partly-undone' || copy.state === 'unknown';
  return (
    <li className="border-b border-line/60">
      <div className={`${grid} row hover:bg-hover`}>
        <button type="button" aria-expanded={isOpen} aria-label={t('copies.show', { copy: isolateForeign(copy.id, 60) })} onClick={onOpen} className="inline-flex size-5 items-center justify-center rounded-sm text-muted hover:bg-selected hover:text-text"><Chevron size={14} aria-hidden /></button>
        <Age at={copy.at} />
        <span className="truncate">{t(`copies.why.${copy.why}`)}</span>
        <span className="text-right figures" title={formats.bytes(copy.bytes)}>{formats.number(copy.count)}</span>
        <span className={copy.state === 'unknown' || copy.state.startsWith('partly') ? 'truncate text-warn' : 'truncate'}>{t(`copies.state.${copy.state}`)}</span>
        <Foreign isMono text={copy.id} />
        <Foreign text={copy.brokerLabel} className="text-muted" />
        <span className="flex justify-end">{canUndo && <Button size="small" disabled={!canAct} aria-label={t('undo.title', { copy: isolateForeign(copy.id, 60) })} onClick={onUndo}>{t('act.undo')}</Button>}</span>
      </div>
      {isOpen && (
        <ul className="max-h-60 overflow-auto bg-sunken px-4 py-2 pl-12 text-sm">
          {copy.messages.slice(0, 500).map((message) => (
            <li key={message.tag} className="grid grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)_10rem] gap-x-4">
              <Foreign text={message.name ?? message.task ?? '–'} />
              <Foreign isMono text={message.task ?? ''} className="text-muted" />
              <Foreign text={message.to ?? '–'} className="text-muted" />
              <span>{message.outcome === null ? '' : t(`outcome.${message.outcome}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function UndoCopyDialog({ copy, onClose, onChanged }: { copy: SavedCopy; onClose: () => void; onChanged: () => void }) {
  const { t } = useTranslation('unacked');
  const { ask } = useActions();
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [report, setReport] = useState<UndoReport | null>(null);
  const good = report?.messages.filter(({ outcome }) => outcome === 'undone').length ?? 0;
  const total = report?.messages.length ?? 0;
  const send = async (): Promise<void> => {
    setWorking(true);
    const result = await ask('unacked.undo', { copy: copy.id });
    setWorking(false);
    setError(result.ok ? null : result.error);
    if (result.ok) setReport(result.value);
    onChanged();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={<span className="wrap-anywhere">{t('undo.title', { copy: isolateForeign(copy.id, 60) })}</span>}
      description={report === null ? t('undo.body') : undefined}
      footer={report !== null ? <Button look="filled" autoFocus onClick={onClose}>{t('close')}</Button> : <><Button onClick={onClose}>{t('cancel')}</Button><Button look="filled" isWorking={isWorking} onClick={() => void send()}>{t('undo.confirm')}</Button></>}
    >
      {report !== null && <p role="status" className="pb-1">{good === total ? t('result.undone', { count: total }) : t('result.someUndone', { undone: good, total })}</p>}
      {report !== null && good < total && <ul className="max-h-40 overflow-auto pb-1 text-sm">{report.messages.filter(({ outcome }) => outcome !== 'undone').slice(0, 100).map((one) => <li key={one.tag} className="flex gap-3"><Foreign isMono text={one.task ?? one.tag} className="min-w-0 flex-1" /><span>{t(`outcome.${one.outcome}`)}</span></li>)}</ul>}
      {error !== null && <div role="alert" className="border-l-2 border-bad pl-3"><p className="font-medium">{t('failed')}</p><ErrorNote error={error} /></div>}
    </Dialog>
  );
}

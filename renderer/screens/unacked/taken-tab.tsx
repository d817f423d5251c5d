/** Messages taken and not acknowledged, oldest first, with who holds them and whether that one lives. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefreshCw } from 'lucide-react';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { TickBox } from '#renderer/components/tick-box.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useHeld } from '#renderer/components/use-held.ts';
import { useAnswer } from '#renderer/state/hooks.tsx';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { DeliveryTag, UnackedMessage, UnackedPage } from '#shared/domain/unacked.ts';
import { foreseeConsents } from './foresee-consents.ts';
import { MessageRow, messageGrid, nameOfMessage } from './message-row.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { RetryDialog, type RetryWish } from './retry-dialog.tsx';
import { useHasConsumer } from './use-has-consumer.ts';

const pageRows = 100;
type Doing = { readonly touch: 'give-back' | 'move'; readonly messages: readonly UnackedMessage[] } | { readonly touch: 'retry'; readonly wish: RetryWish };

export function TakenTab({ broker, canAct }: { broker: BrokerView; canAct: boolean }) {
  const { t } = useTranslation('unacked');
  const [offset, setOffset] = useState(0);
  const [picked, setPicked] = useState<ReadonlySet<DeliveryTag>>(new Set());
  const [doing, setDoing] = useState<Doing | null>(null);
  const hasConsumer = useHasConsumer(broker.id);
  const asked = useAnswer('unacked.list', { broker: broker.id, offset, limit: pageRows });
  const page = useHeld(asked.value);
  if (page === null) return asked.error === null ? <Waiting /> : <div role="alert" className="px-4 py-4"><ErrorNote error={asked.error} /><Button className="mt-3" onClick={asked.again}>{t('refresh')}</Button></div>;
  const chosen = page.messages.filter(({ tag }) => picked.has(tag));
  const retry = (message: UnackedMessage): void => setDoing({ touch: 'retry', wish: { from: { kind: 'unacked', broker: broker.id, tag: message.tag }, name: nameOfMessage(t, message.message), queue: message.queue, foreseen: foreseeConsents('retry', [message], hasConsumer), isWhole: message.message.problem === null } });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-2 px-4">
        {chosen.length > 0 ? (
          <>
            <span className="pr-2 font-medium figures">{t('selected', { count: chosen.length })}</span>
            <Button size="small" disabled={!canAct} onClick={() => setDoing({ touch: 'give-back', messages: chosen })}>{t('act.give-back')}</Button>
            <Button size="small" disabled={!canAct} onClick={() => setDoing({ touch: 'move', messages: chosen })}>{t('act.move')}</Button>
            {chosen.length === 1 && chosen[0] !== undefined && <Button size="small" disabled={!canAct} onClick={() => { if (chosen[0] !== undefined) retry(chosen[0]); }}>{t('act.retry')}</Button>}
            <Button size="small" look="quiet" onClick={() => setPicked(new Set())}>{t('clear')}</Button>
          </>
        ) : <Facts page={page} isReady={broker.phase === 'ready'} canAct={canAct} onPickDead={() => setPicked(new Set(page.messages.filter(({ holder }) => holder.life === 'dead').map(({ tag }) => tag)))} />}
        <span className="flex-1" />
        <Age at={page.at} isPast />
        <IconButton size="small" label={t('refresh')} icon={<RefreshCw size={14} aria-hidden className={asked.phase === 'asking' ? 'opacity-50' : ''} />} onClick={asked.again} />
      </div>
      {asked.error !== null && <div role="alert" className="border-l-3 border-l-bad px-4 py-2"><ErrorNote error={asked.error} /></div>}
      {page.total === 0 ? <EmptyState title={t('empty.title')}>{t('empty.body')}</EmptyState> : <MessageTable page={page} picked={picked} canAct={canAct} onPick={setPicked} onRetry={retry} />}
      {page.total > pageRows && <Pager page={page} onOffset={(next) => { setPicked(new Set()); setOffset(next); }} />}
      {doing !== null && doing.touch !== 'retry' && <MoveDialog touch={doing.touch} broker={broker.id} messages={doing.messages} onChanged={asked.again} onClose={() => { setDoing(null); setPicked(new Set()); }} />}
      {doing !== null && doing.touch === 'retry' && <RetryDialog wish={doing.wish} onChanged={asked.again} onClose={() => setDoing(null)} />}
    </div>
  );
}

function Facts({ page, isReady, canAct, onPickDead }: { page: UnackedPage; isReady: boolean; canAct: boolean; onPickDead: () => void }) {
  const { t } = useTranslation('unacked');
  const formats = useFormats();
  const time = page.visibilityTimeoutS === null ? null : formats.age(page.visibilityTimeoutS * 1000);
  const hasDead = page.messages.some(({ holder }) => holder.life === 'dead');
  return (
    <>
      <span className="min-w-0 truncate text-muted figures">{t('count', { count: page.total })} · {time === null ? t('timeoutUnknown') : t(page.timeoutFrom === 'usual' ? 'timeoutUsual' : 'timeout', { time })}</span>
      {!isReady && <span className="shrink-0 font-medium text-away">{t('brokerAway')}</span>}
      {page.isLocked && <span className="shrink-0 text-warn">{t('locked')}</span>}
      {hasDead && <Button size="small" disabled={!canAct} onClick={onPickDead}>{t('selectDead')}</Button>}
    </>
  );
}

function MessageTable({ page, picked, canAct, onPick, onRetry }: { page: UnackedPage; picked: ReadonlySet<DeliveryTag>; canAct: boolean; onPick: (picked: ReadonlySet<DeliveryTag>) => void; onRetry: (message: UnackedMessage) => void }) {
  const { t } = useTranslation('unacked');
  const [open, setOpen] = useState<DeliveryTag | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const { messages } = page;
  const ticked = messages.filter(({ tag }) => picked.has(tag)).length;
  const tick = (index: number, withRange: boolean): void => {
    const next = new Set(picked);
    const tag = messages[index]?.tag;
    if (tag === undefined) return;
    if (withRange && anchor !== null) for (const one of messages.slice(Math.min(anchor, index), Math.max(anchor, index) + 1)) next.add(one.tag);
    else if (!next.delete(tag)) next.add(tag);
    setAnchor(index);
    onPick(next);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-x-auto">
      <div className="flex min-h-0 min-w-[830px] xl:min-w-[1000px] flex-1 flex-col">
        <div className={`${messageGrid} h-6 shrink-0 border-b text-xs text-muted`}>
          <TickBox isTabStop disabled={!canAct} state={ticked === 0 ? 'none' : ticked === messages.length ? 'all' : 'some'} label={t('selectAll')} onChange={() => onPick(ticked === messages.length ? new Set() : new Set(messages.map(({ tag }) => tag)))} />
          <span /><span>{t('column.task')}</span><span className="max-xl:hidden">{t('column.args')}</span><span>{t('column.queue')}</span><span className="text-right">{t('column.age')}</span><span>{t('column.stage')}</span><span>{t('column.holder')}</span><span className="text-right">{t('column.again')}</span>
        </div>
        <ul aria-label={t('list')} className="min-h-0 flex-1 overflow-y-auto pb-4">
          {messages.map((message, index) => <MessageRow key={message.tag} message={message} canAct={canAct} isOpen={open === message.tag} isTicked={picked.has(message.tag)} onOpen={() => setOpen(open === message.tag ? null : message.tag)} onTick={(withRange) => tick(index, withRange)} onRetry={() => onRetry(message)} />)}
        </ul>
      </div>
    </div>
  );
}

function Pager({ page, onOffset }: { page: UnackedPage; onOffset: (offset: number) => void }) {
  const { t } = useTranslation('unacked');
  const formats = useFormats();
  const last = Math.min(page.total, page.offset + page.messages.length);
  return (
    <div className="flex h-9 shrink-0 items-center gap-2 border-t px-4 text-muted figures">
      <span className="flex-1">{t('range', { from: formats.number(page.offset + 1), to: formats.number(last), total: formats.number(page.total) })}</span>
      <Button size="small" disabled={page.offset === 0} onClick={() => onOffset(Math.max(0, page.offset - pageRows))}>{t('previous')}</Button>
      <Button size="small" disabled={last >= page.total} onClick={() => onOffset(page.offset + pageRows)}>{t('next')}</Button>
    </div>
  );
}

export function Waiting() {
  const { t } = useTranslation('unacked');
  const isLate = useIsLate();
  if (!isLate) return null;
  return <div role="status" aria-label={t('loading')} className="flex flex-col gap-4 px-4 pt-6">{Array.from({ length: 8 }, (_, row) => <Skeleton key={row} className="w-3/4" />)}</div>;
}

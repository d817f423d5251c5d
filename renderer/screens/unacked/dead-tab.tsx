/** Messages set aside in dead queues, where no worker looks; each can be sent again. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useAnswer } from '#renderer/state/hooks.tsx';
import type { BrokerId } from '#shared/domain/ids.ts';
import { nameOfMessage } from './message-row.tsx';
import { RetryDialog, type RetryWish } from './retry-dialog.tsx';
import { Waiting } from './taken-tab.tsx';

const shownRows = 200;

export function DeadTab({ broker, canAct }: { broker: BrokerId; canAct: boolean }) {
  const { t } = useTranslation('unacked');
  const formats = useFormats();
  const [wish, setWish] = useState<RetryWish | null>(null);
  const asked = useAnswer('unacked.dead', { broker, limit: shownRows });
  if (asked.error !== null) return <div role="alert" className="px-4 py-4"><ErrorNote error={asked.error} /><Button className="mt-3" onClick={asked.again}>{t('refresh')}</Button></div>;
  if (asked.value === null) return <Waiting />;
  const { messages, total } = asked.value;
  if (messages.length === 0) return <EmptyState title={t('dead.title')}>{t('dead.body')}</EmptyState>;
  return (
    <div className="px-4 py-3">
      {total > messages.length && <p className="pb-2 text-muted figures">{t('dead.shown', { shown: formats.number(messages.length), total: formats.number(total) })}</p>}
      <ul aria-label={t('dead.list')} className="border-t">
        {messages.map((one) => {
          const name = nameOfMessage(t, one.message);
          const { tag } = one;
          return (
            <li key={`${one.queue} ${one.index}`} className="row grid grid-cols-[minmax(170px,1.2fr)_minmax(120px,1fr)_minmax(120px,1fr)_80px_110px] items-center gap-x-3 border-b border-line/60">
              {one.message.problem === null ? <Foreign text={name} /> : <span className="truncate text-warn">{t(`problem.${one.message.problem}`)}</span>}
              <span className="flex min-w-0 text-muted"><Foreign isMono text={one.message.args ?? ''} /></span>
              <Foreign text={one.queue} />
              <span className="text-right text-muted figures">{formats.bytes(one.message.bytes)}</span>
              <span className="flex justify-end"><Button size="small" disabled={!canAct || tag === null || one.message.problem !== null} aria-label={t('retry.title', { task: isolateForeign(name, 60) })} onClick={() => { if (tag !== null) setWish({ from: { kind: 'dead', broker, queue: one.queue, tag }, name, queue: one.queue.replace(/^dead\./, ''), foreseen: [], isWhole: true }); }}>{t('act.retry')}</Button></span>
            </li>
          );
        })}
      </ul>
      {wish !== null && <RetryDialog wish={wish} onChanged={asked.again} onClose={() => setWish(null)} />}
    </div>
  );
}

/** Tasks that Fleetbeat's supervisor revoked as stuck and wrote down; a whole message can be sent again. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { nameOfMessage } from './message-row.tsx';
import { RetryDialog, type RetryWish } from './retry-dialog.tsx';
import { Waiting } from './taken-tab.tsx';

export function StuckTab({ canAct }: { canAct: boolean }) {
  const { t } = useTranslation('unacked');
  const [wish, setWish] = useState<RetryWish | null>(null);
  const hosts = useApp((state) => state.replica.hosts);
  const asked = useAnswer('tasks.stuck', { host: null });
  if (asked.error !== null) return <div role="alert" className="px-4 py-4"><ErrorNote error={asked.error} /><Button className="mt-3" onClick={asked.again}>{t('refresh')}</Button></div>;
  if (asked.value === null) return <Waiting />;
  const { records } = asked.value;
  if (records.length === 0) return <EmptyState title={t('stuck.title')}>{t('stuck.body')}</EmptyState>;
  return (
    <div className="px-4 py-3">
      <ul aria-label={t('stuck.list')} className="border-t">
        {records.map((record) => {
          const name = nameOfMessage(t, record.message);
          return (
            <li key={`${record.host} ${record.record}`} className="row grid grid-cols-[76px_minmax(170px,1.2fr)_minmax(120px,1fr)_minmax(110px,1fr)_minmax(110px,1fr)_110px] items-center gap-x-3 border-b border-line/60">
              <Age at={record.at} />
              <Foreign text={name} />
              <span className="flex min-w-0 text-muted"><Foreign isMono text={record.message.args ?? ''} /></span>
              <Foreign text={record.worker ?? '–'} />
              <Foreign text={hosts.get(record.host)?.config.name ?? record.host} className="text-muted" />
              <span className="flex justify-end"><Button size="small" disabled={!canAct || !record.isWhole} title={record.isWhole ? undefined : t('retry.notWhole')} aria-label={t('retry.title', { task: isolateForeign(name, 60) })} onClick={() => setWish({ from: { kind: 'stuck', host: record.host, record: record.record }, name, queue: record.queue, foreseen: ['runs-twice'], isWhole: record.isWhole })}>{t('act.retry')}</Button></span>
            </li>
          );
        })}
      </ul>
      {wish !== null && <RetryDialog wish={wish} onChanged={asked.again} onClose={() => setWish(null)} />}
    </div>
  );
}

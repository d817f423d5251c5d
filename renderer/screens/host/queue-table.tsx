/** Queues with their true depth over all priority keys. What needs an eye comes first. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { QueueView } from '#shared/domain/broker.ts';
import { queueConcern, sortQueues } from './queue-facts.ts';

const shownAtFirst = 30;
const head = 'px-2 pb-1 font-normal text-muted whitespace-nowrap';

export function QueueTable({ queues, isStale }: { queues: readonly QueueView[]; isStale: boolean }) {
  const { t } = useTranslation('host');
  const [isAll, setAll] = useState(false);
  const sorted = sortQueues(queues);
  const shown = isAll ? sorted : sorted.slice(0, shownAtFirst);
  if (queues.length === 0) return <div><h3 className="mb-1 font-semibold">{t('queues.title')}</h3><p className="border-t py-2 text-muted">{t('queues.none')}</p></div>;
  return (
    <div className="min-w-0 overflow-x-auto">
      <table className={classNames('w-full min-w-160 table-fixed text-left figures', isStale && 'text-stale')}>
        <caption className="mb-1 text-left font-semibold text-text">{t('queues.title')}</caption>
        <thead>
          <tr>
            <th scope="col" className={classNames(head, 'w-[24%] pl-0')}>{t('queues.name')}</th>
            <th scope="col" className={classNames(head, 'w-22 text-right')}>{t('queues.depth')}</th>
            <th scope="col" className={classNames(head, 'w-40 text-right')}>{t('queues.priority')}</th>
            <th scope="col" className={classNames(head, 'w-20 text-right')} title={t('queues.growthHelp')}>{t('queues.growth')}</th>
            <th scope="col" className={classNames(head, 'w-24 text-right')} title={t('queues.oldestHelp')}>{t('queues.oldest')}</th>
            <th scope="col" className={head}>{t('queues.consumers')}</th>
          </tr>
        </thead>
        <tbody>{shown.map((queue) => <QueueRow key={queue.name} queue={queue} />)}</tbody>
      </table>
      {sorted.length > shown.length && <Button size="small" look="quiet" className="mt-1" onClick={() => setAll(true)}>{t('queues.more', { count: sorted.length - shown.length })}</Button>}
    </div>
  );
}

function QueueRow({ queue }: { queue: QueueView }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const concern = queueConcern(queue);
  const growth = queue.growthPerMinute;
  return (
    <tr className="row border-t">
      <th scope="row" className="truncate pr-2 font-normal"><Foreign text={queue.name} className="max-w-full" /></th>
      <td className="px-2 text-right font-medium">{formats.number(queue.depth)}</td>
      <td className="px-2 text-right whitespace-nowrap text-muted">{queue.depth === 0 ? '–' : queue.byPriority.map((count) => formats.number(count)).join(' · ')}</td>
      <td className={classNames('px-2 text-right whitespace-nowrap', concern === 'growing' && 'font-medium text-warn')} title={growth === null ? t('queues.notKnown') : t('queues.growthHelp')}>{growth === null ? '–' : `${growth > 0 ? '+' : ''}${formats.number(growth, 1)}`}</td>
      <td className="px-2 text-right"><Age at={queue.oldestSeenAt} reason={queue.depth === 0 ? '' : t('queues.notKnown')} /></td>
      <td className="truncate px-2">
        {concern === 'no-consumer' ? <span className="font-medium text-warn">{t('queues.noConsumer')}</span> : queue.consumers.length === 0 ? <span className="text-stale">–</span> : (
          <span title={queue.consumers.slice(0, 30).map((name) => showForeign(name, 100)).join('\n')}>{queue.consumers.slice(0, 3).map((name) => showForeign(name, 40)).join(', ')}{queue.consumers.length > 3 && ` +${queue.consumers.length - 3}`}</span>
        )}
      </td>
    </tr>
  );
}

/** Workers and system on the left, past and present on the right. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { HistoryCharts } from './history-charts.tsx';
import { HostNotes } from './host-notes.tsx';
import { SystemFacts } from './system-facts.tsx';
import { WorkerTree } from './worker-tree.tsx';

type OverviewProps = { host: HostView; workers: readonly WorkerView[]; brokers: readonly BrokerView[]; chosen: string | null; isReadOnly: boolean; isStale: boolean; stepMs: number; at: number | null };

export function OverviewTab(props: OverviewProps) {
  const { t } = useTranslation('host');
  const { host, workers } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const memTotal = host.identity?.memTotal ?? null;
  const pids = host.beats.map((beat) => beat.pid).join(', ');
  return (
    <div className="grid h-full min-h-0 grid-cols-1 overflow-auto max-xl:auto-rows-max xl:grid-cols-[minmax(35rem,2fr)_minmax(0,3fr)] xl:overflow-hidden">
      <div ref={scroller} className="flex flex-col gap-6 px-4 py-3 xl:min-h-0 xl:overflow-auto xl:border-r">
        <section aria-labelledby="host-workers">
          <h2 id="host-workers" className="mb-1 flex items-baseline gap-2 font-semibold">{t('workers.title')} <span className="figures font-normal text-muted">{workers.length}</span></h2>
          {workers.length === 0 ? <NoWorkers host={host} /> : <WorkerTree workers={workers} chosen={props.chosen} memTotal={memTotal} isReadOnly={props.isReadOnly} isStale={props.isStale} scroller={scroller} />}
          {host.beats.length > 0 && <p className={`pt-1.5 text-sm figures ${host.beats.length > 1 ? 'font-medium text-warn' : 'text-muted'}`}>{t('workers.beat', { count: host.beats.length, pids })}</p>}
        </section>
        <section aria-labelledby="host-system">
          <h2 id="host-system" className="mb-1 font-semibold">{t('system.title')}</h2>
          <SystemFacts host={host} isStale={props.isStale} />
        </section>
        <HostNotes notes={host.notes} />
      </div>
      <div className="px-4 pb-6 max-xl:border-t xl:min-h-0 xl:overflow-auto">
        <HistoryCharts host={host} workers={workers} brokers={props.brokers} stepMs={props.stepMs} at={props.at} />
      </div>
    </div>
  );
}

function NoWorkers({ host }: { host: HostView }) {
  const { t } = useTranslation('host');
  const isLate = useIsLate();
  if (host.sample === null && (host.link.phase === 'connecting' || host.link.phase === 'connected')) {
    if (!isLate) return null;
    return <div aria-label={t('workers.loading')} role="status" className="flex flex-col gap-3 border-t py-2">{[1, 2].map((row) => <Skeleton key={row} className="w-full" />)}</div>;
  }
  if (host.sample === null) return <p className="border-t py-2 text-muted">{t('workers.noneUnknown')}</p>;
  return <div className="border-t py-2"><p>{t('workers.none')}</p><p className="text-sm text-muted">{t('workers.noneNext')}</p></div>;
}

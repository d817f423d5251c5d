/** Queues, unacknowledged messages and Redis per broker, then the tasks of one worker. */
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectHost } from '#renderer/state/selectors/app-facts.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { QueueTable } from './queue-table.tsx';
import { RedisFacts } from './redis-facts.tsx';
import { UnackedAges } from './unacked-ages.tsx';
import { WorkerTasksPanel } from './worker-tasks-panel.tsx';

export type WorkerTabProps = { host: HostView; workers: readonly WorkerView[]; worker: WorkerView | null; isReadOnly: boolean; onPick: (key: string) => void };

export function TasksTab(props: WorkerTabProps & { brokers: readonly BrokerView[]; isStale: boolean }) {
  return (
    <div className="flex flex-col gap-8 px-4 py-4">
      {props.brokers.length === 0 && <NoBroker host={props.host} />}
      {props.brokers.map((broker) => <BrokerSection key={broker.id} broker={broker} isStale={props.isStale || broker.phase !== 'ready'} />)}
      <WorkerTasksPanel {...props} />
    </div>
  );
}

function NoBroker({ host }: { host: HostView }) {
  const { t } = useTranslation('host');
  const navigate = useNavigate();
  const isChosen = host.config.broker.find === 'none';
  return (
    <EmptyState title={isChosen ? t('queues.noBrokerChosen') : t('queues.noBroker')} action={<Button onClick={() => navigate(formatRoute({ screen: 'host-edit', host: host.id }))}>{t('queues.editHost')}</Button>}>
      {isChosen ? undefined : t('queues.noBrokerNext')}
    </EmptyState>
  );
}

function BrokerSection({ broker, isStale }: { broker: BrokerView; isStale: boolean }) {
  const { t } = useTranslation('host');
  return (
    <section className="flex flex-col gap-4" aria-label={t('queues.redisTitle')}>
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="flex min-w-0 text-lg font-semibold"><Foreign text={broker.label} className="max-w-160" /></h2>
        <span className="text-muted">{broker.through === null ? t('queues.direct') : <Through host={broker.through} />}</span>
        <span className="text-muted">{t(`queues.foundBy.${broker.foundBy}`)}</span>
        <span className={broker.phase === 'ready' ? 'text-muted' : 'font-medium text-away'}>{t(`queues.phase.${broker.phase}`)}</span>
        {broker.listeners !== null && <span className="text-muted figures">{t('queues.listeners', { count: broker.listeners })}</span>}
      </header>
      {broker.error !== null && <ErrorNote error={broker.error} className="border-l-2 border-away pl-3" />}
      <div className="grid items-start gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <QueueTable queues={broker.queues} isStale={isStale} />
        <div className="flex flex-col gap-6">
          <UnackedAges broker={broker.id} unacked={broker.unacked} isStale={isStale} />
          <RedisFacts redis={broker.redis} isStale={isStale} />
        </div>
      </div>
    </section>
  );
}

function Through({ host }: { host: HostId }) {
  const { t } = useTranslation('host');
  const name = useApp((state) => selectHost(host)(state)?.config.name ?? null);
  return <>{t('queues.through', { host: name === null ? '–' : isolateForeign(name, 60) })}</>;
}

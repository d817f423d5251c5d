/** One host: who it is, its workers with their proofs, its last hour, its queues and tasks, its configuration. */
import { useEffect, useRef, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Tabs } from '#renderer/components/tabs.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectHost, selectIsReadOnly, selectSettings } from '#renderer/state/selectors/app-facts.ts';
import { selectBrokersOf, selectWorkersOf } from '#renderer/state/selectors/host-parts.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { ConfigurationTab } from './configuration-tab.tsx';
import { ForecastTab } from './forecast-tab.tsx';
import { HostHeader } from './host-header.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { TasksTab } from './tasks-tab.tsx';
import { WorkerControlsProvider, type WorkerControls } from './worker-controls.tsx';
import { sortWorkers } from './worker-rows.ts';

/** Parts that other rooms give to this screen. */
export type HostReview = { readonly Away: ComponentType<{ host: HostId }>; readonly Logs: ComponentType<{ host: HostId }> };

type TabName = 'overview' | 'tasks' | 'forecast' | 'logs' | 'configuration';

/** `worker`: the worker to look at first, from the address. `controls`: the parts of live control. */
export function HostScreen(props: { host: HostId; worker: string | null; at: number | null; controls: WorkerControls; review: HostReview }) {
  const { t } = useTranslation('host');
  const navigate = useNavigate();
  const host = useApp(selectHost(props.host));
  const isLoaded = useApp((state) => state.replica.engine !== null);
  if (host === null) {
    if (!isLoaded) return null;
    return <EmptyState title={t('notFound')} action={<Button look="filled" onClick={() => navigate(formatRoute({ screen: 'fleet' }))}>{t('backToFleet')}</Button>} />;
  }
  return <WorkerControlsProvider controls={props.controls}><HostPage key={host.id} host={host} review={props.review} chosen={props.worker} at={props.at} /></WorkerControlsProvider>;
}

function HostPage({ host, review: { Away, Logs }, chosen, at }: { host: HostView; review: HostReview; chosen: string | null; at: number | null }) {
  const { t } = useTranslation('host');
  const { t: tHistory } = useTranslation('history');
  const [tab, setTab] = useState<TabName>('overview');
  const [picked, setPicked] = useState<string | null>(chosen);
  const workers = useAppShallow(selectWorkersOf(host.id));
  const brokers = useAppShallow(selectBrokersOf(host.id));
  const isReadOnly = useApp(selectIsReadOnly);
  const stepMs = useApp((state) => selectSettings(state).sampleEveryMs);
  const isEngineLost = useApp((state) => state.link.phase !== 'live');
  const isOld = useTick((now) => host.sample !== null && now - host.sample.at > stepMs * 2 + 1000);
  const isStale = isOld || isEngineLost || host.link.phase !== 'connected';
  const seen = useRef(chosen);
  useEffect(() => {
    // Another worker in the address: it is what the operator asked to see.
    if (seen.current !== chosen && chosen !== null) { setPicked(chosen); setTab('overview'); }
    seen.current = chosen;
  }, [chosen]);
  const sorted = sortWorkers(workers);
  // Unless one was asked for: the first that can answer.
  const worker = sorted.find((one) => one.key === picked) ?? sorted.find((one) => !isGone(one.verdict.kind)) ?? sorted[0] ?? null;
  const forWorker = { host, workers, worker, isReadOnly, onPick: setPicked };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <HostHeader host={host} everyMs={stepMs} />
      <LinkNote host={host} />
      <Away host={host.id} />
      <Tabs<TabName>
        label={t('tabs.label')}
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'overview', label: t('tabs.overview'), panel: <OverviewTab host={host} workers={workers} brokers={brokers} chosen={chosen} isReadOnly={isReadOnly} isStale={isStale} stepMs={stepMs} at={at} /> },
          { value: 'tasks', label: t('tabs.tasks'), panel: <TasksTab {...forWorker} brokers={brokers} isStale={isStale} /> },
          { value: 'forecast', label: tHistory('forecast.tab'), panel: <ForecastTab workers={workers} worker={worker} onPick={setPicked} /> },
          { value: 'logs', label: t('tabs.logs'), panel: <Logs host={host.id} /> },
          { value: 'configuration', label: t('tabs.configuration'), panel: <ConfigurationTab {...forWorker} /> },
        ]}
      />
    </div>
  );
}

function isGone(kind: VerdictKind): boolean {
  return kind === 'crashed' || kind === 'stopped' || kind === 'unreachable';
}

/** Why the host is not connected, and what to do, in that order. */
function LinkNote({ host }: { host: HostView }) {
  const { t } = useTranslation('host');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  const { link } = host;
  const nextTry = useTick((now) => (link.nextTryAt === null ? null : t('link.nextTry', { age: formats.age(Math.max(0, link.nextTryAt - now)) })));
  const lastSeen = useTick((now) => (link.lastConnectedAt === null ? t('link.neverSeen') : t('link.lastSeen', { age: formats.age(now - link.lastConnectedAt) })));
  if (link.phase === 'connected') return null;
  const foot = [lastSeen, link.phase === 'waiting' ? nextTry : null].filter((part) => part !== null).join(' · ');
  if (link.error !== null && link.phase !== 'off') {
    const words = describeError(tErrors, formats, link.error);
    return <Banner tone={link.phase === 'blocked' ? 'bad' : 'away'} title={words.what}><span className="wrap-anywhere">{words.why} {words.next} <span className="figures">{foot}</span></span></Banner>;
  }
  if (link.phase === 'off') return <Banner title={t('link.off')}>{t('link.offHint')}</Banner>;
  if (link.phase === 'asking') return <Banner tone="warn" title={t('link.asking')}>{t('link.askingHint')}</Banner>;
  return <Banner title={t(`link.${link.phase}`)}><span className="figures">{foot}</span></Banner>;
}

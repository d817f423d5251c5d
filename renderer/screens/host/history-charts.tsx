/**
 * The past and the present of a host on one time axis, from a minute to ninety days. The live hour and what is stored
 * are one picture; without a store there is the live hour, and it says so.
 */
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf, pictureOf, saveFile, type CsvColumn } from '#renderer/charts/export-charts.ts';
import type { ChartLine } from '#renderer/charts/chart-series.ts';
import { createQuantities } from '#renderer/charts/quantities.ts';
import { TimeAxis } from '#renderer/charts/time-axis.tsx';
import { chartColumns, TimeChart, type TimeChartProps } from '#renderer/charts/time-chart.tsx';
import { rowStepOf } from '#renderer/charts/zoom-axis.ts';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { CompareChart } from './compare-chart.tsx';
import { choosePlaces, chooseQueues, chooseWorkers, lineFrom, placeLines, queueLinesFrom, seriesKeys, workerLines, type NamedSeries } from './history-lines.ts';
import { HistoryToolbar } from './history-toolbar.tsx';
import { memoryLimitOf } from './memory-limit.ts';
import { useZoomedHistory } from './use-zoomed-history.ts';

const mib = 1024 * 1024;
type Plan = Pick<TimeChartProps, 'title' | 'lines' | 'quantity' | 'limits' | 'isStacked' | 'fromZero' | 'atLeast' | 'height'> & { readonly id: string };

type HistoryProps = { host: HostView; workers: readonly WorkerView[]; brokers: readonly BrokerView[]; stepMs: number; at: number | null };

export function HistoryCharts({ host, workers, brokers, stepMs, at }: HistoryProps) {
  const { t } = useTranslation('history');
  const { t: tHost } = useTranslation('host');
  const workerText = JSON.stringify(chooseWorkers(workers));
  const queueText = JSON.stringify(chooseQueues(brokers).map(({ key, name }) => ({ key, name })));
  const chosenWorkers = useMemo(() => JSON.parse(workerText) as ReturnType<typeof chooseWorkers>, [workerText]);
  const chosenQueues = useMemo(() => JSON.parse(queueText) as ReturnType<typeof chooseQueues>, [queueText]);
  const placeText = JSON.stringify(choosePlaces(workers));
  const places = useMemo(() => JSON.parse(placeText) as readonly NamedSeries[], [placeText]);
  const keys = useMemo(() => seriesKeys(chosenWorkers, chosenQueues, places), [chosenWorkers, chosenQueues, places]);
  const { surface, ...view } = useZoomedHistory(host.id, keys, stepMs, at);
  const [isComparing, setComparing] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const plans = usePlans(view.picture, host, workers, { workers: chosenWorkers, queues: chosenQueues, places });
  const { window, axis, cursor, marks, picture } = view;
  const spanMs = window.to - window.from;
  const shared = {
    times: picture.times, marks, cursor, window, revision: 0, hatches: view.rebuilt, rowEveryMs: rowStepOf(spanMs),
    stepMs: Math.max(stepMs, picture.coarsestMs), timeTicks: axis.timeTicks, timeText: axis.timeText,
  };
  const empty = view.hasTrend || view.history.answer !== null ? t('nothing') : tHost('charts.waiting');
  const name = `${host.config.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 60)}-${new Date(window.from).toISOString().slice(0, 16).replaceAll(':', '')}`;
  const saveCsv = (): void => saveFile(`${name}.csv`, new Blob([csvOf(plans.map((plan): CsvColumn => ({ title: plan.title, times: picture.times, lines: plan.lines })), window.from, window.to)], { type: 'text/csv' }));
  const savePng = (): void => {
    if (area.current !== null) void pictureOf(area.current).then((blob) => { if (blob !== null) saveFile(`${name}.png`, blob); });
  };
  return (
    <section aria-label={t('title')} ref={surface} className="relative flex flex-col gap-4">
      <div className="sticky top-0 z-10 flex flex-col gap-1 bg-surface pt-2">
        <HistoryToolbar
          zoom={view.zoom} onZoom={view.setZoom} window={window} presentMs={view.presentMs}
          stepMs={view.needsPast ? (view.history.answer?.stepMs ?? 0) : 0} isAsking={view.history.isAsking}
          isComparing={isComparing} onCompare={() => setComparing(!isComparing)} onCsv={saveCsv} onPng={savePng}
        />
        <TimeAxis window={window} ticks={axis.timeTicks} marks={marks} cursor={cursor} tickText={axis.tickText} timeText={axis.timeText} columns={chartColumns} />
      </div>
      {view.selection !== null && (
        <div aria-hidden className="pointer-events-none absolute inset-y-0 z-20 bg-text/10" style={{ left: view.selection.left + Math.min(view.selection.from, view.selection.to) * view.selection.width, width: Math.abs(view.selection.to - view.selection.from) * view.selection.width }} />
      )}
      {view.history.error !== null && <div role="status" className="border-l-3 border-l-warn bg-sunken px-3 py-2 text-sm"><p className="font-medium">{t('pastFailed')}</p><ErrorNote error={view.history.error} /></div>}
      <div ref={area} className="flex cursor-crosshair flex-col gap-4">
        {isComparing && <CompareChart host={host} window={window} axis={axis} cursor={cursor} sampleMs={stepMs} presentMs={view.presentMs} onClose={() => setComparing(false)} />}
        {plans.map(({ id, ...plan }) => <TimeChart key={id} {...shared} {...plan} emptyText={empty} />)}
      </div>
    </section>
  );
}

type Chosen = { readonly workers: ReturnType<typeof chooseWorkers>; readonly queues: readonly NamedSeries[]; readonly places: readonly NamedSeries[] };

function usePlans(picture: Parameters<typeof lineFrom>[0], host: HostView, workers: readonly WorkerView[], { workers: chosen, queues, places }: Chosen): readonly Plan[] {
  const { t } = useTranslation('host');
  const { t: tHistory } = useTranslation('history');
  const formats = useFormats();
  const quantities = useMemo(() => createQuantities(formats), [formats]);
  const cores = host.identity?.cores ?? null;
  const memTotal = host.identity?.memTotal ?? null;
  const only = workers.length === 1 ? workers[0] : undefined;
  const limit = only !== undefined && only.children.length === 1 ? memoryLimitOf(only.pool, memTotal) : null;
  const childLimit = limit?.kind === 'acts' ? limit.bytes : null;
  const sharedLimit = only === undefined ? null : memoryLimitOf(only.pool, memTotal);
  const poolLimit = sharedLimit?.kind === 'acts' ? sharedLimit.bytes : null;
  const hasPressure = !host.notes.includes('no-psi');
  return useMemo(() => {
    const hasRange = picture.stepMs.some((step) => step > 0);
    const line = (key: string, label: string, style: ChartLine['style'] = 'strong'): ChartLine => lineFrom(picture, key, label, style, hasRange);
    const small = { height: 72 } as const;
    const only = chosen.length === 1 ? chosen[0] : undefined;
    // Without task events nobody knows: then there is no chart, rather than an empty one for ever.
    const runtimes = (only === undefined ? workerLines(picture, 'runtime95', chosen, false) : [line(`worker.runtime50:${only.key}`, 'p50'), line(`worker.runtime95:${only.key}`, 'p95', 'dashed')]).filter(({ values }) => values.some((value) => value !== null));
    const children = placeLines(picture, places, hasRange);
    const plans: readonly (Plan | null)[] = [
      { id: 'memory', title: t('charts.memoryByWorker'), lines: workerLines(picture, 'rss', chosen, false), isStacked: true, quantity: quantities.bytes, atLeast: 16 * mib, height: 152, limits: childLimit === null ? [] : [{ value: childLimit, label: t('charts.childLimit', { size: formats.bytes(childLimit) }) }] },
      children.length === 0 ? null : { id: 'children', title: tHistory('memoryByChild'), lines: children, quantity: quantities.bytes, atLeast: 16 * mib, height: 96, limits: poolLimit === null ? [] : [{ value: poolLimit, label: t('charts.childLimit', { size: formats.bytes(poolLimit) }) }] },
      { id: 'host-memory', title: tHistory('memoryAndPressure'), lines: [line('host.memory', t('charts.memoryOfHost')), ...(hasPressure ? [line('host.pressure.memory', t('charts.pressure'), 'dashed')] : [])], quantity: quantities.percent, atLeast: 100, ...small },
      { id: 'swap', title: tHistory('swap'), lines: [line('host.swap', tHistory('swap'))], quantity: quantities.bytes, atLeast: 16 * mib, ...small },
      { id: 'cpu', title: t('charts.cpu'), lines: [line('host.cpu', t('charts.cpu'))], quantity: quantities.percent, atLeast: 100, ...small },
      { id: 'worker-cpu', title: tHistory('cpuByWorker'), lines: workerLines(picture, 'cpu', chosen, hasRange), quantity: quantities.percent, atLeast: 10, ...small },
      { id: 'load', title: t('charts.load'), lines: [line('host.load1', t('charts.load'))], limits: cores === null ? [] : [{ value: cores, label: t('charts.loadLimit', { count: cores }) }], quantity: quantities.load, atLeast: 1, ...small },
      { id: 'temperature', title: t('charts.temperature'), lines: [line('host.temperature', t('charts.temperature'))], limits: [{ value: 80, label: t('charts.throttleLimit') }], quantity: quantities.celsius, fromZero: false, atLeast: 60, ...small },
      queues.length === 0 ? null : { id: 'queues', title: t('charts.queues'), lines: queueLinesFrom(picture, queues, hasRange), quantity: quantities.count, atLeast: 4, ...small },
      { id: 'rate', title: tHistory('throughput'), lines: workerLines(picture, 'rate', chosen, hasRange), quantity: quantities.count, atLeast: 2, ...small },
      runtimes.length === 0 ? null : { id: 'runtime', title: tHistory(chosen.length === 1 ? 'runtimeOfOne' : 'runtimeByWorker'), lines: runtimes, quantity: quantities.seconds, atLeast: 0.1, ...small },
      { id: 'network', title: t('charts.network'), lines: [line('host.net.in', t('charts.in')), line('host.net.out', t('charts.out'), 'dashed')], quantity: quantities.bytesPerSecond, atLeast: 4096, ...small },
      { id: 'disk', title: t('charts.disk'), lines: [line('host.disk.read', t('charts.read')), line('host.disk.write', t('charts.write'), 'dashed')], quantity: quantities.bytesPerSecond, atLeast: 4096, ...small },
    ];
    return plans.filter((plan) => plan !== null);
  }, [picture, chosen, queues, places, quantities, formats, cores, childLimit, poolLimit, hasPressure, t, tHistory]);
}

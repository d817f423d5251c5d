/**
 * The last hour of a host, all charts under one time axis and one cursor. Data is read from the series buffers; a chart
 * draws when a sample came and at no other time.
 */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createChartCursor } from '#renderer/charts/chart-cursor.ts';
import { spanOf, windowOf, type SpanChoice as Span } from '#renderer/charts/chart-window.ts';
import { SpanChoice } from '#renderer/charts/span-choice.tsx';
import { timeTicks } from '#renderer/charts/axis-ticks.ts';
import { createQuantities } from '#renderer/charts/quantities.ts';
import { TimeAxis } from '#renderer/charts/time-axis.tsx';
import { chartColumns, TimeChart } from '#renderer/charts/time-chart.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useTrend } from '#renderer/state/hooks.tsx';
import type { TrendColumns } from '#renderer/state/series-buffers.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { labelMarks, lineOf, memoryLines, queueLines } from './chart-lines.ts';
import { host as hostWords } from '#renderer/format/i18n/en/host.ts';
import { memoryLimitOf } from './memory-limit.ts';

const nothing: Pick<TrendColumns, 'times' | 'series' | 'marks' | 'revision'> = { times: [], series: new Map(), marks: [], revision: 0 };
const mib = 1024 * 1024;
const markWords = hostWords.charts.mark;
type MarkWord = keyof typeof markWords;
const isMarkWord = (action: string | undefined): action is MarkWord => action !== undefined && Object.hasOwn(markWords, action);

function useAxis(times: readonly number[], stepMs: number, chosenMs: Span) {
  const formats = useFormats();
  const lastAt = times.at(-1) ?? null;
  const spanMs = spanOf({ firstAt: times[0] ?? null, lastAt, chosenMs });
  const to = useTick((now) => windowOf({ lastAt, nowMs: now, stepMs, spanMs }).to);
  return useMemo(() => {
    const window = { from: to - spanMs, to };
    const offsetMs = -new Date(to).getTimezoneOffset() * 60_000;
    return { window, timeTicks: timeTicks(window.from, window.to, offsetMs), tickText: (at: number) => formats.clock(at).slice(0, 5), timeText: formats.clock };
  }, [to, spanMs, formats]);
}

function useLines(trend: typeof nothing, workers: readonly WorkerView[], brokers: readonly BrokerView[]) {
  const { t } = useTranslation('host');
  const { series, revision } = trend;
  return useMemo(() => {
    const one = (key: string, label: string): readonly [ReturnType<typeof lineOf>] => [lineOf(series, key, label)];
    return {
      // Stands for what the growing columns hold and which there are.
      revision,
      memory: memoryLines(series, workers, (count) => t('charts.others', { count })),
      hostMemory: one('host.memory', t('charts.memoryOfHost')),
      cpu: one('host.cpu', t('charts.cpu')),
      load: one('host.load1', t('charts.load')),
      pressure: one('host.pressure.memory', t('charts.pressure')),
      temperature: one('host.temperature', t('charts.temperature')),
      network: [lineOf(series, 'host.net.in', t('charts.in')), lineOf(series, 'host.net.out', t('charts.out'), 'dashed')],
      disk: [lineOf(series, 'host.disk.read', t('charts.read')), lineOf(series, 'host.disk.write', t('charts.write'), 'dashed')],
      queues: queueLines(series, brokers),
    };
  }, [series, revision, workers, brokers, t]);
}

function useLimits(host: HostView, workers: readonly WorkerView[]) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const cores = host.identity?.cores ?? null;
  const memTotal = host.identity?.memTotal ?? null;
  // With a single child the worker's own line and its limit speak of the same thing; with more, a line would mislead.
  const only = workers.length === 1 ? workers[0] : undefined;
  const limit = only !== undefined && only.children.length === 1 ? memoryLimitOf(only.pool, memTotal) : null;
  const childLimit = limit?.kind === 'acts' ? limit.bytes : null;
  return useMemo(() => ({
    load: cores === null ? [] : [{ value: cores, label: t('charts.loadLimit', { count: cores }) }],
    temperature: [{ value: 80, label: t('charts.throttleLimit') }],
    memory: childLimit === null ? [] : [{ value: childLimit, label: t('charts.childLimit', { size: formats.bytes(childLimit) }) }],
  }), [cores, childLimit, t, formats]);
}

export function HostCharts({ host, workers, brokers, stepMs }: { host: HostView; workers: readonly WorkerView[]; brokers: readonly BrokerView[]; stepMs: number }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const trend = useTrend(host.id);
  const { times, marks: foreignMarks, revision } = trend ?? nothing;
  const marks = useMemo(() => labelMarks(foreignMarks, (kind, action) => (isMarkWord(action) ? t(`charts.mark.${action}`) : t(`charts.mark.${kind}`))), [foreignMarks, t]);
  const [span, setSpan] = useState<Span>(3_600_000);
  const [cursor] = useState(createChartCursor);
  const quantities = useMemo(() => createQuantities(formats), [formats]);
  const axis = useAxis(times, stepMs, span);
  const lines = useLines(trend ?? nothing, workers, brokers);
  const limits = useLimits(host, workers);
  const shared = { times, marks, revision, cursor, stepMs, window: axis.window, timeTicks: axis.timeTicks, timeText: axis.timeText };
  const empty = trend === null ? t('charts.waiting') : t('charts.noSamples');
  const hasQueues = brokers.length > 0;
  const hasPressure = !host.notes.includes('no-psi');
  return (
    <section aria-label={t('charts.title')} className="flex flex-col gap-4">
      <div className="sticky top-0 z-10 bg-surface pt-2"><TimeAxis window={axis.window} ticks={axis.timeTicks} marks={marks} cursor={cursor} tickText={axis.tickText} timeText={axis.timeText} columns={chartColumns} end={<SpanChoice label={t('charts.span')} value={span} onChange={setSpan} />} /></div>
      <TimeChart {...shared} title={t('charts.memoryByWorker')} lines={lines.memory} isStacked limits={limits.memory} quantity={quantities.bytes} atLeast={16 * mib} height={152} emptyText={trend === null ? empty : t('charts.noWorker')} />
      <TimeChart {...shared} title={t('charts.memoryOfHost')} lines={lines.hostMemory} quantity={quantities.percent} atLeast={100} height={72} emptyText={empty} />
      <TimeChart {...shared} title={t('charts.cpu')} lines={lines.cpu} quantity={quantities.percent} atLeast={100} height={72} emptyText={empty} />
      <TimeChart {...shared} title={t('charts.load')} lines={lines.load} limits={limits.load} quantity={quantities.load} atLeast={1} height={72} emptyText={empty} />
      {hasPressure && <TimeChart {...shared} title={t('charts.pressure')} lines={lines.pressure} quantity={quantities.percent} atLeast={10} height={72} emptyText={empty} />}
      <TimeChart {...shared} title={t('charts.temperature')} lines={lines.temperature} limits={limits.temperature} quantity={quantities.celsius} fromZero={false} atLeast={60} height={72} emptyText={empty} />
      <TimeChart {...shared} title={t('charts.network')} lines={lines.network} quantity={quantities.bytesPerSecond} atLeast={4096} height={72} emptyText={empty} />
      <TimeChart {...shared} title={t('charts.disk')} lines={lines.disk} quantity={quantities.bytesPerSecond} atLeast={4096} height={72} emptyText={empty} />
      {hasQueues && (
        <div>
          <TimeChart {...shared} title={t('charts.queues')} lines={lines.queues.lines} quantity={quantities.count} atLeast={4} height={72} emptyText={trend === null ? empty : t('charts.noQueue')} />
          {lines.queues.leftOut > 0 && <p className="pt-1 pl-13 text-sm text-muted">{t('charts.queuesMore', { count: lines.queues.leftOut })}</p>}
        </div>
      )}
    </section>
  );
}

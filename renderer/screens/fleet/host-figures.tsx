/** The figures of a connected host, one per column: model, memory, temperature, load, queue. */
import { useWords } from '#renderer/components/words-context.tsx';
import { Zap } from 'lucide-react';
import type { HostView, Throttling } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { Figure } from '#renderer/components/figure.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Meter } from '#renderer/components/meter.tsx';
import { Sparkline } from '#renderer/components/sparkline.tsx';
import { Tooltip } from '#renderer/components/tooltip.tsx';
import { shortModel } from '#renderer/format/short-model.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { memoryPercent } from '#renderer/state/selectors/fleet-rows.ts';
import { queueDepthOf } from '#renderer/state/selectors/queue-depth.ts';
import { onlyWide } from './fleet-columns.tsx';

type Props = { host: HostView; workers: readonly WorkerView[]; isStale: boolean };

export function HostFigures({ host, workers, isStale }: Props) {
  const t = useWords('fleet');
  const formats = useFormats();
  const { identity, sample } = host;
  const missing = sample === null ? t('noSample') : t('notReported');
  const temperature = sample?.temperatureC ?? null;
  const load = sample?.load1 ?? null;
  const model = identity === null ? null : shortModel(identity, formats);
  return (
    <>
      <span role="gridcell" className={`truncate text-muted ${onlyWide}`} title={showForeign(identity?.model ?? identity?.osName ?? missing)}>{model ?? '–'}</span>
      <HostMemory host={host} isStale={isStale} />
      <span role="gridcell" className="flex items-center justify-end gap-1">
        <ThrottleMark throttling={sample?.throttling ?? null} />
        <Figure value={temperature === null ? null : formats.celsius(temperature)} reason={temperature === null ? missing : undefined} isStale={isStale} />
      </span>
      <span role="gridcell" className="flex items-center justify-end gap-2">
        <span className={`contents ${onlyWide}`}><Sparkline values={host.loadSpark} label={t('loadTrend')} width={52} min={0} minSpan={identity?.cores ?? 1} isStale={isStale} /></span>
        <Figure width={4} value={load === null ? null : formats.number(load, 1)} reason={load === null ? missing : undefined} isStale={isStale} />
      </span>
      <HostQueue workers={workers} isStale={isStale} />
    </>
  );
}

function HostMemory({ host, isStale }: Omit<Props, 'workers'>) {
  const t = useWords('fleet');
  const formats = useFormats();
  const percent = memoryPercent(host);
  const total = host.sample?.memTotal ?? null;
  const words = percent === null || total === null ? t('memoryUnknown') : t('memory', { percent: formats.percent(percent), total: formats.bytes(total) });
  return (
    <span role="gridcell" className="flex items-center gap-2">
      <Meter value={percent} label={t('column.memory')} valueText={words} width={72} isStale={isStale} />
      <Figure width={7.5} value={percent === null ? null : formats.percent(percent)} reason={words} isStale={isStale} />
    </span>
  );
}

function HostQueue({ workers, isStale }: Omit<Props, 'host'>) {
  const t = useWords('fleet');
  const formats = useFormats();
  const depth = useApp((state) => queueDepthOf(workers, state.replica.brokers));
  return <span role="gridcell" className="flex justify-end"><Figure value={depth === null ? null : formats.number(depth)} reason={depth === null ? t('queueUnknown') : t('queueDepth', { count: depth })} isStale={isStale} /></span>;
}

const throttleFacts = ['underVoltageNow', 'throttledNow', 'frequencyCappedNow', 'softTempLimitNow'] as const satisfies readonly (keyof Throttling)[];

function ThrottleMark({ throttling }: { throttling: Throttling | null }) {
  const t = useWords('fleet');
  const formats = useFormats();
  const reasons = throttling === null ? [] : throttleFacts.filter((fact) => throttling[fact]);
  if (reasons.length === 0) return null;
  const words = t('throttled', { reasons: formats.list(reasons.map((fact) => t(`throttle.${fact}`))) });
  return <Tooltip text={words}><span tabIndex={0} role="img" aria-label={words} className="inline-flex"><Zap size={12} aria-hidden fill="currentColor" /></span></Tooltip>;
}

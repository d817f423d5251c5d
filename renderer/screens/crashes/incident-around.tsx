/** The ten minutes before on one time axis: memory with its limit, and what else happened, as marks and in words. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { timeTicks } from '#renderer/charts/axis-ticks.ts';
import { createChartCursor } from '#renderer/charts/chart-cursor.ts';
import { createQuantities } from '#renderer/charts/quantities.ts';
import { TimeAxis } from '#renderer/charts/time-axis.tsx';
import { chartColumns, TimeChart } from '#renderer/charts/time-chart.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { describeEvent } from '#renderer/format/describe-incident.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { marksAround, windowAround } from './around-marks.ts';
import { DossierSection } from './dossier-section.tsx';

const mib = 1024 * 1024;

export function IncidentAround({ incident }: { incident: Incident }) {
  const { t } = useTranslation('crashes');
  const { t: tCause } = useTranslation('causes');
  const formats = useFormats();
  const [cursor] = useState(createChartCursor);
  const quantities = useMemo(() => createQuantities(formats), [formats]);
  const picture = useMemo(() => {
    const window = windowAround(incident);
    const times = incident.memoryBefore.map(({ at }) => at);
    const steps = times.slice(1).map((at, index) => at - (times[index] ?? at)).sort((a, b) => a - b);
    return {
      window,
      times,
      ticks: timeTicks(window.from, window.to, -new Date(incident.at).getTimezoneOffset() * 60_000),
      stepMs: steps[Math.floor(steps.length / 2)] ?? 2000,
      lines: [{ key: 'memory', label: '', style: 'strong' as const, values: incident.memoryBefore.map(({ bytes }) => bytes) }],
      limits: incident.memoryLimit === null ? [] : [{ value: incident.memoryLimit, label: t('incident.limit', { size: formats.bytes(incident.memoryLimit) }) }],
      marks: marksAround(incident, { died: t('incident.died'), event: (kind) => describeEvent(tCause, kind) }).map((mark) => ({ ...mark, label: showForeign(mark.label, 160) })),
    };
  }, [incident, formats, t, tCause]);
  const { window, ticks, times, marks } = picture;
  return (
    <DossierSection title={t('incident.before')}>
      <div className="-ml-4">
        <TimeAxis window={window} ticks={ticks} marks={marks} cursor={cursor} tickText={formats.clock} timeText={formats.clock} columns={chartColumns} />
        {times.length > 0 && <TimeChart title={t('incident.memory')} times={times} lines={picture.lines} revision={1} window={window} timeTicks={ticks} stepMs={picture.stepMs} quantity={quantities.bytes} cursor={cursor} timeText={formats.clock} limits={picture.limits} marks={marks} atLeast={16 * mib} height={112} emptyText={t('incident.noMemory')} />}
      </div>
      {times.length === 0 && <p className="pt-1 text-muted">{t('incident.noMemory')}</p>}
      <ul aria-label={t('incident.around')} className="mt-2 flex flex-col">
        {incident.surroundings.length === 0 && <li className="text-muted">{t('incident.aroundNone')}</li>}
        {incident.surroundings.toSorted((a, b) => a.at - b.at).map((one, index) => (
          <li key={index} className="grid min-h-6 grid-cols-[5.5rem_7.5rem_minmax(0,1fr)] items-center gap-x-3 border-b border-line/60">
            <time dateTime={new Date(one.at).toISOString()} title={formats.absolute(one.at)} className="text-muted figures">{formats.clock(one.at)}</time>
            <span className="text-right text-muted figures">{distance(one.at - incident.at)}</span>
            <span className="flex min-w-0 gap-2"><span className="shrink-0 first-letter:uppercase">{describeEvent(tCause, one.kind)}</span>{one.label !== '' && <span className="flex min-w-0 text-muted"><Foreign text={one.label} /></span>}</span>
          </li>
        ))}
      </ul>
    </DossierSection>
  );

  function distance(ms: number): string {
    if (Math.abs(ms) < 500) return t('incident.atIt');
    return ms < 0 ? t('incident.beforeIt', { age: formats.age(-ms) }) : t('incident.afterIt', { age: formats.age(ms) });
  }
}

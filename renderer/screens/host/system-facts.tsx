/** The host itself in figures: memory, swap, disk, load, heat and power, and what watching costs it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { HostSample, HostView, Throttling } from '#shared/domain/host.ts';

export function SystemFacts({ host, isStale }: { host: HostView; isStale: boolean }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { sample, cost } = host;
  const reason = sample === null ? t('system.notYet') : t('system.reason');
  const of = (value: string | null): ReactNode => (value === null ? <span className="text-stale" title={reason}>–</span> : value);
  return (
    <dl className={classNames('grid grid-cols-[9rem_minmax(0,1fr)] gap-x-3 figures [&>dd]:min-h-6 [&>dd]:py-0.5 [&>dt]:py-0.5 [&>dt]:text-muted', isStale && 'text-stale')}>
      <dt>{t('system.memory')}</dt>
      <dd>{of(memoryWords(sample, (used, total) => t('system.memoryValue', { used: formats.bytes(used), total: formats.bytes(total) })))}</dd>
      <dt>{t('system.swap')}</dt>
      <dd>{of(sample?.swapTotal === undefined || sample?.swapTotal === null ? null : sample.swapTotal === 0 ? t('system.swapNone') : t('system.memoryValue', { used: sample.swapUsed === null ? '–' : formats.bytes(sample.swapUsed), total: formats.bytes(sample.swapTotal) }))}</dd>
      <dt className="truncate">{t('system.disk', { path: isolateForeign(sample?.disk?.path ?? '', 40) })}</dt>
      <dd>{of(sample?.disk === undefined || sample?.disk === null ? null : t('system.diskValue', { free: formats.bytes(sample.disk.available), total: formats.bytes(sample.disk.total) }))}</dd>
      <dt>{t('system.load')}</dt>
      <dd>{of(sample?.load1 === undefined || sample.load1 === null ? null : t('system.loadValue', { one: formats.number(sample.load1, 2), five: figureOr(sample.load5, formats.number), fifteen: figureOr(sample.load15, formats.number) }))}</dd>
      <dt>{t('system.temperature')}</dt>
      <dd>{of(sample?.temperatureC === undefined || sample?.temperatureC === null ? null : formats.celsius(sample.temperatureC))}</dd>
      <dt>{t('system.power')}</dt>
      <dd>{sample?.throttling === undefined || sample?.throttling === null ? of(null) : <Power throttling={sample.throttling} />}</dd>
      <dt>{t('system.processes')}</dt>
      <dd>{of(sample?.processCount === undefined || sample?.processCount === null ? null : formats.number(sample.processCount))}</dd>
      <dt>{t('system.cost')}</dt>
      <dd>{of(cost?.cpuMsPerSample === undefined || cost?.cpuMsPerSample === null ? null : t('system.costValue', { time: formats.duration(cost.cpuMsPerSample), memory: cost.residentBytes === null ? '–' : formats.bytes(cost.residentBytes) }))}</dd>
    </dl>
  );
}

function memoryWords(sample: HostSample | null, say: (used: number, total: number) => string): string | null {
  if (sample?.memTotal === undefined || sample?.memTotal === null || sample.memAvailable === null) return null;
  return say(Math.max(0, sample.memTotal - sample.memAvailable), sample.memTotal);
}

function figureOr(value: number | null, say: (value: number, digits: number) => string): string {
  return value === null ? '–' : say(value, 2);
}

function Power({ throttling }: { throttling: Throttling }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const name = (flag: boolean, words: string): string[] => (flag ? [words] : []);
  const now = [...name(throttling.underVoltageNow, t('system.underVoltage')), ...name(throttling.throttledNow, t('system.throttled')), ...name(throttling.frequencyCappedNow, t('system.frequencyCapped')), ...name(throttling.softTempLimitNow, t('system.softTempLimit'))];
  const before = [...name(throttling.underVoltageSinceBoot, t('system.underVoltage')), ...name(throttling.throttledSinceBoot, t('system.throttled')), ...name(throttling.frequencyCappedSinceBoot, t('system.frequencyCapped')), ...name(throttling.softTempLimitSinceBoot, t('system.softTempLimit'))];
  if (now.length + before.length === 0) return t('system.powerFine');
  return (
    <>
      {now.length > 0 && <p className="font-medium text-warn">{t('system.now', { what: formats.list(now) })}</p>}
      {before.length > 0 && <p>{t('system.sinceBoot', { what: formats.list(before) })}</p>}
    </>
  );
}

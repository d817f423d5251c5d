/** Where a worker's memory is heading, what its past would justify, and how that was reckoned. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Copyable } from '#renderer/components/copyable.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useAnswer } from '#renderer/state/hooks.tsx';
import type { Forecast, MemoryTrend } from '#shared/domain/forecast.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { ForecastShape } from './forecast-shape.tsx';
import { WorkerChoice } from './worker-choice.tsx';

export function ForecastTab({ workers, worker, onPick }: { workers: readonly WorkerView[]; worker: WorkerView | null; onPick: (key: string) => void }) {
  const { t } = useTranslation('history');
  return (
    <section aria-labelledby="forecast" className="flex max-w-240 flex-col gap-4 px-4 py-3">
      <header className="flex items-center gap-3">
        <h2 id="forecast" className="text-lg font-semibold">{t('forecast.title')}</h2>
        {worker !== null && <WorkerChoice workers={workers} worker={worker} onPick={onPick} />}
      </header>
      {worker === null ? <p className="text-muted">{t('forecast.noWorker')}</p> : <ForecastOf key={worker.key} worker={worker} />}
    </section>
  );
}

const renewMs = 60_000;

function ForecastOf({ worker }: { worker: WorkerView }) {
  const { t } = useTranslation('history');
  const minute = useTick((now) => Math.floor(now / renewMs));
  const answer = useAnswer('forecast.worker', { worker: worker.key }, minute);
  const isLate = useIsLate();
  if (answer.value !== null) return <ForecastFacts forecast={answer.value} />;
  if (answer.error !== null) return <ErrorNote error={answer.error} />;
  return isLate ? <div role="status" aria-label={t('forecast.loading')} className="flex flex-col gap-4">{[1, 2, 3].map((row) => <Skeleton key={row} className="w-full" />)}</div> : null;
}

function sureness(confidence: number): 'high' | 'middle' | 'low' {
  return confidence >= 0.85 ? 'high' : confidence >= 0.6 ? 'middle' : 'low';
}

function ForecastFacts({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const { total, limit, timeToLimitMs: left } = forecast;
  const grows = total.bytesPerHour !== null && total.kind === 'leak';
  return (
    <>
      <p className="text-lg">
        <span className={total.kind === 'leak' ? 'font-semibold text-warn' : 'font-semibold'}>{t(`forecast.kind.${total.kind}`)}</span>
        {total.kind !== 'unknown' && <span className="pl-2 text-base text-muted figures">{t(`forecast.sure.${sureness(total.confidence)}`)} ({formats.percent(total.confidence * 100)})</span>}
      </p>
      <dl className="grid grid-cols-[10rem_1fr] gap-y-2 border-y py-3">
        <Fact name={t('forecast.now')}>{forecast.now === null ? '–' : formats.bytes(forecast.now)}</Fact>
        <Fact name={t('forecast.limit')}>{limit === null ? t('forecast.limitNone') : <>{formats.bytes(limit.bytes)} <span className="text-muted">{t(`forecast.source.${limit.source}`)}</span></>}</Fact>
        <Fact name={t('forecast.slope')}><Slope trend={total} /></Fact>
        <Fact name={t('forecast.toLimit')}>
          {left === null || !grows ? <span className="text-muted">{t('forecast.toLimitNever')}</span> : (
            <>
              <span className="font-medium">{t('forecast.toLimitValue', { mid: formats.age(left.mid) })}</span>{' '}
              <span className="text-muted">{left.high === null ? t('forecast.toLimitOpen', { low: formats.age(left.low) }) : t('forecast.toLimitRange', { low: formats.age(left.low), high: formats.age(left.high) })}</span>
            </>
          )}
        </Fact>
      </dl>
      {forecast.shape.length > 1 && <ForecastShape forecast={forecast} />}
      <Advice forecast={forecast} />
      <Processes forecast={forecast} />
      <HowComputed trend={total} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <><dt className="text-muted">{name}</dt><dd className="figures">{children}</dd></>;
}

function Slope({ trend }: { trend: MemoryTrend }) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const { bytesPerHour } = trend;
  if (bytesPerHour === null || (bytesPerHour.low <= 0 && bytesPerHour.high >= 0)) return <span className="text-muted">{t('forecast.slopeNone')}</span>;
  const signed = (bytes: number): string => `${bytes < 0 ? '−' : '+'}${formats.bytes(Math.abs(bytes))}`;
  return <><span className="font-medium">{t('forecast.slopeValue', { mid: signed(bytesPerHour.mid) })}</span> <span className="text-muted">{t('forecast.slopeRange', { low: signed(bytesPerHour.low), high: signed(bytesPerHour.high) })}</span></>;
}

function Advice({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const { advice } = forecast;
  const memory = advice?.maxMemoryPerChildKiB ?? null;
  const tasks = advice?.maxTasksPerChild ?? null;
  return (
    <section aria-labelledby="forecast-advice" className="flex flex-col gap-1.5">
      <h3 id="forecast-advice" className="font-semibold">{t('forecast.advice')}</h3>
      {advice === null || (memory === null && tasks === null) ? <p className="text-muted">{t('forecast.adviceNone')}</p> : (
        <>
          {memory !== null && <p className="flex items-center gap-2"><Copyable text={t('forecast.adviceMemory', { value: memory })} /><span className="text-sm whitespace-nowrap text-muted figures">{t('forecast.adviceKib', { size: formats.bytes(memory * 1024) })}</span></p>}
          {tasks !== null && <p className="flex items-center gap-2"><Copyable text={t('forecast.adviceTasks', { value: tasks })} /></p>}
          {!advice.worksInPool && <p className="text-warn">{t('forecast.adviceNoPool')}</p>}
          {advice.backTest !== null && <BackTestWords test={advice.backTest} />}
          <p className="text-sm text-muted">{t('forecast.notAPromise')}</p>
        </>
      )}
    </section>
  );
}

function BackTestWords({ test }: { test: NonNullable<NonNullable<Forecast['advice']>['backTest']> }) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const tasks = test.tasksPerRecycle === null ? '' : `, ${t('forecast.tasksPer', { number: formats.number(test.tasksPerRecycle) })}`;
  const prevented = test.overLimitMoments === 0 ? t('forecast.noMoments') : t('forecast.prevented', { count: test.overLimitMoments, prevented: formats.number(test.prevented) });
  return (
    <p className="figures">
      <span className="text-muted">{t('forecast.backTest', { from: formats.absolute(test.from), to: formats.absolute(test.to) })}</span><br />
      {t('forecast.recycles', { number: formats.number(test.recyclesPerDay, test.recyclesPerDay < 10 ? 1 : 0) })}{tasks}; {prevented}.
    </p>
  );
}

function Processes({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation('history');
  if (forecast.children.length === 0) return null;
  return (
    <section aria-labelledby="forecast-processes">
      <h3 id="forecast-processes" className="pb-1 font-semibold">{t('forecast.processes')}</h3>
      <dl className="grid grid-cols-[10rem_1fr] gap-y-1">
        <Fact name={t('forecast.main')}><ProcessTrend trend={forecast.main} /></Fact>
        {forecast.children.slice(0, 16).map((child) => <Fact key={`${child.pid} ${child.startTicks}`} name={t('forecast.child', { pid: child.pid })}><ProcessTrend trend={child.trend} /></Fact>)}
      </dl>
    </section>
  );
}

function ProcessTrend({ trend }: { trend: MemoryTrend }) {
  const { t } = useTranslation('history');
  return <>{t(`forecast.kind.${trend.kind}`)} {trend.kind === 'leak' && <Slope trend={trend} />}</>;
}

function HowComputed({ trend }: { trend: MemoryTrend }) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const { basis } = trend;
  return (
    <details className="rounded-md border px-3 py-2">
      <summary className="font-medium">{t('forecast.how')}</summary>
      <div className="flex flex-col gap-1.5 pt-2 text-muted">
        {basis !== null && <p className="figures">{t('forecast.howBasis', { points: formats.number(basis.points), from: formats.absolute(basis.from), to: formats.absolute(basis.to), segments: formats.number(basis.segments), spikes: formats.number(basis.spikesIgnored) })}</p>}
        <p>{t('forecast.howMethod')}</p>
        <p>{t('forecast.howLimit')}</p>
      </div>
    </details>
  );
}

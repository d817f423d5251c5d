/** How a worker is run and what its limits really do in its pool; then the settings it says it runs with. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TriangleAlert } from 'lucide-react';
import { Copyable } from '#renderer/components/copyable.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { explainPool, type PoolFact } from './explain-pool.ts';
import { SettingsTable } from './settings-table.tsx';
import type { WorkerTabProps } from './tasks-tab.tsx';
import { WorkerChoice } from './worker-choice.tsx';

export function ConfigurationTab({ host, workers, worker, onPick }: WorkerTabProps) {
  const { t } = useTranslation('host');
  if (worker === null) return <p className="px-4 py-4 text-muted">{t('tasks.noWorker')}</p>;
  return (
    <div className="flex flex-col gap-5 px-4 py-4">
      <header><WorkerChoice workers={workers} worker={worker} onPick={onPick} /></header>
      <div className="grid items-start gap-x-10 gap-y-8 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-7">
          <PoolFacts worker={worker} />
          <Limits worker={worker} memTotal={host.identity?.memTotal ?? null} />
        </div>
        <SettingsTable key={worker.key} worker={worker.key} />
      </div>
    </div>
  );
}

function PoolFacts({ worker }: { worker: WorkerView }) {
  const { t } = useTranslation('host');
  const { process, pool } = worker;
  const unknown = <span className="text-stale">–</span>;
  const fact = (label: string, value: ReactNode): ReactNode => <div className="grid min-h-7 grid-cols-[9rem_minmax(0,1fr)] items-center gap-x-3 border-t py-0.5"><dt className="text-muted">{label}</dt><dd className="min-w-0">{value}</dd></div>;
  return (
    <section aria-labelledby="pool-facts">
      <h2 id="pool-facts" className="mb-1 font-semibold">{t('configuration.pool')}</h2>
      <dl className="figures">
        {fact(t('configuration.poolKind'), pool.kind === 'unknown' ? unknown : <>{pool.kind} <span className="text-muted">· {t(`configuration.poolFrom.${pool.from}`)}</span></>)}
        {fact(t('configuration.celery'), worker.celeryVersion === null ? unknown : showForeign(worker.celeryVersion, 40))}
        {fact(t('configuration.backend'), process === null ? unknown : <>{t(`configuration.backends.${process.backend.kind}`)} {process.backend.unit !== null && <Foreign text={process.backend.unit} isMono className="max-w-64" />}</>)}
        {process?.container !== undefined && process?.container !== null && fact(t('configuration.container'), <Foreign text={process.container} isMono className="max-w-full" />)}
        {fact(t('configuration.user'), process?.user === undefined || process?.user === null ? unknown : <Foreign text={process.user} className="max-w-full" />)}
        {fact(t('configuration.folder'), process?.cwd === undefined || process?.cwd === null ? unknown : <Foreign text={process.cwd} isMono className="max-w-full" />)}
        {process !== null && fact(t('configuration.command'), <Copyable text={process.argv.map((part) => showForeign(part, 400)).join(' ')} />)}
      </dl>
    </section>
  );
}

function Limits({ worker, memTotal }: { worker: WorkerView; memTotal: number | null }) {
  const { t } = useTranslation('host');
  return (
    <section aria-labelledby="pool-limits">
      <h2 id="pool-limits" className="mb-1 font-semibold">{t('configuration.limits')}</h2>
      <dl>
        {explainPool(worker.pool, memTotal).map((fact) => (
          <div key={fact.name} className="grid min-h-7 grid-cols-[9rem_6.5rem_minmax(0,1fr)] items-baseline gap-x-3 border-t py-1">
            <dt className="text-muted">{t(`configuration.fact.${fact.name}`)}</dt>
            <dd className="figures"><FactValue fact={fact} /></dd>
            <dd className={fact.isTrap ? 'flex items-start gap-1.5' : 'text-sm text-muted'}>
              {fact.isTrap && <TriangleAlert size={14} aria-hidden className="mt-0.75 shrink-0 text-warn" />}
              <span>{fact.effect === null ? '' : t(`configuration.effect.${fact.effect}`)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function FactValue({ fact }: { fact: PoolFact }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { value } = fact;
  if (value === null) return <span className="text-stale">{fact.effect === 'not-known' ? '–' : t('configuration.notSet')}</span>;
  switch (value.kind) {
    case 'count':
      return formats.number(value.value);
    case 'seconds':
      return formats.duration(value.value * 1000);
    case 'bytes':
      return formats.bytes(value.value);
    case 'range':
      return t('configuration.range', { min: value.min, max: value.max });
  }
}

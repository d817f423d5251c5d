/** Several workers before the click: what it comes to together, then one line each; those that cannot be acted on apart, with their reason. */
import { useTranslation } from 'react-i18next';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { Rolling, SupervisionVerb, WorkerPreview } from '#shared/domain/supervision.ts';
import { canForce, touchesTasks } from './act-one.tsx';
import { backendWords } from './backend-words.ts';
import { RefusalNote } from './grant-lines.tsx';
import { expectedOfMany, expectedText } from './preview-sums.ts';
import { FateSummary } from './task-fates.tsx';
import { WarningList } from './warning-list.tsx';

type Props = { verb: SupervisionVerb; workers: readonly WorkerPreview[]; rolling: Rolling; hostNameOf: (worker: WorkerPreview) => string };

export function ActMany({ verb, workers, rolling, hostNameOf }: Props) {
  const { t } = useTranslation('supervise');
  const formats = useFormats();
  const allowed = workers.filter(({ ability }) => ability.isAllowed);
  const refused = workers.filter(({ ability }) => !ability.isAllowed);
  return (
    <div className="flex flex-col gap-4">
      {allowed.length === 0 && <p className="font-medium">{t('nobodyCan')}</p>}
      {allowed.length > 0 && touchesTasks(verb) && (
        <section aria-labelledby="act-tasks" className="flex flex-col gap-1.5">
          <h3 id="act-tasks" className="font-semibold">{t('tasks.titleMany')}</h3>
          <FateSummary workers={allowed} canForce={canForce(verb)} />
        </section>
      )}
      {allowed.length > 0 && <PreviewTable workers={allowed} hostNameOf={hostNameOf} />}
      <WarningList workers={allowed} />
      {allowed.length > 0 && <p className="figures"><span className="pr-2 text-muted">{t('expected.label')}</span>{expectedText(t, formats, expectedOfMany(allowed, rolling))}</p>}
      {refused.length > 0 && <RefusedList workers={refused} hostNameOf={hostNameOf} />}
    </div>
  );
}

function PreviewTable({ workers, hostNameOf }: Pick<Props, 'workers' | 'hostNameOf'>) {
  const { t } = useTranslation('supervise');
  const formats = useFormats();
  return (
    <div className="max-h-52 overflow-auto rounded-md border">
      <table className="w-full table-fixed text-sm">
        <thead className="sticky top-0 bg-sunken text-xs text-muted">
          <tr>
            <th scope="col" className="px-2.5 py-1 text-left font-normal">{t('columns.worker')}</th>
            <th scope="col" className="py-1 text-left font-normal">{t('columns.supervised')}</th>
            <th scope="col" className="w-18 py-1 pr-3 text-right font-normal">{t('columns.running')}</th>
            <th scope="col" className="w-36 py-1 pr-2.5 text-right font-normal">{t('columns.expected')}</th>
          </tr>
        </thead>
        <tbody>
          {workers.map((worker) => (
            <tr key={worker.worker} className="border-t border-line/60">
              <td className="truncate px-2.5 py-0.75" title={hostNameOf(worker)}><Foreign text={worker.name} className="max-w-full" /></td>
              <td className="truncate py-0.75 pr-2 text-muted" title={backendWords(t, worker.backend)}>{backendWords(t, worker.backend)}</td>
              <td className="py-0.75 pr-3 text-right figures">{worker.tasks === null ? <span className="text-stale" title={t('warning.tasks-unknown')}>–</span> : formats.number(worker.tasks.filter(({ phase }) => phase === 'running').length)}</td>
              <td className="truncate py-0.75 pr-2.5 text-right text-muted figures">{expectedText(t, formats, worker.expectedMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One note for all that share host, reason and remedy: two hundred workers with one missing rule are one thing to do. */
function RefusedList({ workers, hostNameOf }: Pick<Props, 'workers' | 'hostNameOf'>) {
  const { t } = useTranslation('supervise');
  const groups = new Map<string, WorkerPreview[]>();
  for (const worker of workers) {
    const key = JSON.stringify([worker.host, worker.ability.because, worker.ability.about, worker.ability.grant]);
    groups.set(key, [...(groups.get(key) ?? []), worker]);
  }
  return (
    <section aria-labelledby="act-refused" className="flex flex-col gap-2 border-t pt-3">
      <h3 id="act-refused" className="font-semibold">{t('cannotAct', { count: workers.length })}</h3>
      <ul className="flex flex-col gap-3">
        {[...groups].slice(0, 50).map(([key, group]) => {
          const [first] = group;
          if (first === undefined) return null;
          return (
            <li key={key} className="flex flex-col gap-1">
              <p className="flex flex-wrap gap-x-3">{group.slice(0, 6).map((worker) => <Foreign key={worker.worker} text={worker.name} className="max-w-72 font-medium" />)}{group.length > 6 && <span className="text-muted">{t('tasks.more', { count: group.length - 6 })}</span>}</p>
              <RefusalNote ability={first.ability} hostName={hostNameOf(first)} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

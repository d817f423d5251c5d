/** What becomes of the tasks in hand: in one line each for a stop in time and a forced one, then task by task. */
import { useTranslation } from 'react-i18next';
import { TriangleAlert } from 'lucide-react';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { TaskFate, WorkerPreview } from '#shared/domain/supervision.ts';
import { countFates, countTasks, orderTasks } from './preview-sums.ts';

const isGrave = (fate: TaskFate): boolean => fate === 'is-lost' || fate === 'runs-twice';
const shownAtMost = 60;

export function FateSummary({ workers, canForce }: { workers: readonly WorkerPreview[]; canForce: boolean }) {
  const { t } = useTranslation('supervise');
  const formats = useFormats();
  const isOne = workers.length === 1;
  const unknown = workers.filter(({ tasks }) => tasks === null).length;
  const [first] = workers;
  const forced = countFates(workers, 'ifForced');
  const comesBack = canForce && forced.some(({ fate }) => fate === 'runs-twice' || fate === 'goes-back') ? (first?.visibilityTimeoutS ?? null) : null;
  return (
    <div className="flex flex-col gap-1">
      {unknown > 0 && <p className="flex items-start gap-1.5 font-medium"><TriangleAlert size={14} aria-hidden className="mt-0.75 shrink-0 text-warn" />{isOne ? t('tasks.unknown') : t('tasks.unknownMany', { count: unknown })}</p>}
      {unknown === 0 && countTasks(workers) === 0 && <p>{t(isOne ? 'tasks.none' : 'tasks.noneMany')}</p>}
      {countTasks(workers) > 0 && (
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5 figures">
          <Fates label={t('ifWarm')} workers={workers} when="ifWarm" />
          {canForce && <Fates label={t('ifForced')} workers={workers} when="ifForced" />}
        </dl>
      )}
      {comesBack !== null && <p className="text-sm text-muted">{t('visibility', { time: formats.age(comesBack * 1000) })}</p>}
    </div>
  );
}

function Fates({ label, workers, when }: { label: string; workers: readonly WorkerPreview[]; when: 'ifWarm' | 'ifForced' }) {
  const { t } = useTranslation('supervise');
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="flex flex-wrap gap-x-3">
        {countFates(workers, when).map(({ fate, count }) => <span key={fate} title={t(`fateMeaning.${fate}`)} className={classNames(isGrave(fate) && 'font-medium', fate === 'is-lost' && 'text-bad', fate === 'runs-twice' && 'text-warn')}>{t(`count.${fate}`, { count })}</span>)}
      </dd>
    </>
  );
}

export function TaskTable({ preview, canForce }: { preview: WorkerPreview; canForce: boolean }) {
  const { t } = useTranslation('supervise');
  const formats = useFormats();
  const tasks = orderTasks(preview.tasks ?? []);
  if (tasks.length === 0) return null;
  const rest = tasks.length - shownAtMost + preview.moreTasks;
  return (
    <div className="max-h-44 overflow-auto rounded-md border">
      <table className="w-full table-fixed text-sm">
        <thead className="sticky top-0 bg-sunken text-xs text-muted">
          <tr>
            <th scope="col" className="px-2.5 py-1 text-left font-normal">{t('tasks.column.task')}</th>
            <th scope="col" className="w-32 py-1 text-left font-normal">{t('tasks.column.phase')}</th>
            <th scope="col" className="w-28 py-1 text-left font-normal">{t('tasks.column.warm')}</th>
            {canForce && <th scope="col" className="w-28 py-1 text-left font-normal">{t('tasks.column.forced')}</th>}
          </tr>
        </thead>
        <tbody>
          {tasks.slice(0, shownAtMost).map((task) => (
            <tr key={task.id} className="border-t border-line/60">
              <td className="truncate px-2.5 py-0.75"><Foreign text={task.name === '' ? task.id : task.name} className="max-w-full" /></td>
              <td className="py-0.75 text-muted figures" title={t(task.acksLate === null ? 'tasks.lateUnknown' : task.acksLate ? 'tasks.late' : 'tasks.early')}>{task.phase === 'running' ? `${t('tasks.running')}${task.runningMs === null ? '' : ` ${formats.age(task.runningMs)}`}` : t('tasks.reserved')}</td>
              <FateCell fate={task.ifWarm} />
              {canForce && <FateCell fate={task.ifForced} />}
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p className="border-t px-2.5 py-1 text-sm text-muted">{t('tasks.more', { count: rest })}</p>}
    </div>
  );
}

function FateCell({ fate }: { fate: TaskFate }) {
  const { t } = useTranslation('supervise');
  return <td title={t(`fateMeaning.${fate}`)} className={classNames('py-0.75', fate === 'is-lost' && 'font-medium text-bad', fate === 'runs-twice' && 'font-medium text-warn', fate === 'unknown' && 'text-stale')}>{t(`fate.${fate}`)}</td>;
}

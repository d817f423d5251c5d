/** What one worker is doing: running, fetched, scheduled and recent tasks. Watched only while this is on screen. */
import { useTranslation } from 'react-i18next';
import { useWorkerTasks } from '#renderer/state/hooks.tsx';
import { Age } from '#renderer/components/age.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { TaskList, WorkerTasks } from '#shared/domain/task.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { WorkerTabProps } from './tasks-tab.tsx';
import { TaskTable, type TaskGroup } from './task-table.tsx';
import { useWorkerControls } from './worker-controls.tsx';
import { WorkerChoice } from './worker-choice.tsx';

export function WorkerTasksPanel({ workers, worker, isReadOnly, onPick }: WorkerTabProps) {
  const { t } = useTranslation('host');
  return (
    <section aria-labelledby="worker-tasks" className="flex flex-col gap-3">
      <header className="flex items-center gap-3">
        <h2 id="worker-tasks" className="text-lg font-semibold">{t('tasks.title')}</h2>
        {worker !== null && <WorkerChoice workers={workers} worker={worker} onPick={onPick} />}
      </header>
      {worker === null ? <p className="text-muted">{t('tasks.noWorker')}</p> : <TasksOfWorker key={worker.key} worker={worker} isReadOnly={isReadOnly} />}
    </section>
  );
}

function TasksOfWorker({ worker, isReadOnly }: { worker: WorkerView; isReadOnly: boolean }) {
  const { t } = useTranslation('host');
  const tasks = useWorkerTasks(worker.key);
  const isLate = useIsLate();
  if (tasks === null) return isLate ? <div role="status" aria-label={t('tasks.loading')} className="flex flex-col gap-3 py-2">{[1, 2, 3].map((row) => <Skeleton key={row} className="w-full" />)}</div> : null;
  const isSoloBusy = worker.pool.kind === 'solo' && worker.verdict.kind === 'busy';
  const hasLists = tasks.active !== null || tasks.reserved !== null || tasks.scheduled !== null;
  return (
    <div className="flex flex-col gap-6">
      {!tasks.answered && (
        <p role="status" className="text-muted">{hasLists ? t('tasks.notAnswered') : t('tasks.neverAnswered')} {isSoloBusy && t('tasks.soloBusy')} <Age at={hasLists ? tasks.at : null} isPast /></p>
      )}
      <Group group="active" list={tasks.active} worker={worker} isReadOnly={isReadOnly} />
      <Group group="reserved" list={tasks.reserved} worker={worker} isReadOnly={isReadOnly} />
      <Group group="scheduled" list={tasks.scheduled} worker={worker} isReadOnly={isReadOnly} />
      <Recent tasks={tasks} worker={worker} isReadOnly={isReadOnly} />
    </div>
  );
}

function Group({ group, list, worker, isReadOnly }: { group: TaskGroup; list: TaskList | null; worker: WorkerView; isReadOnly: boolean }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  return (
    <section aria-label={t(`tasks.group.${group}`)}>
      <h3 className="mb-1 flex items-baseline gap-2 font-semibold">{t(`tasks.group.${group}`)} <span className="font-normal text-muted figures">{list === null ? '–' : formats.number(list.total)}</span></h3>
      {list === null && <p className="border-t py-1.5 text-muted">{t('tasks.groupUnknown')}</p>}
      {list !== null && list.tasks.length === 0 && <p className="border-t py-1.5 text-muted">{t('tasks.groupNone')}</p>}
      {list !== null && list.tasks.length > 0 && <TaskTable group={group} tasks={list.tasks} worker={worker} isReadOnly={isReadOnly} />}
      {list !== null && list.total > list.tasks.length && list.tasks.length > 0 && <p className="pt-1 text-sm text-muted figures">{t('tasks.cut', { shown: formats.number(list.tasks.length), total: formats.number(list.total) })}</p>}
    </section>
  );
}

function Recent({ tasks, worker, isReadOnly }: { tasks: WorkerTasks; worker: WorkerView; isReadOnly: boolean }) {
  const { t } = useTranslation('host');
  const { Button: ControlButton } = useWorkerControls();
  if (tasks.recent !== null && tasks.recent.tasks.length > 0) return <Group group="recent" list={tasks.recent} worker={worker} isReadOnly={isReadOnly} />;
  const isOn = worker.taskEvents === true || tasks.recent !== null;
  return (
    <section aria-label={t('tasks.group.recent')}>
      <h3 className="mb-1 font-semibold">{t('tasks.group.recent')}</h3>
      <p className="flex items-center gap-3 border-t py-1.5 text-muted">
        {isOn ? t('tasks.recentWaiting') : worker.taskEvents === false ? t('tasks.eventsOff') : t('tasks.eventsUnknown')}
        {!isOn && <ControlButton worker={worker} isReadOnly={isReadOnly} wish={{ kind: 'enable-events' }} label={t('tasks.eventsOn')} />}
      </p>
    </section>
  );
}

/** Tasks as rows. Names, arguments and exceptions are foreign text: cut on screen, whole on hover, never markup. */
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import type { TaskView } from '#shared/domain/task.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { useWorkerControls } from './worker-controls.tsx';

export type TaskGroup = 'active' | 'reserved' | 'scheduled' | 'recent';
const head = 'px-2 pb-1 font-normal text-muted whitespace-nowrap';

export function TaskTable(props: { group: TaskGroup; tasks: readonly TaskView[]; worker: WorkerView; isReadOnly: boolean }) {
  const { t } = useTranslation('host');
  const { group } = props;
  return (
    <div className="max-h-96 overflow-auto">
      <table className="w-full table-fixed text-left figures">
        <thead className="sticky top-0 z-1 bg-surface">
          <tr>
            <th scope="col" className={`${head} w-[26%] pl-0`}>{t('tasks.name')}</th>
            <th scope="col" className={head}>{t('tasks.args')}</th>
            <th scope="col" className={`${head} w-28`}>{t('tasks.queue')}</th>
            <th scope="col" className={`${head} w-24 text-right`}>{{ active: t('tasks.since'), reserved: t('tasks.seen'), scheduled: t('tasks.eta'), recent: t('tasks.runtime') }[group]}</th>
            {group === 'recent' && <th scope="col" className={`${head} w-24 text-right`}>{t('tasks.seen')}</th>}
            <th scope="col" className={`${head} w-34`}>{group === 'active' ? t('tasks.child') : ''}</th>
          </tr>
        </thead>
        <tbody>{props.tasks.map((task) => <TaskRow key={`${task.id}|${task.state}|${task.seenAt}`} {...props} task={task} />)}</tbody>
      </table>
    </div>
  );
}

function TaskRow({ group, task, worker, isReadOnly }: { group: TaskGroup; task: TaskView; worker: WorkerView; isReadOnly: boolean }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { Button: ControlButton } = useWorkerControls();
  const due = useTick((now) => (task.eta === null ? '–' : task.eta >= now ? formats.age(task.eta - now) : `−${formats.age(now - task.eta)}`));
  const words = [task.args, task.kwargs].filter((text) => text !== null && text !== '' && text !== '()' && text !== '{}').join(' ');
  return (
    <tr className="row border-t">
      <th scope="row" className="truncate pr-2 font-normal" title={`${t('tasks.id')} ${task.id.slice(0, 100)}`}>
        {task.name === null ? <span className="text-stale">{t('tasks.nameUnknown')}</span> : <Foreign text={task.name} className="max-w-full" />}
      </th>
      <td className="truncate px-2"><Foreign text={task.problem ?? words} isMono className={task.problem === null ? 'max-w-full text-muted' : 'max-w-full text-bad'} /></td>
      <td className="truncate px-2">{task.queue === null ? <span className="text-stale">–</span> : <Foreign text={task.queue} className="max-w-full" />}{task.redelivered === true && <span className="block text-xs text-warn">{t('tasks.redelivered')}</span>}</td>
      <td className="px-2 text-right whitespace-nowrap">
        {group === 'active' && <Age at={task.startedAt} />}
        {group === 'reserved' && <Age at={task.seenAt} />}
        {group === 'scheduled' && <span title={task.eta === null ? undefined : formats.absolute(task.eta)}>{due}</span>}
        {group === 'recent' && (task.runtimeMs === null ? '–' : formats.duration(task.runtimeMs))}
      </td>
      {group === 'recent' && <td className="px-2 text-right"><Age at={task.seenAt} /></td>}
      <td className="px-2 whitespace-nowrap">
        {group === 'recent' ? <span className={task.state === 'failed' || task.state === 'rejected' ? 'text-bad' : 'text-muted'}>{t(`tasks.state.${task.state}`)}</span> : (
          <span className="flex items-center justify-between">
            <span className="text-muted">{group === 'active' ? (task.childPid ?? '–') : ''}</span>
            <ControlButton worker={worker} isReadOnly={isReadOnly} wish={{ kind: 'revoke', task: task.id, terminate: group === 'active' }} label={group === 'active' ? t('tasks.terminate') : t('tasks.revoke')} />
          </span>
        )}
      </td>
    </tr>
  );
}

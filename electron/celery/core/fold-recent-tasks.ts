/**
 * Recent tasks of one node, joined on the task's id: only `received` carries name and arguments. Bounded, newest first.
 */
import type { TaskId } from '#shared/domain/ids.ts';
import type { TaskView } from '#shared/domain/task.ts';
import { maxTasksListed } from './decode-tasks.ts';
import type { TaskEvent } from './decode-event.ts';

export type RecentTasks = readonly TaskView[];

export function foldRecentTasks(recent: RecentTasks, event: TaskEvent, seenAt: number): { readonly recent: RecentTasks; readonly task: TaskView } {
  const known = recent.find((task) => task.id === event.id);
  const task: TaskView = {
    id: event.id as TaskId,
    name: event.name ?? known?.name ?? null,
    // Events may overtake one another: an ended task does not go back to waiting unless it was received again.
    state: event.state === 'started' && known !== undefined && isEnded(known) ? known.state : event.state,
    args: event.args ?? known?.args ?? null,
    kwargs: event.kwargs ?? known?.kwargs ?? null,
    startedAt: event.state === 'started' ? event.sentAt : event.state === 'received' ? null : (known?.startedAt ?? null),
    eta: event.eta ?? known?.eta ?? null,
    runtimeMs: event.runtimeMs ?? (event.state === 'received' ? null : (known?.runtimeMs ?? null)),
    queue: known?.queue ?? null,
    childPid: null,
    acknowledged: null,
    // Received twice without a retry between: delivered again. (A first `received` may come after `started`.)
    redelivered: event.state === 'received' && known !== undefined && known.name !== null && known.state !== 'retried' ? true : (known?.redelivered ?? null),
    problem: event.problem ?? (event.state === 'received' ? null : (known?.problem ?? null)),
    seenAt,
  };
  const others = known === undefined ? recent : recent.filter((other) => other !== known);
  return { recent: [task, ...others].slice(0, maxTasksListed), task };
}

function isEnded(task: TaskView): boolean {
  return task.state === 'succeeded' || task.state === 'failed' || task.state === 'revoked' || task.state === 'rejected';
}

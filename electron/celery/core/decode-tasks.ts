/**
 * Tasks as `active`, `reserved` and `scheduled` list them (5.2 and 5.5 shapes). Texts are cut, lists bounded, and the
 * true count kept.
 */
import type { TaskId } from '#shared/domain/ids.ts';
import type { TaskList, TaskView } from '#shared/domain/task.ts';
import { booleanOf, briefText, integerOf, nameOf, numberOf } from './brief-text.ts';
import { parseIsoTime } from './parse-iso-time.ts';
import { fieldOf } from './tolerant-json.ts';
import type { JsonValue } from './tolerant-json.ts';

export const maxTasksListed = 200;
/** Smaller values are a monotonic clock of old Celery versions, not a date. */
const earliestEpochS = 1_000_000_000;

export function decodeTasks(value: JsonValue, state: 'active' | 'reserved' | 'scheduled', seenAt: number): TaskList | null {
  if (!Array.isArray(value)) return null;
  const tasks: TaskView[] = [];
  for (const row of value) {
    if (tasks.length === maxTasksListed) break;
    const task = decodeTask(row, state, seenAt);
    if (task !== null) tasks.push(task);
  }
  return { total: value.length, tasks };
}

function decodeTask(row: JsonValue, state: 'active' | 'reserved' | 'scheduled', seenAt: number): TaskView | null {
  const request = state === 'scheduled' ? (fieldOf(row, 'request') ?? row) : row;
  const id = nameOf(fieldOf(request, 'id'));
  if (id === null) return null;
  const delivery = fieldOf(request, 'delivery_info');
  const started = numberOf(fieldOf(request, 'time_start'));
  const eta = fieldOf(row, 'eta');
  return {
    id: id as TaskId,
    name: briefText(fieldOf(request, 'name') ?? fieldOf(request, 'type'), 500),
    state,
    args: briefText(fieldOf(request, 'args'), 300),
    kwargs: briefText(fieldOf(request, 'kwargs'), 300),
    startedAt: started === null || started < earliestEpochS ? null : started * 1000,
    eta: state === 'scheduled' && typeof eta === 'string' ? parseIsoTime(eta) : null,
    runtimeMs: null,
    queue: briefText(fieldOf(delivery, 'routing_key'), 500),
    childPid: integerOf(fieldOf(request, 'worker_pid')),
    acknowledged: booleanOf(fieldOf(request, 'acknowledged')),
    redelivered: booleanOf(fieldOf(delivery, 'redelivered')),
    problem: null,
    seenAt,
  };
}

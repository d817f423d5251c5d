import { expect, test } from 'vitest';
import { createTaskWatch } from '#electron/tasks/task-watch.ts';
import type { BrokerWatch, TasksOfNode } from '#electron/celery/broker-watch.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { BrokerId, TaskId, WorkerKey } from '#shared/domain/ids.ts';
import type { TaskView, WorkerTasks } from '#shared/domain/task.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

const key = 'pi1|w1' as WorkerKey;
const redis = 'redis' as BrokerId;
const task = (id: string): TaskView => ({ id: id as TaskId, name: 'app.add', state: 'active', args: null, kwargs: null, startedAt: null, eta: null, runtimeMs: null, queue: null, childPid: null, acknowledged: null, redelivered: null, problem: null, seenAt: 1 });
const lists = (ids: readonly string[]): TasksOfNode => ({ active: { total: ids.length, tasks: ids.map(task) }, reserved: { total: 0, tasks: [] }, scheduled: { total: 0, tasks: [] } });

function setUp() {
  const time = createManualClock();
  const asked: string[] = [];
  let answer: Result<TasksOfNode, AppError> = { ok: true, value: lists(['a']) };
  const counted: number[] = [];
  const watch = createTaskWatch({
    ...time,
    keeper: { worker: () => ({ broker: redis, name: 'w1', taskEvents: null }) as unknown as ReturnType<FleetKeeper['worker']>, tasksCounted: (_key, counts) => counted.push(counts.active) },
    brokerWatch: () => ({ tasks: async (node: string) => { asked.push(node); return answer; } }) as unknown as BrokerWatch,
  });
  return { time, asked, counted, watch, answerWith: (next: typeof answer) => { answer = next; } };
}
const settled = async (): Promise<void> => { for (let turn = 0; turn < 5; turn += 1) await Promise.resolve(); };

test('asks while somebody looks, and not a moment longer', async () => {
  const { time, asked, counted, watch } = setUp();
  const seen: WorkerTasks[] = [];
  const stopA = watch.watch(key, (tasks) => seen.push(tasks));
  const stopB = watch.watch(key, () => undefined);
  await settled();
  time.advance(2000);
  await settled();
  expect([asked.length, seen.at(-1)?.active?.tasks[0]?.id, counted]).toEqual([2, 'a', [1, 1]]);
  stopA();
  stopB();
  time.advance(60_000);
  await settled();
  expect(asked).toHaveLength(2);
});

test('a silent worker keeps its last lists, said to be unanswered', async () => {
  const { time, watch, answerWith } = setUp();
  const seen: WorkerTasks[] = [];
  watch.watch(key, (tasks) => seen.push(tasks));
  await settled();
  answerWith({ ok: false, error: { code: 'no-reply', workers: ['w1'], waitedMs: 1500 } });
  time.advance(2000);
  await settled();
  expect(seen.at(-1)).toMatchObject({ answered: false, active: { total: 1 } });
});

test('recent tasks are kept newest first, once each, and bounded; none while events are off', async () => {
  const { watch } = setUp();
  const seen: WorkerTasks[] = [];
  const stop = watch.watch(key, (tasks) => seen.push(tasks));
  await settled();
  expect(seen.at(-1)?.recent).toBeNull();
  stop();
  for (let at = 0; at < 500; at += 1) watch.heard(redis, 'w1', { ...task(`t${String(at % 300)}`), state: 'succeeded' });
  watch.watch(key, (tasks) => seen.push(tasks));
  expect([seen.at(-1)?.recent?.total, seen.at(-1)?.recent?.tasks[0]?.id]).toEqual([200, 't199']);
});

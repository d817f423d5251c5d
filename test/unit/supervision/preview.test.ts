import { expect, test } from 'vitest';
import { newWorker } from '#electron/fleet/core/worker-record.ts';
import { previewWorker, type PreviewNeeds } from '#electron/supervision/core/preview-worker.ts';
import type { BackendFacts } from '#electron/supervision/core/supervision-backend.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import { BrokerId, HostId, TaskId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import { defaultLadder, WorkerPreview } from '#shared/domain/supervision.ts';
import type { TaskView } from '#shared/domain/task.ts';

const record = { ...newWorker(WorkerKey.parse('pi1|w1@pi1'), WorkerName.parse('w1@pi1'), HostId.parse('pi1'), BrokerId.parse('b'), 0), activeQueues: ['video', 'celery'] };
const task = (id: string, change: Partial<TaskView>): TaskView => ({ id: TaskId.parse(id), name: 'video.cut', state: 'active', args: null, kwargs: null, startedAt: 5_000, eta: null, runtimeMs: null, queue: 'video', childPid: 1, acknowledged: null, redelivered: null, problem: null, seenAt: 0, ...change });
const queue = (name: string, consumers: string[]) => ({ name, depth: 3, byPriority: [3, 0, 0, 0], consumers: consumers.map((one) => WorkerName.parse(one)), oldestSeenAt: null, growthPerMinute: null, at: 0 });
const broker: BrokerView = { id: BrokerId.parse('b'), label: 'redis://127.0.0.1:6379/0', foundBy: 'environment', through: null, hosts: [], phase: 'ready', since: 0, error: null, redis: null, queues: [queue('video', ['w1@pi1']), queue('celery', ['w1@pi1', 'w2@pi2'])], unacked: { at: 0, count: 1, oldestDeliveredAt: null, visibilityTimeoutS: 3600, byAge: { minute: 1, fiveMinutes: 0, hour: 0, withinTimeout: 0, overTimeout: 0 } }, listeners: 2 };
const main = { pid: 88, startTicks: 500, uid: 0, user: 'root', argv: [], cgroup: [], nspid: [88] };
const facts: BackendFacts = {
  handle: { kind: 'systemd-system', unit: 'celery-w1.service' }, captured: null,
  host: { boot: 'b', uid: 1000, user: 'pi', systemctl: '/usr/bin/systemctl', docker: null, sudo: null },
  process: { main, chain: [], environment: null, children: 2, maySignal: false, canCapture: false, outputs: [null, null] },
  answer: { process: null, lockedBy: null, captured: null, raw: { unit: { LoadState: 'loaded', MainPID: '88', Restart: 'always', TimeoutStopUSec: '20s', KillMode: 'control-group', SendSIGKILL: 'yes' } } },
};
const needs = (change: Partial<PreviewNeeds> = {}): PreviewNeeds => ({
  verb: 'stop', ability: { verb: 'stop', isAllowed: true, because: null, about: '', grant: null }, record, facts, layers: [], lockedBy: null, broker, ladder: defaultLadder, now: 9_000,
  tasks: { active: [task('a', { acknowledged: true }), task('b', { acknowledged: false }), task('c', {})], reserved: [task('d', { state: 'reserved', startedAt: null })], total: 4 },
  ...change,
});

test('the fate of each task: warm they finish, forced they are lost, run twice, or nobody knows', () => {
  const preview = previewWorker(needs());
  expect(preview.tasks?.map(({ id, acksLate, ifWarm, ifForced, runningMs }) => [id, acksLate, ifWarm, ifForced, runningMs])).toEqual([
    ['a', false, 'finishes', 'is-lost', 4_000], ['b', true, 'finishes', 'runs-twice', 4_000], ['c', null, 'finishes', 'unknown', 4_000], ['d', null, 'goes-back', 'goes-back', null],
  ]);
  expect(preview.visibilityTimeoutS).toBe(3600);
  expect(WorkerPreview.safeParse(preview).success).toBe(true);
});
test('a queue whose only consumer it is is named, one with another is not', () => {
  const preview = previewWorker(needs());
  expect(preview.queuesWithoutConsumer).toEqual(['video']);
  expect(preview.warnings).toContain('last-consumer');
});
test('what only the backend can stop, and how that ends tasks, is said', () => {
  expect(previewWorker(needs()).warnings).toEqual(['last-consumer', 'acks-unknown', 'only-backend-stop', 'backend-signals-children', 'backend-kills-before-warm', 'restarts-by-itself']);
});
test('a worker that does not answer has no list of tasks, and that is said', () => {
  const preview = previewWorker(needs({ tasks: null, broker: null }));
  expect(preview.tasks).toBeNull();
  expect(preview.warnings).toEqual(expect.arrayContaining(['tasks-unknown', 'broker-not-connected', 'no-verification-by-broker']));
});

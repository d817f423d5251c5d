/**
 * One host in every mood, for screenshots and tests of the Host screen: typed by the contract, made up, not captured.
 */
import type { BrokerView, QueueView } from '#shared/domain/broker.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { QuestionId, TaskId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { Question } from '#shared/domain/question.ts';
import type { TaskView, WorkerTasks } from '#shared/domain/task.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import type { ChildView, WorkerView } from '#shared/domain/worker.ts';
import { createSeeded, failedLink, makeBroker, makeHost, makeSnapshot, makeWorker, wave } from './fleet-fixtures.ts';
import { hostileTexts } from './fleet-scenes.ts';

export type HostScene = 'busy' | 'many' | 'none' | 'unknown' | 'lost' | 'hostile' | 'solo';
const mebi = 1024 ** 2;

function child(pid: number, mb: number | null, at: number): ChildView {
  return { pid, startTicks: pid * 10, startedAt: at - 5_400_000, usage: mb === null ? null : { at, cpu: pid % 40, rss: mb * mebi, pss: mb * 0.7 * mebi, threads: 1 + (pid % 3), state: pid % 7 === 0 ? 'disk-wait' : 'sleeping' } };
}

function queue(name: string, depth: number, at: number, change: Partial<QueueView> = {}): QueueView {
  return { name, depth, byPriority: [depth, 0, 0, 0], consumers: ['scan@pi-atelier' as WorkerName], oldestSeenAt: depth > 0 ? at - depth * 1500 : null, growthPerMinute: 0, at, ...change };
}

function busyWorkers(host: HostView, at: number): WorkerView[] {
  const pool = (kib: number | null): WorkerView['pool'] => ({ kind: 'prefork', from: 'reply', maxConcurrency: 2, prefetchCount: 8, maxTasksPerChild: 100, maxMemoryPerChildKiB: kib, softTimeLimitS: 240, hardTimeLimitS: 300, autoscale: null });
  return [
    makeWorker({ name: 'scan@pi-atelier', host, at, mb: 212 }, { pool: pool(200 * 1024), children: [child(25_341, 96, at), child(25_344, 214, at)], childDeaths: [{ pid: 25_337, at: at - 3000, replacedBy: 25_341 }], counts: { at, active: 2, reserved: 6, scheduled: 1, processed: 4211, perMinute: 14 } }),
    makeWorker({ name: 'insert@pi-atelier', host, at, kind: 'deaf', remedy: 'reattach-queues', sinceMs: 125_000, mb: 188, perMinute: 0 }, { pool: pool(524_288_000), children: [child(25_410, 88, at), child(25_412, null, at)] }),
    makeWorker({ name: 'encode@pi-atelier', host, at, pool: 'solo', kind: 'busy', sinceMs: 724_000, mb: 410, perMinute: null }, { pool: { ...pool(512_000), kind: 'solo', maxConcurrency: 1 } }),
    makeWorker({ name: 'thumbs@pi-atelier', host, at, kind: 'crashed', sinceMs: 240_000, ends: 3, remedy: 'start' }),
  ];
}

function busyHost(at: number): HostView {
  const host = makeHost({ name: 'pi-atelier', at, site: 'Lyon', tags: ['scan', 'camera'], used: 71, temperature: 78, load: 3.4 });
  const throttling = { underVoltageNow: true, frequencyCappedNow: false, throttledNow: false, softTempLimitNow: false, underVoltageSinceBoot: true, frequencyCappedSinceBoot: false, throttledSinceBoot: true, softTempLimitSinceBoot: false };
  return { ...host, sample: host.sample === null ? null : { ...host.sample, at, throttling }, notes: ['no-psi', 'processes-hidden'], beats: [{ pid: 901, since: null }, { pid: 5311, since: null }] };
}

function busyBroker(host: HostView, at: number): BrokerView {
  return {
    ...makeBroker(host, at),
    queues: [queue('celery', 4, at), queue('video.encode', 1204, at, { growthPerMinute: 38.5, byPriority: [1100, 0, 4, 100], consumers: ['encode@pi-atelier' as WorkerName] }), queue('orphans', 17, at, { consumers: [] }), queue('default', 0, at, { growthPerMinute: null })],
    unacked: { at, count: 23, oldestDeliveredAt: at - 4_400_000, visibilityTimeoutS: 3600, byAge: { minute: 12, fiveMinutes: 6, hour: 3, withinTimeout: 0, overTimeout: 2 } },
    redis: { at, version: '7.0.15', usedMemory: 212 * mebi, maxMemory: 256 * mebi, evictionPolicy: 'allkeys-lru', connectedClients: 14, persistenceOk: false, role: 'master', pingMs: 0.6 },
  };
}

export function makeHostScene(scene: HostScene, at: number): FleetSnapshot {
  const host = busyHost(at);
  switch (scene) {
    case 'busy': return makeSnapshot(at, { hosts: [host], workers: busyWorkers(host, at), brokers: [busyBroker(host, at)] });
    case 'solo': return makeSnapshot(at, { hosts: [host], workers: busyWorkers(host, at).slice(0, 1), brokers: [busyBroker(host, at)] });
    case 'none': return makeSnapshot(at, { hosts: [{ ...host, brokers: [], notes: ['no-worker-found', 'broker-not-found', 'not-a-pi'] }] });
    case 'many': {
      const workers = Array.from({ length: 120 }, (_, index) => makeWorker({ name: `worker-${String(index).padStart(3, '0')}@pi-atelier`, host, at, mb: 30 + index, ...(index === 60 ? { kind: 'crashed' as const } : {}) }, { children: [child(3000 + index, 30, at)] }));
      const queues = Array.from({ length: 300 }, (_, index) => queue(`queue-${index}`, (index * 7919) % 500, at));
      return makeSnapshot(at, { hosts: [host], workers, brokers: [{ ...busyBroker(host, at), queues }] });
    }
    case 'unknown': return makeSnapshot(at, { hosts: [{ ...host, identity: null, sample: null, notes: [], beats: [], brokers: [], cost: null, link: { ...host.link, phase: 'connecting', lastConnectedAt: null } }], workers: [] });
    case 'lost': return makeSnapshot(at, { hosts: [failedLink(host, { code: 'host-unreachable', at: 'pi@pi-atelier:22', because: 'no-route' }, at)], workers: busyWorkers(host, at).map((worker) => ({ ...worker, verdict: { ...worker.verdict, kind: 'unreachable', reason: 'host-unreachable' } })), brokers: [{ ...busyBroker(host, at), phase: 'waiting', error: { code: 'broker-unreachable', broker: 'redis://127.0.0.1:6379/0', because: 'closed' } }] });
    case 'hostile': {
      const hostile: HostView = { ...host, config: { ...host.config, name: hostileTexts[4], site: hostileTexts[0], tags: [hostileTexts[1], hostileTexts[7]] }, identity: host.identity === null ? null : { ...host.identity, model: hostileTexts[0], osName: hostileTexts[4] } };
      return makeSnapshot(at, { hosts: [hostile], workers: hostileTexts.map((text) => makeWorker({ name: `${text}@x`, host: hostile, at, kind: 'crashed', unit: text, queues: [text] })), brokers: [{ ...busyBroker(host, at), label: hostileTexts[4], queues: hostileTexts.map((text, index) => queue(text, index * 5, at)) }] });
    }
  }
}

/** An hour at 2 s: a gap in the middle, a leak with recycles, marks. */
export function makeHostTrend(snapshot: FleetSnapshot, host: HostView, at: number, isLost: boolean): TrendBlock {
  const points = 1800;
  const end = isLost ? at - 1_260_000 : at;
  const times = Array.from({ length: points }, (_, index) => end - (points - 1 - index) * 2000).filter((_, index) => index < 820 || index > 880);
  const random = createSeeded(7);
  const line = (base: number, swing: number): (number | null)[] => wave(random, base, swing, times.length);
  const series: TrendBlock['series'] = { 'host.cpu': line(44, 14), 'host.memory': line(66, 2), 'host.load1': line(2.9, 0.5), 'host.temperature': line(72, 3), 'host.net.in': line(40_000, 29_000), 'host.net.out': line(12_000, 9700), 'host.disk.read': line(9000, 8000), 'host.disk.write': line(240_000, 150_000) };
  snapshot.workers.forEach((worker, row) => {
    const base = worker.totalRss ?? 90 * mebi;
    const died = worker.verdict.kind === 'crashed' ? 1550 : times.length;
    series[`worker.rss:${worker.key}`] = line(base, base * 0.015).map((value, index) => (value === null || index >= died ? null : row === 0 ? value * (0.55 + ((index + 300) % 700) / 1000) : value));
  });
  for (const broker of snapshot.brokers) for (const one of broker.queues) series[`queue.depth:${broker.id}:${one.name}`] = line(one.depth, Math.max(2, one.depth * 0.1)).map((value) => (value === null ? null : Math.round(value)));
  const marks: TrendBlock['marks'] = [{ at: at - 2_600_000, kind: 'worker-started', label: 'thumbs@pi-atelier started, pid 702' }, { at: at - 1_900_000, kind: 'throttled', label: 'under-voltage' }, { at: at - 240_000, kind: 'main-died', label: 'thumbs@pi-atelier died, pid 703' }, { at: at - 200_000, kind: 'child-died', label: 'scan@pi-atelier: child 25330 died' }, { at: at - 3000, kind: 'child-died', label: 'scan@pi-atelier: child 25337 died' }];
  return { host: host.id, whole: true, times, series, marks };
}

export function makeWorkerTasks(worker: WorkerKey, at: number): WorkerTasks {
  const task = (index: number, change: Partial<TaskView>): TaskView => ({ id: `fdf6e319-0000-4000-8000-${String(index).padStart(12, '0')}` as TaskId, name: 'farm.tasks.scan_page', state: 'active', args: `('/srv/scans/2026/11/page-${index}.tif',)`, kwargs: '{}', startedAt: at - 4000 * (index + 1), eta: null, runtimeMs: null, queue: 'celery', childPid: 25_341, acknowledged: true, redelivered: false, problem: null, seenAt: at - 2000 * index, ...change });
  return {
    worker, at, answered: true,
    active: { total: 2, tasks: [task(0, {}), task(1, { childPid: 25_344, name: 'farm.tasks.import_from_a_module_with_a_very_long_name_that_goes_on', redelivered: true })] },
    reserved: { total: 1204, tasks: Array.from({ length: 12 }, (_, index) => task(10 + index, { state: 'reserved', startedAt: null, childPid: null })) },
    scheduled: { total: 1, tasks: [task(40, { state: 'scheduled', eta: at + 340_000, startedAt: null, childPid: null, args: hostileTexts[0] })] },
    recent: { total: 3, tasks: [task(50, { state: 'succeeded', runtimeMs: 1240 }), task(51, { state: 'failed', runtimeMs: 90, problem: "WorkerLostError('Worker exited prematurely: signal 11 (SIGSEGV) Job: 4.')" }), task(52, { state: 'retried', name: null })] },
  };
}

export function makeQuestions(host: HostView, at: number): Record<string, Question> {
  const about = { askedAt: at, host: host.id, hostName: host.config.name, at: 'pi@pi-atelier.local:22', canRemember: true };
  const id = (text: string): QuestionId => text as QuestionId;
  return {
    'key-unknown': { ...about, id: id('q1'), kind: 'host-key-unknown', keyType: 'ssh-ed25519', fingerprint: 'SHA256:0Zk7JxWv1p1m0r7wLr3bYtYw9oJcQd5pQmX0n1c8m2s', otherKnownKeys: [] },
    'key-changed': { ...about, id: id('q2'), kind: 'host-key-changed', keyType: 'ssh-ed25519', expected: ['SHA256:0Zk7JxWv1p1m0r7wLr3bYtYw9oJcQd5pQmX0n1c8m2s'], offered: 'SHA256:9bQ0fL2uE5cT8zXyq1a7VdRkM3nPsWjHg6oIi4tUeYc', knownHostsPlace: '~/.ssh/known_hosts:14' },
    password: { ...about, id: id('q3'), kind: 'password', user: 'pi', wasWrong: true, canRemember: false },
    passphrase: { ...about, id: id('q4'), kind: 'passphrase', keyPath: '~/.ssh/id_ed25519', wasWrong: false },
    interactive: { ...about, id: id('q5'), kind: 'keyboard-interactive', title: 'PAM', instructions: 'Enter the code of your phone.\n<b>Not markup</b>', prompts: [{ text: 'Password: ', echo: false }, { text: 'One-time code: ', echo: true }] },
    'broker-password': { ...about, id: id('q6'), kind: 'broker-password', broker: host.brokers[0] as NonNullable<(typeof host.brokers)[0]>, label: 'redis://127.0.0.1:6379/0', user: 'celery', wasWrong: false },
  };
}

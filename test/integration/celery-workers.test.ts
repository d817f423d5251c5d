/** The Celery client against real Celery 5.2.6 workers (prefork, solo, threads) on a real Redis. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskId } from '#shared/domain/ids.ts';
import { inspectByCelery, runPython, startLocalWorker, startRedis } from '#test/lab/loopback-celery.ts';
import type { LocalProcess, LocalRedis } from '#test/lab/loopback-celery.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { never, startWatch } from './celery-watch-kit.ts';
import type { WatchKit } from './celery-watch-kit.ts';

let redis: LocalRedis;
let url: string;
let workers: readonly LocalProcess[];
let kit: WatchKit;

beforeAll(async () => {
  redis = await startRedis();
  url = `redis://127.0.0.1:${redis.port}/3`;
  workers = await Promise.all([
    startLocalWorker(url, { name: 'pre', pool: 'prefork', args: ['-c', '2', '-Q', 'celery,work'] }),
    startLocalWorker(url, { name: 'solo', pool: 'solo', args: ['-Q', 'alone'] }),
    startLocalWorker(url, { name: 'thr', pool: 'threads', args: ['-c', '2', '-Q', 'threaded'] }),
  ]);
  kit = startWatch(url, { expectedNodes: () => ['ghost@lab'] });
  await kit.wait('silent');
});

afterAll(async () => {
  await kit?.[Symbol.asyncDispose]();
  await Promise.all((workers ?? []).map((worker) => worker.stop()));
  await redis?.[Symbol.asyncDispose]();
});

const nodes = ['pre@lab', 'solo@lab', 'thr@lab'];

describe('what is seen', () => {
  it('CE-10 every worker answers; one that should be there is silent', async () => {
    expect(new Set(kit.seen.flatMap((seen) => (seen.kind === 'pong' ? seen.node : [])))).toEqual(new Set(nodes));
    expect((await kit.wait('silent')).nodes).toEqual(['ghost@lab']);
    expect([...(await kit.wait('bindings')).nodes].sort()).toEqual(nodes);
    expect((await kit.wait('clients', (seen) => seen.listeners !== null)).listeners).toBe(3);
  });

  it('CE-11 figures equal those of `celery inspect stats`', async () => {
    const told = await inspectByCelery(url, 'stats');
    for (const [name, pool] of [['pre@lab', 'prefork'], ['solo@lab', 'solo'], ['thr@lab', 'threads']] as const) {
      const { stats } = await kit.wait('stats', (seen) => seen.node === name);
      const theirs = told[name] as { pid: number; prefetch_count: number; pool: { 'max-concurrency': number; processes?: number[] } };
      expect(stats).toMatchObject({ pool, poolFrom: 'shape', pid: theirs.pid, prefetchCount: theirs.prefetch_count, maxConcurrency: theirs.pool['max-concurrency'], processes: pool === 'prefork' ? theirs.pool.processes : null, visibilityTimeoutS: 3600 });
    }
  });

  it('CE-11 queues equal those of `celery inspect active_queues`', async () => {
    const told = await inspectByCelery(url, 'active_queues');
    for (const node of nodes) expect((await kit.wait('active-queues', (seen) => seen.node === node)).queues).toEqual((told[node] as { name: string }[]).map(({ name }) => name));
  });

  it('CE-11 registered tasks equal those of `celery inspect registered`', async () => {
    const told = await inspectByCelery(url, 'registered');
    expect(await kit.watch.registeredTasks('pre@lab', never)).toEqual({ ok: true, value: told['pre@lab'] });
  });

  it('CE-12 a consumer waits for work in a blocking pop, and our own connections are left out', async () => {
    const { clients } = await kit.wait('clients', (seen) => (seen.clients ?? []).filter((client) => client.isWaitingForWork).length >= 2);
    expect(clients?.some((client) => client.isSubscriber)).toBe(true);
    expect(await redis.cli('CLIENT', 'LIST')).toContain('name=fleetbeat');
    const ours = (await redis.cli('CLIENT', 'LIST')).split('\n').filter((line) => line.includes('name=fleetbeat')).map((line) => Number(/ addr=127\.0\.0\.1:(\d+)/.exec(line)?.[1]));
    expect(ours).toHaveLength(3);
    expect(clients?.filter((client) => ours.includes(client.port))).toEqual([]);
  });

  it('CE-13 depth at each priority, the head, and unacked', async () => {
    await runPython(url, "for p in (0, 4, 7, 9, 9): tapp.add.apply_async((1, 2), queue='parked', priority=p)");
    const seen = await kit.wait('queues', ({ queues }) => queues.some(({ name, byPriority }) => name === 'parked' && byPriority.join() === '1,1,1,2'));
    const head = JSON.parse(await redis.cli('-n', '3', 'LINDEX', 'parked', '-1')) as { properties: { delivery_tag: string } };
    expect(seen.queues.find(({ name }) => name === 'parked')?.headTag).toBe(head.properties.delivery_tag);
    expect(seen.unacked).toMatchObject({ count: 0, oldestDeliveredAt: null, visibilityTimeoutS: 3600 });
  });

  it('CE-14 settings, with the secret of a URL masked', async () => {
    const read = await kit.watch.configuration('thr@lab', never);
    const settings = new Map(read.ok ? read.value.map(({ name, value }) => [name, value]) : []);
    expect(settings.get('result_expires')).toBe('3600');
    expect(settings.get('result_backend_max_retries')).toBe('Infinity');
    // Celery's own default: a broker URL that came by the environment is not in its settings.
    expect(settings.get('broker_url')).toBe('amqp://guest:••••••@localhost:5672//');
  });
});

describe('control', () => {
  it.each([
    ['pre@lab', { kind: 'pool-grow', by: 1 }, 'pool will grow'],
    ['pre@lab', { kind: 'pool-shrink', by: 1 }, 'pool will shrink'],
    ['pre@lab', { kind: 'rate-limit', task: 'tapp.add', rate: '10/s' }, 'new rate limit set successfully'],
    ['pre@lab', { kind: 'rate-limit', task: 'tapp.add', rate: '0' }, 'new rate limit set successfully'],
    ['pre@lab', { kind: 'time-limit', task: 'tapp.slow', softS: null, hardS: 60 }, 'time limits set successfully'],
    ['thr@lab', { kind: 'add-consumer', queue: 'extra' }, 'add consumer extra'],
    ['thr@lab', { kind: 'cancel-consumer', queue: 'extra' }, 'no longer consuming from extra'],
    ['solo@lab', { kind: 'revoke', tasks: ['no-such' as TaskId], terminate: false, signal: 'SIGTERM' }, 'tasks no-such flagged as revoked'],
    ['pre@lab', { kind: 'enable-events' }, 'task events enabled'],
  ] as const)('CE-20 %s %j', async (node, action, said) => {
    const receipt = await kit.watch.control(node, action as never, never);
    expect(receipt).toEqual({ ok: true, value: { at: expect.any(Number), outcome: 'done', said } });
  });

  it.each([
    ['solo@lab', { kind: 'pool-grow', by: 1 }, "no attribute 'grow'"],
    ['thr@lab', { kind: 'pool-shrink', by: 1 }, "no attribute 'shrink'"],
    ['pre@lab', { kind: 'autoscale', min: 1, max: 3 }, 'Autoscale not enabled'],
    ['pre@lab', { kind: 'rate-limit', task: 'no.such', rate: '1/s' }, 'unknown task'],
  ] as const)('CE-21 %s refuses %j in its own words', async (node, action, words) => {
    expect(await kit.watch.control(node, action, never)).toEqual({ ok: false, error: { code: 'worker-refused', worker: node, message: expect.stringContaining(words) as string } });
  });

  it('CE-22 a command reaches one node only, by its exact name', async () => {
    const before = (await inspectByCelery(url, 'stats'))['pre@lab'] as { pool: { 'max-concurrency': number } };
    expect(await kit.watch.control('pre', { kind: 'pool-grow', by: 1 }, never)).toEqual({ ok: true, value: { at: expect.any(Number), outcome: 'unanswered', said: '' } });
    const after = (await inspectByCelery(url, 'stats'))['pre@lab'] as typeof before;
    expect(after.pool['max-concurrency']).toBe(before.pool['max-concurrency']);
  });

  it('CE-15 a running task is listed, then ended by revoking', async () => {
    const id = (await runPython(url, 'print(tapp.slow.delay(60).id)')).trim();
    const listed = await waitFor('the task to run', async () => {
      const read = await kit.watch.tasks('pre@lab', never);
      return read.ok && read.value.active.total === 1 ? read.value : null;
    }, { deadlineMs: 10_000 });
    expect(listed.active.tasks[0]).toMatchObject({ id, name: 'tapp.slow', state: 'active', args: '[60]', kwargs: '{}', queue: 'celery', acknowledged: true, redelivered: null });
    expect(Math.abs((listed.active.tasks[0]?.startedAt ?? 0) - Date.now())).toBeLessThan(30_000);
    expect(listed).toMatchObject({ reserved: { total: 0 }, scheduled: { total: 0 } });
    await kit.wait('task-counts', (seen) => seen.active === 1);
    expect(await kit.watch.control('pre@lab', { kind: 'revoke', tasks: [id as TaskId], terminate: true, signal: 'SIGTERM' }, never)).toMatchObject({ ok: true, value: { outcome: 'done', said: `terminate: ${id}` } });
    expect(await kit.wait('task', (seen) => seen.task.state === 'revoked')).toMatchObject({ node: 'pre@lab', task: { id, problem: 'terminated' } });
  });

  it('CE-16 task events: received to succeeded with runtime, failed with its exception', async () => {
    await runPython(url, "tapp.add.delay(2, 3); tapp.fail.delay('\"<b>\\n')");
    expect(await kit.wait('task', (seen) => seen.task.state === 'succeeded')).toMatchObject({ node: 'pre@lab', task: { name: 'tapp.add', args: '(2, 3)', runtimeMs: expect.any(Number) as number } });
    expect((await kit.wait('task', (seen) => seen.task.state === 'failed')).task).toMatchObject({ name: 'tapp.fail', problem: expect.stringContaining('ValueError') as string });
  });

  it('CE-15 a scheduled task has its due time', async () => {
    await runPython(url, "tapp.add.apply_async((1, 1), countdown=600)");
    const read = await waitFor('the task to be scheduled', async () => {
      const listed = await kit.watch.tasks('pre@lab', never);
      return listed.ok && listed.value.scheduled.total > 0 ? listed.value : null;
    }, { deadlineMs: 10_000 });
    expect(Math.abs((read.scheduled.tasks[0]?.eta ?? 0) - Date.now() - 600_000)).toBeLessThan(30_000);
    const seen = await kit.wait('queues', ({ unacked }) => unacked.count === 1);
    expect(Math.abs((seen.unacked.oldestDeliveredAt ?? 0) - Date.now())).toBeLessThan(30_000);
    expect(seen.unacked.byAge).toEqual({ minute: 1, fiveMinutes: 0, hour: 0, withinTimeout: 0, overTimeout: 0 });
  });

  it('CE-23 a busy solo worker is silent, the others answer; a command to it stays unanswered', async () => {
    await runPython(url, "tapp.slow.apply_async((12,), queue='alone')");
    await waitFor('the solo worker to begin', async () => (await redis.cli('-n', '3', 'LLEN', 'alone')).trim() === '0', { deadlineMs: 5_000 });
    const from = kit.seen.length;
    kit.watch.askNow();
    expect((await kit.wait('silent', (seen) => seen.nodes.includes('solo@lab'), from)).nodes).toEqual(expect.arrayContaining(['solo@lab', 'ghost@lab']));
    expect(new Set(kit.seen.slice(from).flatMap((seen) => (seen.kind === 'pong' ? seen.node : [])))).toEqual(new Set(['pre@lab', 'thr@lab']));
    expect(await kit.watch.control('solo@lab', { kind: 'add-consumer', queue: 'alone' }, never)).toMatchObject({ ok: true, value: { outcome: 'unanswered' } });
    expect(await kit.watch.tasks('solo@lab', never)).toMatchObject({ ok: false, error: { code: 'no-reply', workers: ['solo@lab'] } });
    await kit.wait('pong', (seen) => seen.node === 'solo@lab', kit.seen.length);
  });
});

/** A simulated worker does what celery-on-redis.md saw real ones do. */
import { describe, expect, test } from 'vitest';
import { createSimStage, textOf } from './sim-stage.ts';

const brpop = /flags=b .*cmd=brpop/;

describe('life', () => {
  test('starts: processes, bindings, online, then a heartbeat every 2 s with its figures', () => {
    const stage = createSimStage();
    stage.worker.start();
    stage.time.advance(1700);
    expect([stage.worker.isReady(), stage.events]).toEqual([false, []]);
    stage.time.advance(2200);
    expect(stage.events).toMatchObject([
      { type: 'worker-online', hostname: 'w@pi', utcoffset: 0, pid: stage.worker.main()?.pid, freq: 2, active: 0, processed: 0, sw_ident: 'py-celery', sw_ver: '5.5.3', sw_sys: 'Linux' },
      { type: 'worker-heartbeat' },
    ]);
    expect([stage.worker.children().length, stage.redis.call(0, 'SMEMBERS', '_kombu.binding.celery.pidbox'), stage.redis.call(0, 'SMEMBERS', '_kombu.binding.celery'), brpop.test(stage.clients())])
      .toEqual([2, ['\x06\x16\x06\x16w@pi.celery.pidbox'], ['celery\x06\x16\x06\x16celery'], true]);
  });

  test('DM5 stopped: finishes its task, gives the rest back, says goodbye and takes its binding along', () => {
    const stage = createSimStage({ concurrency: 1 });
    stage.start();
    stage.send('t.quick');
    stage.send('t.quick', { priority: 6 });
    stage.worker.stop();
    stage.time.advance(150);
    expect([stage.seen(), stage.worker.main(), stage.machine.processes().length, stage.redis.call(0, 'EXISTS', '_kombu.binding.celery.pidbox'), stage.redis.call(0, 'LLEN', 'celery\x06\x166'), stage.redis.call(0, 'HLEN', 'unacked')])
      .toEqual([['worker-offline'], null, 0, 0, 1, 0]);
    expect(textOf(stage.redis.call(0, 'LINDEX', 'celery\x06\x166', '0'))).toContain('"redelivered": true');
  });

  test('DM5 killed: not a word, its bindings stay, its running task is lost, its unacked one stays', () => {
    const stage = createSimStage({ concurrency: 1, isAckLate: true });
    stage.start();
    stage.send('t.long');
    const exits: number[] = [];
    stage.machine.onExit((ended) => { exits.push(ended.pid); });
    const pids = [stage.worker.main()?.pid, ...stage.worker.children().map((child) => child.pid)];
    stage.worker.kill();
    stage.time.advance(10_000);
    expect([stage.seen(), exits, stage.redis.call(0, 'SCARD', '_kombu.binding.celery.pidbox'), stage.redis.call(0, 'HLEN', 'unacked'), stage.clients().includes('brpop')]).toEqual([[], pids, 1, 1, false]);
  });

  test('the first run is old, a later one is new', () => {
    const stage = createSimStage({ firstAgeS: 40_000 });
    stage.start();
    const first = stage.worker.main();
    stage.worker.kill();
    stage.start();
    const second = stage.worker.main();
    expect([Math.round((stage.time.clock.now() - (first?.startedAt ?? 0)) / 1000), Math.round((stage.time.clock.now() - (second?.startedAt ?? 0)) / 1000), first?.pid === second?.pid]).toEqual([40_004, 2, false]);
  });
});

describe('work', () => {
  test('takes in kombu’s order of priorities, runs, answers with a result, leaves nothing behind', () => {
    const stage = createSimStage({ concurrency: 1, prefetchMultiplier: 1, hasTaskEvents: true });
    for (const priority of [9, 0, 3]) stage.send('t.quick', { priority });
    stage.worker.start();
    stage.time.advance(3000);
    const started = (stage.events.flat() as { type: string; uuid?: string }[]).filter(({ type }) => type === 'task-started').map(({ uuid }) => uuid);
    expect(started).toEqual(['id-2', 'id-3', 'id-1']);
    expect([stage.redis.call(0, 'EXISTS', 'unacked', 'unacked_index', 'celery'), textOf(stage.redis.call(0, 'GET', 'celery-task-meta-id-1')).startsWith('{"status": "SUCCESS", "result": 3, ')]).toEqual([0, true]);
  });

  test('early acknowledgement by default, late when asked; prefetch holds the rest', () => {
    const early = createSimStage({ concurrency: 1 });
    early.start();
    for (let i = 0; i < 7; i += 1) early.send('t.long');
    expect([early.redis.call(0, 'HLEN', 'unacked'), early.redis.call(0, 'LLEN', 'celery'), brpop.test(early.clients())]).toEqual([4, 2, false]);
    const late = createSimStage({ concurrency: 1, isAckLate: true, prefetchMultiplier: 1 });
    late.start();
    for (let i = 0; i < 7; i += 1) late.send('t.long');
    expect([late.redis.call(0, 'HLEN', 'unacked'), late.redis.call(0, 'LLEN', 'celery')]).toEqual([1, 6]);
  });

  test('a child that outgrew its memory is replaced in silence', () => {
    const stage = createSimStage({ concurrency: 1, maxMemoryPerChildKiB: 100_000, tasks: [{ name: 't.leak', runMs: [1000, 1000], cores: 1, leakKiB: 30_000 }] });
    stage.start();
    stage.time.advance(3000);
    const before = stage.worker.children()[0]?.pid;
    stage.send('t.leak');
    stage.time.advance(1100);
    const between = stage.worker.children()[0];
    const grown = between?.rssKiB();
    stage.send('t.leak');
    stage.time.advance(1100);
    const events = stage.seen().filter((type) => type !== 'worker-heartbeat');
    expect([between?.pid === before, grown, stage.worker.children()[0]?.pid === before, stage.worker.children().length, events]).toEqual([true, 88_900, false, 1, []]);
  });

  test('DM5 a task not known here fails as NotRegistered; rubbish is dropped', () => {
    const stage = createSimStage({ hasTaskEvents: true });
    stage.start();
    stage.redis.call(0, 'LPUSH', 'celery', 'rubbish {');
    stage.redis.call(0, 'LPUSH', 'celery', '{"body": "W10=", "properties": {"body_encoding": "base64"}}');
    stage.send('nope.unknown');
    stage.time.advance(300);
    expect([stage.seen(), stage.redis.call(0, 'LLEN', 'celery')]).toEqual([['task-received', 'task-failed'], 0]);
  });

  test('an ETA task waits as scheduled and runs in its time', () => {
    const stage = createSimStage();
    stage.start();
    stage.send('t.quick', { eta: new Date(stage.time.clock.now() + 5000).toISOString() });
    const [waiting] = stage.ask('scheduled') as [{ 'w@pi': unknown[] }];
    stage.time.advance(5200);
    const [after] = stage.ask('scheduled') as [{ 'w@pi': unknown[] }];
    expect([waiting['w@pi'].length, after['w@pi'].length, typeof stage.redis.call(0, 'GET', 'celery-task-meta-id-1')]).toEqual([1, 0, 'string']);
  });
});

describe('trouble', () => {
  test('DM5 a solo worker in a task says and answers nothing, burns CPU, and answers late', () => {
    const stage = createSimStage({ pool: 'solo' });
    stage.start();
    stage.send('t.long');
    const cpuBefore = stage.worker.main()?.cpuMs() ?? 0;
    const during = stage.ask('ping', {}, {}, 30_000);
    const burnt = (stage.worker.main()?.cpuMs() ?? 0) - cpuBefore;
    const silent = stage.seen();
    stage.time.advance(33_000);
    expect([during, silent, Math.round(burnt / 1000), brpop.test(stage.clients()), stage.seen()[0], stage.redis.call(0, 'LLEN', 'oid.reply.celery.pidbox')]).toEqual([[], [], 30, true, 'worker-heartbeat', 1]);
  });

  test('deaf: heartbeats go on, no BRPOP, no answer, the queue grows', () => {
    const stage = createSimStage();
    stage.start();
    stage.worker.setCondition('deaf');
    stage.send('t.quick');
    const replies = stage.ask('ping', {}, {}, 4100);
    expect([replies, stage.seen(), stage.redis.call(0, 'LLEN', 'celery'), stage.clients().includes('brpop'), stage.clients().includes('cmd=publish')]).toEqual([[], ['worker-heartbeat', 'worker-heartbeat'], 1, false, true]);
  });

  test('blocked on its pipe: asleep in pipe_write, no word, no tick, no BRPOP', () => {
    const stage = createSimStage({ output: 'pipe:[7]' });
    stage.start();
    stage.worker.setCondition('blocked');
    const main = stage.worker.main();
    const ticks = main?.cpuMs();
    const replies = stage.ask('ping', {}, {}, 5000);
    expect([replies, stage.seen(), main?.state(), main?.wchan(), main?.cpuMs() === ticks, brpop.test(stage.clients())]).toEqual([[], [], 'S', 'pipe_write', true, false]);
  });

  test('frozen and woken: what waited is done', () => {
    const stage = createSimStage();
    stage.start();
    stage.worker.setCondition('frozen');
    stage.send('t.quick');
    expect([stage.worker.main()?.state(), stage.ask('ping', {}, {}, 3000)]).toEqual(['T', []]);
    stage.worker.setCondition('normal');
    stage.time.advance(300);
    expect([stage.redis.call(0, 'LLEN', 'celery'), stage.worker.main()?.state()]).toEqual([0, 'S']);
  });

  test('a killed child takes its task with it and is replaced', () => {
    const stage = createSimStage({ concurrency: 1, hasTaskEvents: true });
    stage.start();
    stage.send('t.long');
    const child = stage.worker.children()[0]?.pid ?? 0;
    stage.worker.killChild(child, 9);
    stage.time.advance(200);
    const failed = (stage.events.flat() as { type: string; exception?: string }[]).find((event) => event.type === 'task-failed');
    expect([failed?.exception, stage.worker.children().length, stage.worker.children()[0]?.pid === child]).toEqual(["WorkerLostError('Worker exited prematurely: signal 9 (SIGKILL) Job: 0.')", 1, false]);
  });

  test('without heartbeat: no event at all, but it answers and works', () => {
    const stage = createSimStage({ pool: 'threads', hasHeartbeat: false });
    stage.start();
    stage.send('t.quick');
    expect([stage.ask('ping'), stage.seen()]).toEqual([[{ 'w@pi': { ok: 'pong' } }], []]);
  });
});

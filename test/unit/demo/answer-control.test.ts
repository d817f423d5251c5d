/** Remote control of a simulated worker: the words of control-526.txt, and that commands change the model. */
import { describe, expect, test } from 'vitest';
import { createSimStage, textOf } from './sim-stage.ts';

function started(...choices: Parameters<typeof createSimStage>) {
  const stage = createSimStage(...choices);
  stage.start();
  return stage;
}
const said = (value: unknown) => [{ 'w@pi': value }];

describe('who is meant', () => {
  test.each([
    [{ destination: ['w@pi'] }, 1], [{ destination: ['other@pi'] }, 0], [{ destination: [] }, 1], [{ destination: 'xx w@pi xx' }, 1],
    [{ pattern: 'w*', matcher: 'glob' }, 1], [{ pattern: 'z*', matcher: 'glob' }, 0], [{ pattern: 'w@.i', matcher: 'pcre' }, 1], [{ pattern: '((', matcher: 'pcre' }, 0],
  ])('%j', (extra, answers) => {
    expect(started().ask('ping', {}, extra).length).toBe(answers);
  });

  test('no binding, no reply; the empty exchange names the list itself', () => {
    const stage = started();
    expect([stage.ask('ping', {}, { reply_to: { exchange: 'elsewhere', routing_key: 'oid' } }), stage.ask('ping', {}, { reply_to: { exchange: '', routing_key: 'oid.reply.celery.pidbox' } })])
      .toEqual([[], said({ ok: 'pong' })]);
  });

  test('DM7 rubbish on the channel is ignored', () => {
    const stage = started();
    for (const text of ['', '{', '[]', '{"body": 3}', '{"body": "bm90IGpzb24=", "properties": {"body_encoding": "base64"}}', '{"body": "[1]"}', '{"body": "{\\"method\\": {}}"}']) stage.redis.call(0, 'PUBLISH', '/0.celery.pidbox', text);
    stage.time.advance(50);
    expect(stage.ask('ping')).toEqual(said({ ok: 'pong' }));
  });
});

describe('what is said', () => {
  test.each<[string, Record<string, string | number | boolean>, 'prefork' | 'solo' | 'threads', unknown]>([
    ['nosuch', {}, 'prefork', { error: "KeyError('nosuch')" }],
    ['enable_events', { zzz: 1 }, 'prefork', { error: "TypeError(\"enable_events() got an unexpected keyword argument 'zzz'\")" }],
    ['rate_limit', { task_name: 't.quick' }, 'prefork', { error: "TypeError(\"rate_limit() missing 1 required positional argument: 'rate_limit'\")" }],
    ['rate_limit', { task_name: 't.quick', rate_limit: 'bogus' }, 'prefork', { error: 'Invalid rate limit string: ValueError("could not convert string to float: \'bogus\'")' }],
    ['rate_limit', { task_name: 'nope', rate_limit: '1/s' }, 'prefork', { error: 'unknown task' }],
    ['rate_limit', { task_name: 't.quick', rate_limit: '10/s' }, 'prefork', { ok: 'new rate limit set successfully' }],
    ['rate_limit', { task_name: 't.quick', rate_limit: 0 }, 'prefork', { ok: 'rate limit disabled successfully' }],
    ['time_limit', { task_name: 't.quick', soft: 5, hard: 10 }, 'solo', { ok: 'time limits set successfully' }],
    ['pool_grow', { n: 1 }, 'solo', { error: "AttributeError(\"'TaskPool' object has no attribute 'grow'\")" }],
    ['pool_shrink', { n: 1 }, 'threads', { error: "AttributeError(\"'TaskPool' object has no attribute 'shrink'\")" }],
    ['pool_shrink', { n: 9 }, 'prefork', { error: 'ValueError("Can\'t shrink pool. All processes busy!")' }],
    ['pool_restart', {}, 'prefork', { error: "ValueError('Pool restarts not enabled')" }],
    ['autoscale', { max: 3, min: 1 }, 'prefork', { error: "ValueError('Autoscale not enabled')" }],
    ['revoke', { task_id: 'a-b' }, 'prefork', { ok: 'tasks a-b flagged as revoked' }],
    ['terminate', { signal: 'KILL', task_id: '22' }, 'prefork', { ok: 'terminate: tasks unknown' }],
    ['cancel_consumer', { queue: 'q2' }, 'prefork', { ok: 'no longer consuming from q2' }],
    ['heartbeat', {}, 'prefork', null],
    ['query_task', { ids: 'zz' }, 'prefork', {}],
  ])('DM5 %s %j on %s', (method, args, pool, answer) => {
    expect(started({ pool }).ask(method, args)).toEqual(said(answer));
  });

  test('conf with defaults holds Python’s bare Infinity', () => {
    const stage = started();
    stage.redis.call(0, 'SADD', '_kombu.binding.reply.celery.pidbox', 'oid\x06\x16\x06\x16list');
    stage.ask('conf', { with_defaults: true });
    const body = textOf(stage.redis.call(0, 'LINDEX', 'list', '0'));
    expect(Buffer.from(/"body": "([^"]*)"/.exec(body)?.[1] ?? '', 'base64').toString()).toContain('"result_backend_max_retries": Infinity');
  });
});

describe('what changes', () => {
  test('pool_grow and pool_shrink make and end processes', () => {
    const stage = started();
    stage.ask('pool_grow', { n: 2 });
    const grown = stage.worker.children().length;
    stage.ask('pool_shrink', { n: 3 });
    const [stats] = stage.ask('stats') as [{ 'w@pi': { pool: Record<string, unknown>; pid: number } }];
    expect([grown, stats['w@pi'].pool['processes'], stats['w@pi'].pool['max-concurrency'], stats['w@pi'].pid]).toEqual([4, stage.worker.children().map((child) => child.pid), 1, stage.worker.main()?.pid]);
  });

  test('autoscale moves within its range when it was switched on', () => {
    const stage = started({ autoscale: { min: 2, max: 4 } });
    expect([stage.ask('autoscale', { max: 6, min: 3 }), stage.worker.children().length, stage.ask('pool_grow')]).toEqual([
      said({ ok: 'autoscale now max=6 min=3' }), 3, said({ error: 'pool_grow is not supported with autoscale. Adjust autoscale range instead.' })]);
  });

  test('cancel_consumer stops the intake, add_consumer starts it again', () => {
    const stage = started();
    stage.ask('cancel_consumer', { queue: 'celery' });
    stage.send('t.quick');
    const held = [stage.redis.call(0, 'LLEN', 'celery'), stage.ask('active_queues')];
    stage.ask('add_consumer', { queue: 'celery' });
    const [queues] = stage.ask('active_queues') as [{ 'w@pi': { name: string }[] }];
    expect([held, stage.redis.call(0, 'LLEN', 'celery'), queues['w@pi'].map(({ name }) => name)]).toEqual([[1, said([])], 0, ['celery']]);
  });

  test('revoke keeps a waiting task from running; terminate kills the child', () => {
    const stage = started({ concurrency: 1, hasTaskEvents: true });
    const running = stage.send('t.long');
    const waiting = stage.send('t.quick');
    stage.ask('revoke', { task_id: waiting });
    const child = stage.worker.children()[0]?.pid;
    const answer = stage.ask('revoke', { task_id: [running], terminate: true, signal: 'SIGKILL' });
    stage.time.advance(500);
    const revoked = (stage.events.flat() as { type: string; uuid: string; terminated?: boolean }[]).filter(({ type }) => type === 'task-revoked').map(({ uuid, terminated }) => [uuid, terminated]);
    expect([answer, revoked, stage.worker.children()[0]?.pid === child, stage.ask('active')]).toEqual([said({ ok: `terminate: ${running}` }), [[running, true], [waiting, false]], false, said([])]);
  });

  test('terminate is not for solo and threads', () => {
    const stage = started({ pool: 'threads' });
    const running = stage.send('t.long');
    expect(stage.ask('revoke', { task_id: running, terminate: true })).toEqual(said({ error: "NotImplementedError(\"<class 'celery.concurrency.thread.TaskPool'> does not implement kill_job\")" }));
  });

  test('events: enabled and disabled by command, deaf to it when started with -E', () => {
    const plain = started();
    const withE = started({ hasTaskEvents: true });
    const words = (stage: typeof plain, method: string) => (stage.ask(method) as [{ 'w@pi': { ok: string } }])[0]['w@pi'].ok;
    expect([words(plain, 'disable_events'), words(plain, 'enable_events'), words(plain, 'enable_events'), words(withE, 'enable_events'), words(withE, 'disable_events')])
      .toEqual(['task events already disabled', 'task events enabled', 'task events already enabled', 'task events already enabled', 'task events already disabled']);
    plain.send('t.quick');
    plain.time.advance(400);
    expect(plain.seen().filter((type) => type.startsWith('task'))).toEqual(['task-received', 'task-started', 'task-succeeded']);
  });

  test('a rate limit spreads tasks over time', () => {
    const stage = started();
    stage.ask('rate_limit', { task_name: 't.quick', rate_limit: '1/s' });
    for (let i = 0; i < 3; i += 1) stage.send('t.quick');
    const counts: number[] = [];
    for (let i = 0; i < 3; i += 1) { stage.time.advance(900); counts.push(Number(stage.redis.call(0, 'EXISTS', 'celery-task-meta-id-1', 'celery-task-meta-id-2', 'celery-task-meta-id-3'))); stage.time.advance(100); }
    expect(counts).toEqual([1, 2, 3]);
  });

  test('shutdown answers nothing and says goodbye', () => {
    const stage = started();
    expect([stage.ask('shutdown'), stage.seen(), stage.worker.main()]).toEqual([[], ['worker-offline'], null]);
  });
});

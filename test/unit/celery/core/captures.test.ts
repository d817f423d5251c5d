/** Decoders on what real workers said (test/fixtures/celery). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { base64 } from '#electron/celery/base64.ts';
import { decodeEnvelope } from '#electron/celery/core/decode-envelope.ts';
import { decodeEvents } from '#electron/celery/core/decode-event.ts';
import { decodeActiveQueues, decodeRegistered, decodeReply, exchangesOfActiveQueues, isPong, refusalOf, wordsOf } from '#electron/celery/core/decode-reply.ts';
import { decodeStats } from '#electron/celery/core/decode-stats.ts';
import { decodeTasks } from '#electron/celery/core/decode-tasks.ts';
import { foldRecentTasks } from '#electron/celery/core/fold-recent-tasks.ts';
import type { RecentTasks } from '#electron/celery/core/fold-recent-tasks.ts';
import { decodeConfiguration } from '#electron/celery/core/mask-setting.ts';
import { eventBounds } from '#electron/celery/core/tolerant-json.ts';
import type { JsonValue } from '#electron/celery/core/tolerant-json.ts';

const read = (name: string): string => readFileSync(new URL(`../../../fixtures/celery/${name}`, import.meta.url), 'utf8');
function section(file: string, title: string): Record<string, JsonValue> {
  const text = read(file).split(`### ${title}\n`)[1]?.split('\n')[0] ?? '';
  return JSON.parse(text) as Record<string, JsonValue>;
}
const inspected = (what: string): Record<string, JsonValue> => section('inspect-526.txt', `inspect ${what}`);

describe('answers of Celery 5.2.6', () => {
  it('ping', () => expect(isPong(inspected('ping')['pre@h1'] ?? null)).toBe(true));

  it('stats, prefork and solo by shape', () => {
    const stats = inspected('stats');
    const same = { prefetchCount: 8, softTimeLimitS: null, hardTimeLimitS: null, autoscale: null, processedTotal: 0, visibilityTimeoutS: 3600, maxTasksPerChild: null };
    expect(decodeStats(stats['pre@h1'] ?? null)).toEqual({ ...same, pid: 21064, pool: 'prefork', poolFrom: 'shape', maxConcurrency: 2, processes: [21154, 21155], uptimeS: 33 });
    expect(decodeStats(stats['solo@h1'] ?? null)).toEqual({ ...same, pid: 21184, pool: 'solo', poolFrom: 'shape', maxConcurrency: 1, processes: null, uptimeS: 29 });
  });

  it('queues, exchanges, registered tasks', () => {
    expect(decodeActiveQueues(inspected('active_queues')['pre@h1'] ?? null)).toEqual(['celery']);
    expect(exchangesOfActiveQueues(inspected('active_queues')['pre@h1'] ?? null)).toEqual(['celery']);
    expect(decodeRegistered(inspected('registered')['pre@h1'] ?? null)).toEqual(['tapp.add', 'tapp.alloc', 'tapp.boom', 'tapp.retryer', 'tapp.segv', 'tapp.selfkill', 'tapp.slow']);
    expect(decodeRegistered(['tapp.add [rate_limit=10/s]', 'tapp.slow [time_limit=10.0 rate_limit=1/m]', 'odd [name]', 7])).toEqual(['tapp.add', 'tapp.slow', 'odd [name]']);
  });

  it('configuration', () => {
    expect(decodeConfiguration(inspected('conf')['solo@h1'] ?? null)).toEqual([
      { name: 'broker_connection_retry_on_startup', value: 'true' },
      { name: 'broker_url', value: 'redis://127.0.0.1:36411/3' },
      { name: 'deprecated_settings', value: 'null' },
      { name: 'include', value: '["tapp","celery.app.builtins"]' },
      { name: 'result_backend', value: 'redis://127.0.0.1:36411/3' },
    ]);
  });

  it('scheduled', () => {
    const { out } = JSON.parse(read('scheduled-526.txt')) as { out: { body: Record<string, JsonValue> }[] };
    expect(decodeTasks(out[0]?.body['sch@h1'] ?? null, 'scheduled', 5)).toEqual({
      total: 1,
      tasks: [{ id: 'eta-1', name: 'tapp.slow', state: 'scheduled', args: '[1]', kwargs: '{}', startedAt: null, eta: Date.parse('2026-11-22T01:17:54.619+00:00'), runtimeMs: null, queue: 'celery', childPid: null, acknowledged: false, redelivered: null, problem: null, seenAt: 5 }],
    });
  });

  it.each([
    ['rate_limit tapp.add 10/s', 'new rate limit set successfully', null],
    ['rate_limit nope 1/s', null, 'unknown task'],
    ['rate_limit tapp.add bogus', null, "Invalid rate limit string: ValueError(\"could not convert string to float: 'bogus'\")"],
    ['add_consumer q2', 'add consumer q2', null],
    ['terminate KILL 2222', 'terminate: tasks unknown', null],
    ['heartbeat', '', null],
  ])('control %s', (title, said, refused) => {
    const replies = section('control-526.txt', `control ${title}`) as unknown as JsonValue[];
    const reply = decodeReply(replies[0] ?? null);
    expect(refusalOf(reply?.value ?? null)).toBe(refused);
    if (said !== null) expect(wordsOf(reply?.value ?? null)).toBe(said);
  });
});

describe('stats of Celery 5.5.3', () => {
  it('names its pool', () => {
    const stats = JSON.parse(read('stats-553-threads.json')) as Record<string, JsonValue>;
    expect(decodeStats(stats['w@stats553'] ?? null)).toMatchObject({ pool: 'threads', poolFrom: 'reply', maxConcurrency: 2, processes: null, pid: 2767 });
  });
});

describe('shapes of the other pools', () => {
  it.each([
    [{ 'max-concurrency': 2, threads: 1 }, 'threads'],
    [{ 'max-concurrency': 2 }, 'gevent'],
    [{ 'max-concurrency': 2, 'free-threads': 1, 'running-threads': 1 }, 'eventlet'],
    [{ 'max-concurrency': 2, implementation: 'celery.concurrency.gevent:TaskPool' }, 'gevent'],
    [{ 'max-concurrency': 2, implementation: 'celery.concurrency.prefork:TaskPool', processes: [1] }, 'prefork'],
    [{ 'max-concurrency': 2, implementation: 'mine:TaskPool' }, 'unknown'],
    ['N/A', 'unknown'],
  ])('%j', (pool, kind) => expect(decodeStats({ pid: 9, pool })?.pool).toBe(kind));

  it('reads limits, autoscale and time-outs', () => {
    expect(decodeStats({ pid: 9, pool: { 'max-concurrency': 3, processes: [1, 2], 'max-tasks-per-child': 50, timeouts: [30, 60.5], writes: {} }, autoscaler: { max: 5, min: 1, current: 2, qty: 0 }, total: { a: 3, b: 4 }, broker: { transport: 'redis', transport_options: { visibility_timeout: 7200 } } })).toMatchObject({
      pool: 'prefork', maxTasksPerChild: 50, softTimeLimitS: 30, hardTimeLimitS: 60.5, autoscale: { min: 1, max: 5 }, processedTotal: 7, visibilityTimeoutS: 7200,
    });
  });
});

describe('events of Celery 5.2.6', () => {
  const lines = read('events-526.tsv').trimEnd().split('\n').map((line) => line.split('\t'));
  const events = lines.flatMap(([, , payload]) => {
    const envelope = decodeEnvelope(payload ?? '', base64, eventBounds);
    return envelope.ok ? decodeEvents(envelope.envelope.body) : [];
  });

  it('every payload is read', () => expect(lines.filter(([, , payload]) => !decodeEnvelope(payload ?? '', base64, eventBounds).ok)).toEqual([]));

  it('worker events', () => {
    const found = events.flatMap((event) => (event.kind === 'worker' ? event.event : []));
    expect(new Set(found.map(({ type }) => type))).toEqual(new Set(['online', 'heartbeat', 'offline']));
    expect(found.find(({ type }) => type === 'online')).toEqual({ type: 'online', node: 'pre@h1', pid: 23980, intervalS: 2, active: 0, processed: 0, celeryVersion: '5.2.6', sentAt: 1795308807.0291862 * 1000 });
  });

  it('task events join into tasks', () => {
    const found = events.flatMap((event) => (event.kind === 'task' ? event.event : []));
    expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['received', 'started', 'succeeded', 'failed', 'retried', 'revoked']));
    const recent = found.reduce<RecentTasks>((before, event) => foldRecentTasks(before, event, 7).recent, []);
    expect(recent.find(({ id }) => id === ('fef6950b-cbb2-4fc7-af30-c9f4ac345fa7' as string))).toMatchObject({ name: 'tapp.add', state: 'succeeded', args: '(1, 2)', startedAt: 1795308809834.1248, runtimeMs: expect.closeTo(10.639, 3), seenAt: 7 });
    expect(recent.find(({ id }) => id === ('38e4aa71-af4b-4965-9b8d-89f15df8ca78' as string))).toMatchObject({ state: 'failed', problem: "KeyError('x')" });
    expect(recent.find(({ id }) => id === ('5a4decf1-ced4-4ae1-93cb-e14ee73aaa57' as string))).toMatchObject({ state: 'revoked', problem: 'expired' });
  });
});

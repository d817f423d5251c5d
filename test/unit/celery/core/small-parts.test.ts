import { describe, expect, it } from 'vitest';
import { bindingKey, controlChannel, eventPatterns, nodesOfBindings, priorityKeys, queuesOfBindings, replyBinding, replyExchange, replyKey, separatorOf } from '#electron/celery/core/broker-names.ts';
import type { BrokerNaming } from '#electron/celery/core/broker-names.ts';
import { askUnacked, readUnacked } from '#electron/celery/core/count-unacked.ts';
import { decodeConfiguration, maskUrls } from '#electron/celery/core/mask-setting.ts';
import { needsDecision } from '#electron/celery/core/needs-decision.ts';
import { nextRetryMs } from '#electron/celery/core/next-retry.ts';
import { findLeftovers, nameReplyQueue } from '#electron/celery/core/our-name.ts';
import { clientNames, parseClientList } from '#electron/celery/core/parse-client-list.ts';
import { parseIsoTime } from '#electron/celery/core/parse-iso-time.ts';
import { parseRedisInfo } from '#electron/celery/core/parse-redis-info.ts';

const plain: BrokerNaming = { db: 3, keyPrefix: '', separator: '\u0006\u0016', controlExchange: 'celery', eventExchange: 'celeryev' };
const prefixed: BrokerNaming = { ...plain, db: 15, keyPrefix: 'P*[_' };

describe('names', () => {
  it('as kombu builds them', () => {
    expect([bindingKey(plain, 'celery'), controlChannel(plain), replyKey(plain, 'oid'), replyBinding(plain, 'oid'), replyExchange(plain)]).toEqual(['_kombu.binding.celery', '/3.celery.pidbox', 'oid.reply.celery.pidbox', 'oid\u0006\u0016\u0006\u0016oid.reply.celery.pidbox', 'reply.celery.pidbox']);
    expect(priorityKeys(plain, 'q')).toEqual(['q', 'q\u0006\u00163', 'q\u0006\u00166', 'q\u0006\u00169']);
  });
  it('with a prefix: keys and channels, not what stands inside; glob characters escaped', () => {
    expect([bindingKey(prefixed, 'celery'), controlChannel(prefixed), replyKey(prefixed, 'oid'), replyBinding(prefixed, 'oid')]).toEqual(['P*[__kombu.binding.celery', 'P*[_/15.celery.pidbox', 'P*[_oid.reply.celery.pidbox', 'oid\u0006\u0016\u0006\u0016oid.reply.celery.pidbox']);
    expect(eventPatterns(prefixed)).toEqual(['P\\*\\[_/15.celeryev/*', 'P\\*\\[_/15.celeryev']);
  });
  it('of nodes and queues in binding sets, odd ones too', () => {
    const sep = '\u0006\u0016';
    expect(nodesOfBindings(plain, [`${sep}${sep}pre@h1.celery.pidbox`, `${sep}${sep}"<b>\n@h.celery.pidbox`, `${sep}${sep}.celery.pidbox`, 'garbage', `${sep}${sep}x.other`])).toEqual(['pre@h1', '"<b>\n@h']);
    expect(queuesOfBindings(plain, [`celery${sep}${sep}celery`, `k${sep}*${sep}work`, 'x', `celery${sep}${sep}celery`])).toEqual(['celery', 'work']);
  });
  it('finds another separator', () => {
    expect(separatorOf(['::pre@h1.celery.pidbox'])).toBe(':');
    expect(separatorOf(['\u0006\u0016\u0006\u0016pre@h1.celery.pidbox'])).toBe('\u0006\u0016');
    expect(separatorOf([])).toBeNull();
    expect(separatorOf(['pre@h1'])).toBeNull();
  });
});

describe('unacked by age', () => {
  it('asks for counts only, against Redis’ clock', () => {
    expect(askUnacked('unacked_index', 10_000, 600).commands).toEqual([
      ['ZCARD', 'unacked_index'], ['ZRANGE', 'unacked_index', 0, 0, 'WITHSCORES'],
      ['ZCOUNT', 'unacked_index', '-inf', '9940.000'], ['ZCOUNT', 'unacked_index', '-inf', '9700.000'], ['ZCOUNT', 'unacked_index', '-inf', '6400.000'], ['ZCOUNT', 'unacked_index', '-inf', '9400.000'],
    ]);
  });
  it.each([
    ['timeout of an hour', [10, ['tag', '1.5'], 7, 5, 2, 2], 3600, { minute: 3, fiveMinutes: 2, hour: 3, withinTimeout: 0, overTimeout: 2 }],
    ['timeout of a day', [10, ['tag', '1.5'], 7, 5, 4, 1], 86_400, { minute: 3, fiveMinutes: 2, hour: 1, withinTimeout: 3, overTimeout: 1 }],
    ['timeout of two minutes', [10, ['tag', '1.5'], 7, 5, 2, 6], 120, { minute: 3, fiveMinutes: 1, hour: 0, withinTimeout: 0, overTimeout: 6 }],
    ['timeout of six seconds', [10, ['tag', '1.5'], 7, 5, 2, 9], 6, { minute: 1, fiveMinutes: 0, hour: 0, withinTimeout: 0, overTimeout: 9 }],
  ] as const)('%s', (_name, answers, timeout, byAge) => {
    const view = readUnacked(answers, 5, timeout);
    expect(view).toEqual({ at: 5, count: 10, oldestDeliveredAt: 1500, visibilityTimeoutS: timeout, byAge });
    expect(Object.values(view?.byAge ?? {}).reduce((sum, count) => sum + count, 0)).toBe(10);
  });
  it('is unknown when a part is', () => expect(readUnacked([1, [], 0, null, 0, 0], 5, null)).toBeNull());
  it('an empty index', () => expect(readUnacked([0, [], 0, 0, 0, 0], 5, null)).toMatchObject({ count: 0, oldestDeliveredAt: null, visibilityTimeoutS: null }));
});

describe('settings', () => {
  it.each([
    ['broker_url', 'redis://bob:hunter2@pi:6379/0', 'redis://bob:••••••@pi:6379/0'],
    ['result_backend', 'redis://:p@ss:w/rd@pi', 'redis://:••••••@pi'],
    ['broker_read_url', 'a://u:p@x;b://u:p@y', 'a://u:••••••@x;b://u:••••••@y'],
    ['cache', 'redis://:p;s,s"\'<> w@pi', 'redis://:••••••@pi'],
    ['token_url', 'redis://onlytoken@pi', '••••••'],
    ['by_user', 'redis://onlytoken@pi', 'redis://••••••@pi'],
    ['MY_API_KEY', 'abc', '••••••'],
    ['aws_secret_access_key', 'abc', '••••••'],
    ['my_password', null, 'null'],
    ['task_time_limit', 30, '30'],
    ['result_backend_max_retries', Infinity, 'Infinity'],
    ['custom', { nested: { db_password: 'x', n: [Infinity, 'see http://a:b@c/d'] } }, '{"nested":{"db_password":"••••••","n":["Infinity","see http://a:••••••@c/d"]}}'],
    ['long', 'x'.repeat(600), 'x'.repeat(500)],
  ] as const)('%s', (name, value, text) => expect(decodeConfiguration({ [name]: value as never })).toEqual([{ name, value: text }]));
  it('leaves a text without a URL alone, and takes no long time over a bad one', () => {
    expect(maskUrls('plain text, nobody@home')).toBe('plain text, nobody@home');
    expect(maskUrls('a://'.repeat(20_000)).length).toBe(80_000);
    expect(maskUrls(`a://${'x'.repeat(100_000)}`).length).toBe(100_004);
    expect(maskUrls('a'.repeat(100_000)).length).toBe(100_000);
  });
});

describe('CLIENT LIST', () => {
  const text = [
    'id=3 addr=127.0.0.1:39752 laddr=127.0.0.1:6379 fd=7 name=fleetbeat.1.x age=26 idle=2 flags=N db=0 sub=0 psub=0 cmd=llen user=default',
    'id=4 addr=127.0.0.1:39754 name=fleetbeat age=26 idle=1 flags=P db=0 psub=2 cmd=psubscribe',
    'id=5 addr=[::1]:5000 name= age=90 idle=1 flags=b db=3 sub=0 psub=0 cmd=brpop user=default',
    'id=6 addr=10.0.0.7:5001 name=x age=9 idle=0 flags=P db=3 sub=0 psub=2 cmd=psubscribe',
    'id=7 addr=10.0.0.7:5002 name= age=9 idle=0 flags=N db=3 cmd=brpop',
    'id=8 addr=/run/redis.sock:0 name= age=1 idle=0 flags=b db=0 cmd=blmpop',
    'nonsense', '',
  ].join('\n');
  it('tells who waits for work, and leaves ours out', () => {
    expect(parseClientList(text, 'fleetbeat')).toEqual([
      { host: '::1', port: 5000, db: 3, ageS: 90, idleS: 1, lastCommand: 'brpop', isWaitingForWork: true, isSubscriber: false },
      { host: '10.0.0.7', port: 5001, db: 3, ageS: 9, idleS: 0, lastCommand: 'psubscribe', isWaitingForWork: false, isSubscriber: true },
      { host: '10.0.0.7', port: 5002, db: 3, ageS: 9, idleS: 0, lastCommand: 'brpop', isWaitingForWork: false, isSubscriber: false },
      { host: '/run/redis.sock', port: 0, db: 0, ageS: 1, idleS: 0, lastCommand: 'blmpop', isWaitingForWork: true, isSubscriber: false },
    ]);
    expect(clientNames(text)).toContain('fleetbeat.1.x');
  });
});

describe('INFO', () => {
  it('reads what is there', () => {
    expect(parseRedisInfo('# Server\r\nredis_version:7.0.15\r\nused_memory:100\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\nconnected_clients:4\r\nrdb_last_bgsave_status:ok\r\naof_last_write_status:err\r\nrole:slave\r\n', 9, 1.5)).toEqual({ at: 9, version: '7.0.15', usedMemory: 100, maxMemory: 0, evictionPolicy: 'noeviction', connectedClients: 4, persistenceOk: false, role: 'slave', pingMs: 1.5 });
  });
  it('knows nothing when refused', () => expect(parseRedisInfo(null, 9, null)).toEqual({ at: 9, version: null, usedMemory: null, maxMemory: null, evictionPolicy: null, connectedClients: null, persistenceOk: null, role: null, pingMs: null }));
});

describe('leftovers', () => {
  const uuid = '0c0f3a10-1111-4222-8333-444455556666';
  it('only ours, only old, only dead', () => {
    const old = nameReplyQueue(1_700_000_000.9, uuid);
    expect(old).toBe(`fleetbeat.1700000000.${uuid}`);
    const names = [old, `fleetbeat.1700000500.${uuid}`, 'fleetbeat.1700000000.x', uuid, 'fleetbeat', `xfleetbeat.1700000000.${uuid}`];
    expect(findLeftovers(names, 1_700_000_700, new Set())).toEqual([old]);
    expect(findLeftovers(names, 1_700_000_700, new Set([old]))).toEqual([]);
    expect(findLeftovers(names, 1_700_000_600, new Set())).toEqual([]);
  });
});

describe('time', () => {
  it.each(['2026-11-22T01:17:54.619119+00:00', '2026-02-28T23:59:59+05:30', '2024-02-29T00:00:00Z', '1999-12-31T23:59:59.999-08:00', '2000-03-01T00:00Z'])('%s as Date reads it', (text) => expect(parseIsoTime(text)).toBe(Date.parse(text)));
  it('without an offset is UTC, as Celery means it', () => expect(parseIsoTime('2026-11-22 01:17:54')).toBe(Date.parse('2026-11-22T01:17:54Z')));
  it.each(['', 'tomorrow', '2026-13-01T00:00:00', '2026-11-22T01:61:00'])('not a time: %s', (text) => expect(parseIsoTime(text)).toBeNull());
});

describe('coming back', () => {
  it('doubles to half a minute, with jitter', () => {
    expect([0, 1, 5, 6, 7, 1000].map((attempt) => nextRetryMs(attempt, 1))).toEqual([500, 1000, 16_000, 30_000, 30_000, 30_000]);
    expect(nextRetryMs(3, 0)).toBe(2000);
  });
  it('waits for a person when trying again would change nothing', () => {
    const broker = 'b';
    expect(needsDecision({ code: 'broker-login-refused', broker, because: 'wrong-password' })).toBe(true);
    expect(needsDecision({ code: 'broker-unreachable', broker, because: 'not-redis' })).toBe(true);
    expect(needsDecision({ code: 'broker-tls-failed', broker, because: 'untrusted' })).toBe(true);
    expect(needsDecision({ code: 'broker-unreachable', broker, because: 'refused' })).toBe(false);
    expect(needsDecision({ code: 'broker-not-ready', broker, because: 'loading' })).toBe(false);
  });
});

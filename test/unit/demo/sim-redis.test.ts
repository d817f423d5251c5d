/** The simulated Redis against what a real 7.0 answers: types, blocking, transactions, pub/sub, refusals. */
import { describe, expect, test } from 'vitest';
import { createSimRedis } from '#electron/demo/redis/sim-redis.ts';
import { globMatcher } from '#electron/demo/redis/glob-match.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { textOf } from './sim-stage.ts';
import { createWirePair } from './wire-pair.ts';

function setUp(password: string | null = null) {
  const time = createManualClock();
  const redis = createSimRedis({ ...time, settings: { version: '7.0.15', password, maxMemory: 0, policy: 'noeviction', usedMemory: () => 1_000_000, runId: 'r' } });
  const client = () => createWirePair((stream, port) => redis.attach(stream, port));
  return { time, redis, client };
}

describe('values', () => {
  test('lists keep kombu’s order: pushed at the head, taken at the tail', () => {
    const { redis } = setUp();
    for (const item of ['1', '2', '3']) redis.call(0, 'LPUSH', 'q', item);
    expect([redis.call(0, 'LRANGE', 'q', '0', '-1'), redis.call(0, 'LINDEX', 'q', '-1'), redis.call(0, 'RPOP', 'q'), redis.call(0, 'LLEN', 'q'), redis.call(1, 'LLEN', 'q')])
      .toEqual([['3', '2', '1'], '1', '1', 2, 0]);
  });

  test('an empty collection leaves no key, and a wrong type is refused', () => {
    const { redis } = setUp();
    redis.call(0, 'SADD', 's', 'a');
    const wrong = redis.call(0, 'LPUSH', 's', 'x');
    redis.call(0, 'SREM', 's', 'a');
    expect([wrong, redis.call(0, 'EXISTS', 's'), redis.call(0, 'DBSIZE')]).toEqual([{ error: 'WRONGTYPE Operation against a key holding the wrong kind of value' }, 0, 0]);
  });

  test('sorted sets by rank and by score', () => {
    const { redis } = setUp();
    redis.call(0, 'ZADD', 'z', '3', 'c', '1', 'a', '2', 'b');
    expect([
      redis.call(0, 'ZRANGE', 'z', '0', '0', 'WITHSCORES'), redis.call(0, 'ZRANGEBYSCORE', 'z', '-inf', '(3', 'LIMIT', '1', '5'),
      redis.call(0, 'ZREVRANGEBYSCORE', 'z', '3', '0', 'LIMIT', '0', '2'), redis.call(0, 'ZCOUNT', 'z', '2', '+inf'), redis.call(0, 'ZADD', 'z', 'nan?', 'd'),
    ]).toEqual([['a', '1'], ['b'], ['c', 'b'], 2, { error: 'ERR value is not a valid float' }]);
  });

  test('keys expire by the given clock', () => {
    const { redis, time } = setUp();
    redis.call(0, 'SETEX', 'k', '10', 'v');
    const before = [redis.call(0, 'GET', 'k'), redis.call(0, 'TTL', 'k')];
    time.advance(10_001);
    expect([...before, redis.call(0, 'GET', 'k'), redis.call(0, 'TTL', 'k')]).toEqual(['v', 10, null, -2]);
  });

  test('redis-py’s lock is released only by its holder', () => {
    const { redis } = setUp();
    const sha = 'c3f8721cbb97f72bc19e972846bd7aaf91901658';
    redis.call(0, 'SET', 'unacked_mutex', 'mine', 'NX', 'PX', '300000');
    expect([redis.call(0, 'EVALSHA', sha, '1', 'unacked_mutex', 'other'), redis.call(0, 'EVALSHA', sha, '1', 'unacked_mutex', 'mine'), redis.call(0, 'EVALSHA', 'beef', '0')])
      .toEqual([0, 1, { error: 'NOSCRIPT No matching script. Please use EVAL.' }]);
  });
});

describe('clients', () => {
  test('BRPOP waits, shows in CLIENT LIST, is served in order, and times out', async () => {
    const { redis, client, time } = setUp();
    const waiting = client();
    waiting.send('BRPOP', 'a', 'b', '5');
    waiting.send('PING');
    await waiting.settle();
    const list = textOf(redis.call(0, 'CLIENT', 'LIST'));
    const early = waiting.received();
    redis.call(0, 'LPUSH', 'b', 'x');
    await waiting.settle();
    expect([/flags=b .*cmd=brpop/.test(list), early, waiting.received()]).toEqual([true, '', '*2\r\n$1\r\nb\r\n$1\r\nx\r\n+PONG\r\n']);
    const late = client();
    late.send('BRPOP', 'a', '1');
    await late.settle();
    time.advance(1000);
    await late.settle();
    expect(late.received()).toBe('*-1\r\n');
  });

  test('patterns and channels deliver, and PUBLISH counts receivers', async () => {
    const { redis, client } = setUp();
    const listener = client();
    listener.send('PSUBSCRIBE', '/0.celeryev/*');
    await listener.settle();
    listener.clear();
    const counts = [redis.call(0, 'PUBLISH', '/0.celeryev/worker.heartbeat', 'hi'), redis.call(0, 'PUBLISH', '/1.celeryev/worker.heartbeat', 'hi'), redis.call(0, 'PUBSUB', 'NUMPAT')];
    listener.send('GET', 'k');
    await listener.settle();
    expect([counts, listener.received()]).toEqual([[1, 0, 1],
      "*4\r\n$8\r\npmessage\r\n$13\r\n/0.celeryev/*\r\n$28\r\n/0.celeryev/worker.heartbeat\r\n$2\r\nhi\r\n-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n"]);
  });

  test('transactions run whole or not at all', async () => {
    const { client } = setUp();
    const one = client();
    for (const command of [['MULTI'], ['SET', 'k', '1'], ['INCR', 'k'], ['EXEC'], ['MULTI'], ['NOSUCH', 'x'], ['SET', 'k', '9'], ['EXEC'], ['GET', 'k']]) one.send(...command);
    await one.settle();
    expect(one.received()).toBe("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n+OK\r\n:2\r\n+OK\r\n-ERR unknown command 'NOSUCH', with args beginning with: 'x' \r\n+QUEUED\r\n-EXECABORT Transaction discarded because of previous errors.\r\n$1\r\n2\r\n");
  });

  test('a password is asked for, refused and accepted in Redis’s words', async () => {
    const { client } = setUp('s3cret');
    const one = client();
    for (const command of [['PING'], ['AUTH', 'nope'], ['AUTH', 's3cret'], ['PING'], ['HELLO', '3']]) one.send(...command);
    await one.settle();
    expect(one.received()).toBe('-NOAUTH Authentication required.\r\n-WRONGPASS invalid username-password pair or user is disabled.\r\n+OK\r\n+PONG\r\n-NOPROTO unsupported protocol version\r\n');
  });

  test('a client that goes away is forgotten', async () => {
    const { redis, client } = setUp();
    const one = client();
    one.send('SUBSCRIBE', 'c');
    await one.settle();
    one.hangUp();
    await one.settle();
    expect([redis.call(0, 'PUBLISH', 'c', 'x'), redis.call(0, 'CLIENT', 'LIST')]).toEqual([0, '\n']);
  });
});

test.each([
  ['/0.celeryev/*', '/0.celeryev/worker.heartbeat', true], ['a?c', 'abc', true], ['a?c', 'ac', false], ['[ab]x', 'bx', true], ['[^ab]x', 'bx', false], ['[^ab]x', 'cx', true],
  ['a\\*', 'a*', true], ['a\\*', 'ab', false], ['a.c', 'abc', false], ['[z', '[z', true], ['[z-a]', '[z-a]', true], ['****', '', true], ['*\n*', 'a\nb', true],
])('glob %j on %j', (pattern, text, wanted) => {
  expect(globMatcher(pattern)(text)).toBe(wanted);
});

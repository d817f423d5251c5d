/** The adapter against a scripted server: what a real Redis will not do on demand. Real deadlines, kept short. */
import { describe, expect, it } from 'vitest';
import { createIoredisMessageBroker } from '#electron/adapters/redis/ioredis-message-broker.ts';
import type { BrokerAddress } from '#electron/ports/message-broker.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { bulk, createScriptedRedis } from '#test/fakes/scripted-redis.ts';
import type { Script } from '#test/fakes/scripted-redis.ts';

const nothing = (): undefined => undefined;
const log: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, bug: () => 'ref' };
const timers: Timers = {
  after: (ms, run) => { const timer = setTimeout(run, ms); return { [Symbol.dispose]: () => clearTimeout(timer) }; },
  every: (ms, run) => { const timer = setInterval(run, ms); return { [Symbol.dispose]: () => clearInterval(timer) }; },
};
const broker = createIoredisMessageBroker({ timers, log });
const addressOf = (port: number, more: Partial<BrokerAddress> = {}): BrokerAddress => ({ label: 'redis://x', host: '127.0.0.1', port, socketPath: null, db: 0, user: null, password: null, tls: null, keyPrefix: '', ...more });
const connect = (port: number, more: Partial<BrokerAddress> = {}, deadlineMs = 400) => broker.connect(addressOf(port, more), null, { deadlineMs, signal: new AbortController().signal });
const refusing = (name: string, text: string): Script => (command) => (command[0]?.toUpperCase() === name ? `-${text}\r\n` : null);

describe('connecting', () => {
  it.each([
    ['SSH banner', { banner: 'SSH-2.0-OpenSSH_9.2p1\r\n' }, null, 'not-redis'],
    ['SMTP banner', { banner: '220 mail ESMTP\r\n' }, null, 'not-redis'],
    ['HTTP answer', {}, (() => 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n') as Script, 'not-redis'],
    ['silence', {}, (() => ({ then: 'hang' })) as Script, 'timeout'],
    ['half an answer', {}, (() => ({ then: 'hang', first: '+PO' })) as Script, 'timeout'],
    ['a closed door', {}, (() => ({ then: 'close' })) as Script, 'closed'],
  ])('%s', async (_name, options, script, because) => {
    await using server = await createScriptedRedis(script ?? (() => null), options);
    expect(await connect(server.port)).toEqual({ ok: false, error: { code: 'broker-unreachable', broker: 'redis://x', because } });
  });

  it.each([
    ['AUTH', 'WRONGPASS invalid username-password pair', { password: 'x' }, { code: 'broker-login-refused', broker: 'redis://x', because: 'wrong-password' }],
    ['PING', 'NOAUTH Authentication required.', {}, { code: 'broker-login-refused', broker: 'redis://x', because: 'password-needed' }],
    ['PING', 'LOADING Redis is loading', {}, { code: 'broker-not-ready', broker: 'redis://x', because: 'loading' }],
    ['SELECT', 'ERR DB index is out of range', { db: 99 }, { code: 'broker-url-invalid', problem: 'database' }],
  ])('%s refused: %s', async (name, text, more, error) => {
    await using server = await createScriptedRedis(refusing(name, text));
    expect(await connect(server.port, more)).toEqual({ ok: false, error });
  });

  it('sends user, password, database and name as given, and accepts a needless password', async () => {
    await using server = await createScriptedRedis(refusing('AUTH', 'ERR AUTH <password> called without any password configured for the default user.'));
    const session = await connect(server.port, { user: 'bob', password: 'p@ss:/%\n"', db: 3 });
    expect(session.ok).toBe(true);
    expect(server.received).toEqual([['AUTH', 'bob', 'p@ss:/%\n"'], ['SELECT', '3'], ['CLIENT', 'SETNAME', 'fleetbeat'], ['PING']]);
    if (session.ok) await session.value.dispose();
  });

  it('gives up at once when the signal fires', async () => {
    await using server = await createScriptedRedis(() => ({ then: 'hang' }));
    const control = new AbortController();
    const connecting = broker.connect(addressOf(server.port), null, { deadlineMs: 60_000, signal: control.signal });
    control.abort();
    expect(await connecting).toEqual({ ok: false, error: { code: 'cancelled' } });
  });

  it('refuses an unreachable port', async () => {
    const server = await createScriptedRedis(() => null);
    await server[Symbol.asyncDispose]();
    expect(await connect(server.port)).toEqual({ ok: false, error: { code: 'broker-unreachable', broker: 'redis://x', because: 'refused' } });
  });

  it('says not-tls when TLS meets plain Redis, or silence', async () => {
    await using talker = await createScriptedRedis(() => null, { banner: '-ERR unknown command\r\n' });
    const tls = { serverName: 'localhost', caFile: null, verify: true };
    expect(await connect(talker.port, { tls })).toMatchObject({ ok: false, error: { code: 'broker-tls-failed', because: 'not-tls' } });
    await using mute = await createScriptedRedis(() => null);
    expect(await connect(mute.port, { tls })).toMatchObject({ ok: false, error: { code: 'broker-tls-failed', because: 'not-tls' } });
  });
});

describe('a session', () => {
  it('keeps errors inside a pipeline as values and ends by its deadline', async () => {
    await using server = await createScriptedRedis((command) => (command[0] === 'LLEN' ? ':7\r\n' : command[0] === 'SADD' ? '-MISCONF no disk\r\n' : command[0] === 'STUCK' ? { then: 'hang' } : command[0] === 'GET' ? bulk('é"\n') : null));
    const session = await connect(server.port);
    if (!session.ok) throw new Error('not connected');
    expect(await session.value.pipeline([['LLEN', 'a'], ['SADD', 'b', 'c'], ['GET', 'k']], { deadlineMs: 400 })).toEqual({
      ok: true,
      value: [{ ok: true, value: 7 }, { ok: false, error: { code: 'broker-refuses-writes', broker: 'redis://x', because: 'misconf' } }, { ok: true, value: 'é"\n' }],
    });
    expect(await session.value.pipeline([['STUCK']], { deadlineMs: 30 })).toEqual({ ok: false, error: { code: 'deadline-passed', waitedMs: 30 } });
    await session.value.dispose();
    expect(await session.value.pipeline([['PING']], { deadlineMs: 30 })).toMatchObject({ ok: false, error: { code: 'broker-unreachable', because: 'closed' } });
  });

  it('tells the loss once, and what waits fails with it', async () => {
    await using server = await createScriptedRedis((command) => (command[0] === 'STUCK' ? { then: 'hang' } : null));
    const session = await connect(server.port);
    if (!session.ok) throw new Error('not connected');
    const losses: unknown[] = [];
    session.value.onLost((cause) => losses.push(cause));
    const waiting = session.value.pipeline([['STUCK']], { deadlineMs: 5_000 });
    server.dropAll();
    const closed = { code: 'broker-unreachable', broker: 'redis://x', because: 'closed' };
    expect(await waiting).toEqual({ ok: false, error: closed });
    expect(losses).toEqual([closed]);
    await session.value.dispose();
  });

  it('uses whole seconds for a BRPOP of an old server', async () => {
    await using server = await createScriptedRedis((command) => (command[0] === 'BRPOP' ? (command[2]?.includes('.') === true ? '-ERR timeout is not an integer or out of range\r\n' : `*2\r\n${bulk('k')}${bulk('v')}`) : null));
    const session = await connect(server.port);
    if (!session.ok) throw new Error('not connected');
    expect(await session.value.pop('k', { timeoutMs: 1500 })).toEqual({ ok: true, value: 'v' });
    expect(server.received.filter(([name]) => name === 'BRPOP')).toEqual([['BRPOP', 'k', '1.500'], ['BRPOP', 'k', '2']]);
    await session.value.dispose();
  });

  it('closes the connection of a pop that was given up, so that no reply is lost to it', async () => {
    await using server = await createScriptedRedis((command) => (command[0] === 'BRPOP' && command[1] === 'slow' ? { then: 'hang' } : command[0] === 'BRPOP' ? '*-1\r\n' : null));
    const session = await connect(server.port);
    if (!session.ok) throw new Error('not connected');
    const control = new AbortController();
    const popping = session.value.pop('slow', { timeoutMs: 60_000, signal: control.signal });
    await expect.poll(() => server.received.some(([name]) => name === 'BRPOP')).toBe(true);
    control.abort();
    expect(await popping).toEqual({ ok: false, error: { code: 'cancelled' } });
    expect(await session.value.pop('other', { timeoutMs: 100 })).toEqual({ ok: true, value: null });
    expect(server.received.filter(([name]) => name === 'CLIENT')).toHaveLength(3);
    await session.value.dispose();
  });

  it('takes a reply of 10 MB', async () => {
    const big = 'x'.repeat(10_000_000);
    await using server = await createScriptedRedis((command) => (command[0] === 'GET' ? bulk(big) : null));
    const session = await connect(server.port);
    if (!session.ok) throw new Error('not connected');
    expect(await session.value.pipeline([['GET', 'k']], { deadlineMs: 5_000 })).toEqual({ ok: true, value: [{ ok: true, value: big }] });
    await session.value.dispose();
  });
});

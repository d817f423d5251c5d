/** The ioredis adapter on a real redis-server, also through a stream that is no socket (as an SSH channel is none). */
import { spawn } from 'node:child_process';
import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIoredisMessageBroker } from '#electron/adapters/redis/ioredis-message-broker.ts';
import type { BrokerAddress, BrokerSession, OpenStream } from '#electron/ports/message-broker.ts';
import { ok } from '#shared/result.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { freePort, startRedis } from '#test/lab/loopback-celery.ts';
import type { LocalRedis } from '#test/lab/loopback-celery.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { addressOf, never, timers } from './celery-watch-kit.ts';

const log = createMemoryLog();
const broker = createIoredisMessageBroker({ timers, log });
let redis: LocalRedis;
let address: BrokerAddress;

beforeAll(async () => {
  redis = await startRedis();
  address = addressOf(`redis://127.0.0.1:${redis.port}/5`);
});
afterAll(() => redis?.[Symbol.asyncDispose]());

/** Only what a Duplex has: no setTimeout, no setKeepAlive, no setNoDelay. */
const overDuplex = (port: number): OpenStream => async () => {
  const socket = connectTcp(port, '127.0.0.1');
  const channel = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => { socket.destroy(); done(error); },
  });
  socket.on('data', (chunk) => { if (!channel.push(chunk)) socket.pause(); });
  socket.on('close', () => channel.destroy());
  socket.on('error', () => channel.destroy());
  return Promise.resolve(ok(channel));
};

async function open(to: BrokerAddress = address, stream: OpenStream | null = null): Promise<BrokerSession> {
  const session = await broker.connect(to, stream, { deadlineMs: 5_000, signal: never });
  if (!session.ok) throw new Error(JSON.stringify(session.error));
  return session.value;
}
const one = async (session: BrokerSession, ...command: readonly [string, ...(string | number)[]]) => {
  const answers = await session.pipeline([command], { deadlineMs: 5_000 });
  return answers.ok ? answers.value[0] : answers;
};

describe.each([['a direct socket', false], ['a given stream', true]])('over %s', (_name, isGiven) => {
  const start = (): Promise<BrokerSession> => open(address, isGiven ? overDuplex(redis.port) : null);

  it('pipelines in the selected database, any text as it is', async () => {
    const session = await start();
    const text = 'é🔑"\r\n\u0000<b>';
    expect(await session.pipeline([['SET', 'k', text], ['GET', 'k'], ['LPUSH', 'l', 'a', 'b'], ['LRANGE', 'l', 0, -1], ['GET', 'missing'], ['LLEN', 'k']], { deadlineMs: 5_000 })).toEqual({
      ok: true,
      value: [{ ok: true, value: 'OK' }, { ok: true, value: text }, { ok: true, value: 2 }, { ok: true, value: ['b', 'a'] }, { ok: true, value: null }, { ok: false, error: { code: 'not-found', what: 'list' } }],
    });
    expect(await redis.cli('-n', '5', 'EXISTS', 'k', 'l')).toBe('2\n');
    await redis.cli('-n', '5', 'FLUSHDB');
    await session.dispose();
  });

  it('listens to patterns until told to stop', async () => {
    const session = await start();
    const heard: string[][] = [];
    const stop = await session.listen(['a.*', 'b'], (channel, payload) => void heard.push([channel, payload]));
    for (const [channel, text] of [['a.1', 'x'], ['c', 'y'], ['b', 'é']] as const) await redis.cli('PUBLISH', channel, text);
    await waitFor('two messages', () => heard.length >= 2, { deadlineMs: 5_000 });
    expect(heard).toEqual([['a.1', 'x'], ['b', 'é']]);
    if (stop.ok) stop.value();
    await redis.cli('PUBLISH', 'a.1', 'late');
    expect(await one(session, 'PING')).toEqual({ ok: true, value: 'PONG' });
    expect(heard).toHaveLength(2);
    await session.dispose();
  });

  it('pops, times out, and pops again on one more connection', async () => {
    const session = await start();
    expect(await session.pop('queue', { timeoutMs: 60 })).toEqual({ ok: true, value: null });
    const popping = session.pop('queue', { timeoutMs: 5_000 });
    await redis.cli('-n', '5', 'LPUSH', 'queue', 'first', 'second');
    expect(await popping).toEqual({ ok: true, value: 'first' });
    expect(await session.pop('queue', { timeoutMs: 5_000 })).toEqual({ ok: true, value: 'second' });
    await session.dispose();
    expect(await redis.cli('CLIENT', 'LIST')).not.toContain('fleetbeat');
  });

  it('reads 10 MB without stalling the rest', async () => {
    const session = await start();
    const big = 'x'.repeat(10_000_000);
    expect(await one(session, 'SET', 'big', big)).toEqual({ ok: true, value: 'OK' });
    expect(await one(session, 'GET', 'big')).toEqual({ ok: true, value: big });
    await redis.cli('-n', '5', 'FLUSHDB');
    await session.dispose();
  });

  it('tells the loss of the commands connection, and of the subscriber', async () => {
    for (const type of ['normal', 'pubsub']) {
      const session = await start();
      await session.listen(['x'], () => undefined);
      const lost = new Promise((resolve) => session.onLost(resolve));
      await redis.cli('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
      expect(await lost).toEqual({ code: 'broker-unreachable', broker: address.label, because: 'closed' });
      expect(await session.pipeline([['PING']], { deadlineMs: 500 })).toMatchObject({ ok: false, error: { code: 'broker-unreachable' } });
      await session.dispose();
    }
  });
});

describe('refusals of a real server', () => {
  const refusal = async (to: BrokerAddress) => {
    const session = await broker.connect(to, null, { deadlineMs: 5_000, signal: never });
    return session.ok ? session.value.dispose().then(() => 'connected') : session.error;
  };

  it('login: needed, wrong, unknown user, ACL user with odd characters, needless password', async () => {
    await using locked = await startRedis({ args: ['--requirepass', 'right'], cliArgs: ['-a', 'right', '--no-auth-warning'] });
    await locked.cli('ACL', 'SETUSER', 'b:b', 'on', '>p@s/s:%#? "é', '~*', '&*', '+@all');
    const at = (login: string): BrokerAddress => addressOf(`redis://${login}127.0.0.1:${locked.port}/0`);
    const broken = (because: string) => ({ code: 'broker-login-refused', broker: `redis://127.0.0.1:${locked.port}/0`, because });
    expect(await refusal(at(''))).toEqual(broken('password-needed'));
    expect(await refusal(at(':wrong@'))).toEqual(broken('wrong-password'));
    expect(await refusal(at('nobody:right@'))).toEqual(broken('wrong-password'));
    expect(await refusal(at(':right@'))).toBe('connected');
    expect(await refusal(at(`b%3Ab:${encodeURIComponent('p@s/s:%#? "é')}@`))).toBe('connected');
    expect(await refusal({ ...address, password: 'needless' })).toBe('connected');
    expect(await refusal({ ...address, db: 4_000 })).toEqual({ code: 'broker-url-invalid', problem: 'database' });
  });

  it('writes: full memory, replica, lost master, busy script', async () => {
    await using victim = await startRedis({ args: ['--busy-reply-threshold', '50'] });
    const label = `redis://127.0.0.1:${victim.port}/0`;
    const session = await open(addressOf(label));
    await victim.cli('CONFIG', 'SET', 'maxmemory', '1');
    expect(await one(session, 'SADD', 'k', 'v')).toEqual({ ok: false, error: { code: 'broker-refuses-writes', broker: label, because: 'out-of-memory' } });
    await victim.cli('CONFIG', 'SET', 'maxmemory', '0');
    await victim.cli('REPLICAOF', '127.0.0.1', String(await freePort()));
    expect(await one(session, 'SADD', 'k', 'v')).toEqual({ ok: false, error: { code: 'broker-refuses-writes', broker: label, because: 'read-only-replica' } });
    await victim.cli('CONFIG', 'SET', 'replica-serve-stale-data', 'no');
    expect(await one(session, 'LLEN', 'k')).toEqual({ ok: false, error: { code: 'broker-not-ready', broker: label, because: 'master-down' } });
    await victim.cli('REPLICAOF', 'NO', 'ONE');
    const script = spawn('/usr/bin/redis-cli', ['-p', String(victim.port), 'EVAL', 'while true do end', '0'], { stdio: 'ignore' });
    await waitFor('the script to be in the way', async () => {
      const answer = await one(session, 'LLEN', 'k');
      return answer?.ok === false && answer.error.code === 'broker-not-ready' && answer.error.because === 'busy-script';
    }, { deadlineMs: 5_000 });
    await victim.cli('SCRIPT', 'KILL');
    script.kill();
    await session.dispose();
  });

  it('leaves no bug in the log', () => expect(log.lines).toEqual([]));
});

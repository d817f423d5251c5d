/** What becomes of a watch, and of Redis, when things go wrong: loss, refusal, crashes, and leaving without a trace. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPython, startLocalWorker, startRedis } from '#test/lab/loopback-celery.ts';
import type { LocalRedis } from '#test/lab/loopback-celery.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { addressOf, never, startWatch } from './celery-watch-kit.ts';

/** Every key, and the members of every set. */
async function snapshot(redis: LocalRedis, db: number): Promise<Record<string, readonly string[]>> {
  const lines = async (...args: string[]): Promise<readonly string[]> => (await redis.cli('-n', String(db), ...args)).split('\n').filter((line) => line !== '').sort();
  const keys = (await lines('KEYS', '*')).filter((key) => !key.startsWith('celery-task-meta-'));
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, (await redis.cli('-n', String(db), 'TYPE', key)).trim() === 'set' ? await lines('SMEMBERS', key) : []] as const)));
}

const separator = '\u0006\u0016';

describe('leaving no trace', () => {
  it('CE-30 after dispose Redis holds no key and no binding of ours, also in the middle of a question', async () => {
    await using redis = await startRedis();
    const url = `redis://127.0.0.1:${redis.port}/2`;
    await using worker = await startLocalWorker(url, { name: 'w', pool: 'threads', args: ['-c', '1'] });
    const before = await snapshot(redis, 2);
    const kit = startWatch(url);
    await kit.wait('stats');
    await kit.watch.tasks('w@lab', never);
    kit.watch.askNow();
    void kit.watch.control('w@lab', { kind: 'enable-events' }, never);
    void kit.watch.control('nobody@lab', { kind: 'enable-events' }, never);
    await kit.watch.dispose();
    expect(await snapshot(redis, 2)).toEqual(before);
    expect(await redis.cli('CLIENT', 'LIST')).not.toContain('fleetbeat');
    await worker.stop();
  });

  it('CE-31 removes what a crashed panel left, and only that', async () => {
    await using redis = await startRedis();
    const url = `redis://127.0.0.1:${redis.port}/0`;
    const now = Math.floor(Date.now() / 1000);
    const old = `fleetbeat.${now - 3600}.11111111-2222-3333-4444-555555555555`;
    const young = `fleetbeat.${now - 30}.11111111-2222-3333-4444-555555555556`;
    const stranger = 'eba57f80-c8ef-35ec-a29c-67a2d3d7fa90';
    const alike = `fleetbeat.${now - 3600}.not-ours`;
    for (const name of [old, young, stranger, alike]) {
      await redis.cli('SADD', '_kombu.binding.reply.celery.pidbox', `${name}${separator}${separator}${name}.reply.celery.pidbox`);
      await redis.cli('LPUSH', `${name}.reply.celery.pidbox`, 'x');
    }
    await using kit = startWatch(url);
    await kit.wait('redis');
    await waitFor('the leftover to go', async () => (await redis.cli('EXISTS', `${old}.reply.celery.pidbox`)).trim() === '0', { deadlineMs: 10_000 });
    const bound = await redis.cli('SMEMBERS', '_kombu.binding.reply.celery.pidbox');
    expect(bound).not.toContain(old);
    for (const name of [young, stranger, alike]) {
      expect(bound).toContain(name);
      expect((await redis.cli('LLEN', `${name}.reply.celery.pidbox`)).trim()).toBe('1');
    }
  });
});

describe('deaths', () => {
  it('CE-32 a clean stop says so and removes its binding; a violent end leaves it', async () => {
    await using redis = await startRedis();
    const url = `redis://127.0.0.1:${redis.port}/0`;
    await using clean = await startLocalWorker(url, { name: 'clean', pool: 'solo' });
    await using killed = await startLocalWorker(url, { name: 'killed', pool: 'solo' });
    await using kit = startWatch(url);
    await kit.wait('bindings', ({ nodes }) => nodes.length === 2);
    await clean.stop('SIGTERM');
    expect((await kit.wait('worker-event', ({ event }) => event.type === 'offline')).event.node).toBe('clean@lab');
    const from = kit.seen.length;
    await killed.stop('SIGKILL');
    kit.watch.askNow();
    expect((await kit.wait('bindings', () => true, from)).nodes).toEqual(['killed@lab']);
    // Nobody listens any more: the answer is known at once, not after the deadline.
    expect(await kit.wait('silent', ({ nodes }) => nodes.includes('killed@lab'), from)).toMatchObject({ nodes: ['killed@lab'] });
    expect(await kit.watch.control('killed@lab', { kind: 'enable-events' }, never)).toMatchObject({ ok: false, error: { code: 'no-reply' } });
  });

  it('CE-33 Redis killed and restarted: the watch comes back, and sees workers anew', async () => {
    await using first = await startRedis();
    const url = `redis://127.0.0.1:${first.port}/0`;
    await using worker = await startLocalWorker(url, { name: 'w', pool: 'prefork', args: ['-c', '1'] });
    await using kit = startWatch(url);
    await kit.wait('pong');
    const from = kit.seen.length;
    await first.stop('SIGKILL');
    expect(await kit.wait('phase', ({ phase }) => phase === 'waiting', from)).toMatchObject({ error: { code: 'broker-unreachable', because: 'closed' } });
    expect(await kit.watch.control('w@lab', { kind: 'enable-events' }, never)).toMatchObject({ ok: false, error: { code: 'broker-unreachable' } });
    await using second = await startRedis({ port: first.port });
    kit.watch.retryNow();
    await kit.wait('phase', ({ phase }) => phase === 'ready', from);
    await kit.wait('worker-event', ({ event }) => event.node === 'w@lab' && event.type !== 'offline', from);
    // Only heartbeats of the old worker are certain: Celery 5.2.6 may come back deaf. A new one must be seen whole.
    await using fresh = await startLocalWorker(url, { name: 'fresh', pool: 'solo' });
    expect((await kit.wait('stats', ({ node }) => node === 'fresh@lab', from)).stats.pool).toBe('solo');
    await kit.wait('clients', ({ clients }) => clients?.some((client) => client.isWaitingForWork) === true, from);
    kit.watch.askNow();
    await kit.wait('pong', ({ node }) => node === 'fresh@lab', from);
    expect(second.pid).not.toBe(first.pid);
    await fresh.stop();
    await worker.stop();
  });
});

describe('other set-ups', () => {
  it('CE-34 global_keyprefix: everything is found, nothing of ours is left outside or inside', async () => {
    await using redis = await startRedis();
    const url = `redis://127.0.0.1:${redis.port}/15`;
    const config = join(redis.directory, 'prefixed.py');
    writeFileSync(config, "broker_transport_options = {'global_keyprefix': 'PFX:_'}\n");
    const env = { PYTHONPATH: `${redis.directory}:${new URL('../lab/', import.meta.url).pathname}`, CELERY_CONFIG_MODULE: 'prefixed' };
    await using worker = await startLocalWorker(url, { name: 'kp', pool: 'prefork', args: ['-c', '1', '-E'], env });
    await runPython(url, "app.conf.broker_transport_options = {'global_keyprefix': 'PFX:_'}\ntapp.add.apply_async((1, 2), queue='parked', priority=9)");
    const before = await snapshot(redis, 15);
    const prefixed = Object.keys(before).some((key) => key.startsWith('PFX:__kombu.binding.celery.pidbox'));
    expect(prefixed).toBe(true);
    const kit = startWatch(url, { address: addressOf(url, 'PFX:_') });
    expect((await kit.wait('pong')).node).toBe('kp@lab');
    expect((await kit.wait('worker-event')).event.node).toBe('kp@lab');
    expect((await kit.wait('queues', ({ queues }) => queues.some(({ name }) => name === 'parked'))).queues).toContainEqual({ name: 'parked', byPriority: [0, 0, 0, 1], headTag: expect.any(String) as string });
    await kit.watch.dispose();
    expect(await snapshot(redis, 15)).toEqual(before);
    await worker.stop();
  });

  it('CE-34 another separator is taken from the workers, so that their answers find us', async () => {
    await using redis = await startRedis();
    const url = `redis://127.0.0.1:${redis.port}/0`;
    writeFileSync(join(redis.directory, 'colon.py'), "broker_transport_options = {'sep': ':'}\n");
    const env = { PYTHONPATH: `${redis.directory}:${new URL('../lab/', import.meta.url).pathname}`, CELERY_CONFIG_MODULE: 'colon' };
    await using worker = await startLocalWorker(url, { name: 'colon', pool: 'solo', env });
    await runPython(url, "app.conf.broker_transport_options = {'sep': ':'}\ntapp.add.apply_async((1, 2), queue='parked', priority=4)");
    const before = await snapshot(redis, 0);
    expect(before['_kombu.binding.celery.pidbox']).toEqual(['::colon@lab.celery.pidbox']);
    const kit = startWatch(url);
    expect((await kit.wait('pong')).node).toBe('colon@lab');
    await kit.wait('queues', ({ queues }) => queues.some(({ name, byPriority }) => name === 'parked' && byPriority.join() === '0,1,0,0'));
    await kit.watch.dispose();
    expect(await snapshot(redis, 0)).toEqual(before);
    expect(worker.output()).not.toContain('ERROR');
    await worker.stop();
  });

  it('CE-35 writes refused: watching goes on, control says why not', async () => {
    await using redis = await startRedis();
    const url = `redis://127.0.0.1:${redis.port}/0`;
    await using worker = await startLocalWorker(url, { name: 'w', pool: 'threads', args: ['-c', '1'] });
    await using kit = startWatch(url);
    await kit.wait('pong');
    await redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '1');
    kit.watch.askNow();
    const refused = { code: 'broker-refuses-writes', broker: url, because: 'misconf' };
    expect(await kit.wait('phase', ({ error }) => error !== null)).toMatchObject({ phase: 'ready', error: refused });
    expect(await kit.watch.control('w@lab', { kind: 'enable-events' }, never)).toEqual({ ok: false, error: refused });
    await kit.wait('worker-event', () => true, kit.seen.length);
    await redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '0');
    const from = kit.seen.length;
    kit.watch.askNow();
    expect(await kit.wait('phase', () => true, from)).toMatchObject({ phase: 'ready', error: null });
    await worker.stop();
  });

  it('CE-36 an ACL that allows only watching: figures flow, control and the list of clients are refused', async () => {
    await using redis = await startRedis();
    await redis.cli('ACL', 'SETUSER', 'viewer', 'on', '>only view/ing', '~*', '&*', '+@read', '+@connection', '-client|list', '+info', '+time', '+psubscribe', '+punsubscribe');
    const admin = `redis://127.0.0.1:${redis.port}/0`;
    await using worker = await startLocalWorker(admin, { name: 'w', pool: 'threads', args: ['-c', '1'] });
    await using kit = startWatch(`redis://viewer:only%20view%2Fing@127.0.0.1:${redis.port}/0`);
    await kit.wait('worker-event');
    expect((await kit.wait('clients')).clients).toBeNull();
    expect((await kit.wait('bindings')).nodes).toEqual(['w@lab']);
    expect(await kit.wait('phase', ({ error }) => error !== null)).toMatchObject({ phase: 'ready', error: { code: 'broker-login-refused', because: 'no-permission' } });
    expect(kit.seen.some(({ kind }) => kind === 'silent')).toBe(false);
    await worker.stop();
  });

  it('CE-37 asks for a password, again when it was wrong, and rests when declined', async () => {
    await using redis = await startRedis({ args: ['--requirepass', 'right'], cliArgs: ['-a', 'right', '--no-auth-warning'] });
    const asked: boolean[] = [];
    const answers = ['wrong', null, 'right'];
    await using kit = startWatch(`redis://127.0.0.1:${redis.port}/0`, { askPassword: (wasWrong) => { asked.push(wasWrong); return Promise.resolve(answers[asked.length - 1] ?? null); } });
    expect(await kit.wait('phase', ({ phase }) => phase === 'blocked')).toMatchObject({ error: { code: 'broker-login-refused', because: 'wrong-password' } });
    expect(asked).toEqual([false, true]);
    kit.watch.retryNow();
    await kit.wait('phase', ({ phase }) => phase === 'ready');
    expect(kit.seen.flatMap((seen) => (seen.kind === 'phase' ? seen.phase : []))).toEqual(['connecting', 'asking', 'connecting', 'asking', 'blocked', 'connecting', 'asking', 'connecting', 'ready']);
    expect(JSON.stringify([kit.seen, kit.log.lines])).not.toMatch(/"(right|wrong)"/);
  });

  it('CE-38 TLS: an unknown authority is refused, a given one is trusted', async () => {
    await using plain = await startRedis();
    const { directory } = plain;
    const file = (name: string): string => join(directory, name);
    execFileSync('/usr/bin/openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', file('key.pem'), '-out', file('cert.pem'), '-days', '2', '-subj', '/CN=lab', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
    const { freePort } = await import('#test/lab/loopback-celery.ts');
    const tlsPort = await freePort();
    await using redis = await startRedis({ args: ['--tls-port', String(tlsPort), '--tls-cert-file', file('cert.pem'), '--tls-key-file', file('key.pem'), '--tls-ca-cert-file', file('cert.pem'), '--tls-auth-clients', 'no'] });
    await using refused = startWatch(`rediss://127.0.0.1:${tlsPort}/0`);
    expect(await refused.wait('phase', ({ phase }) => phase === 'blocked')).toMatchObject({ error: { code: 'broker-tls-failed', because: 'untrusted' } });
    await using trusted = startWatch(`rediss://127.0.0.1:${tlsPort}/0?ssl_ca_certs=${encodeURIComponent(file('cert.pem'))}`);
    expect((await trusted.wait('redis')).redis).toMatchObject({ version: expect.stringMatching(/^\d+\./) as string, persistenceOk: true, role: 'master' });
    await using blind = startWatch(`rediss://127.0.0.1:${tlsPort}/0?ssl_cert_reqs=CERT_NONE`);
    await blind.wait('redis');
    await using wrong = startWatch(`rediss://127.0.0.1:${redis.port}/0`);
    expect(await wrong.wait('phase', ({ error }) => error !== null)).toMatchObject({ error: { code: 'broker-tls-failed', because: 'not-tls' } });
  });

  it('CE-39 a unix socket', async () => {
    await using plain = await startRedis();
    const socket = join(plain.directory, 'redis.sock');
    await using redis = await startRedis({ args: ['--unixsocket', socket] });
    await using kit = startWatch(`redis+socket://${socket}?virtual_host=1`);
    expect((await kit.wait('redis')).redis.role).toBe('master');
    expect(await redis.cli('CLIENT', 'LIST')).toContain('db=1');
  });
});

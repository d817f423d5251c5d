import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { protocolVersion, type ToClient } from '#shared/wire.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { maxClients, maxMessageBytes, openLoopbackDoor, type LoopbackDoor } from '#electron/transport/loopback-socket.ts';
import { createFakeEngine, type FakeEngine } from '#test/fakes/fake-engine.ts';
import { hostView, workerView } from '#test/fakes/fleet-views.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

let folder: string;
let engine: FakeEngine;
let door: LoopbackDoor;
const clients: WebSocket[] = [];

async function open(isReadOnly = false, port = 0) {
  return openLoopbackDoor({
    handlers: engine.handlers, events: engine.events, desktop: null, isPanelReadOnly: () => false, checkOutput: true,
    clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom(), log: createMemoryLog(), pageFolder: join(folder, 'page'), port, isReadOnly,
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetbeat-door-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'page', 'assets', 'a.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(folder, 'page', 'assets', 'link.js'));
  engine = createFakeEngine({ now: () => Date.now() });
  const opened = await open();
  if (!opened.ok) throw new Error(opened.error.because);
  door = opened.value;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  await door.close();
  await rm(folder, { recursive: true });
});

type Client = { readonly socket: WebSocket; readonly inbox: ToClient[]; next(): Promise<ToClient>; say(message: unknown): void; readonly closed: Promise<number> };

async function join2(headers: Record<string, string> = {}, path = '/link'): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${door.port}${path}`, { headers });
  clients.push(socket);
  const inbox: ToClient[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (bytes: Buffer) => { inbox.push(JSON.parse(bytes.toString('utf8')) as ToClient); wake(); });
  const closed = new Promise<number>((resolve) => void socket.once('close', (code) => { resolve(code); wake(); }));
  await new Promise<void>((resolve, reject) => { socket.once('open', () => resolve()); socket.once('error', reject); });
  return {
    socket, inbox, closed,
    async next() {
      while (inbox.length === 0) {
        if (socket.readyState === socket.CLOSED) throw new Error('closed');
        await new Promise<void>((resolve) => { wake = resolve; });
      }
      return inbox.shift() as ToClient;
    },
    say: (message) => socket.send(JSON.stringify(message)),
  };
}
const launchToken = (): string => new URL(door.issueUrl()).hash.replace('#token=', '');
const hello = (token: string) => ({ type: 'hello', version: protocolVersion, token, wantsReadOnly: false });

async function enter(): Promise<Client> {
  const client = await join2();
  client.say(hello(launchToken()));
  expect((await client.next()).type).toBe('hello');
  return client;
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: door.port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => { body += String(chunk); });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('the page is served with its policy; nothing outside the folder is', async () => {
  const page = await get('/');
  expect([page.status, page.headers['content-type'], page.headers['x-content-type-options'], page.headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'nosniff', 'no-store']);
  expect(page.headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${door.port}`);
  expect((await get('/assets/a.js')).headers['cache-control']).toContain('immutable');
  const statuses = await Promise.all(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/link.js', '/assets/..%2f..%2fsecret.txt', '/nope.js', '/assets', '/link'].map((path) => get(path)));
  expect(statuses.map(({ status, body }) => [status, body.includes('secret')])).toEqual(Array(7).fill([404, false]));
  expect((await get('/', { host: 'evil.example' })).status).toBe(421);
  expect((await get('/', {}, 'POST')).status).toBe(405);
});

test('a launch token opens once, its resume token again; a wrong one is refused in words', async () => {
  const token = launchToken();
  const first = await join2();
  first.say(hello(token));
  const greeting = await first.next();
  expect(greeting).toMatchObject({ type: 'hello', version: protocolVersion, isReadOnly: false });
  const resume = greeting.type === 'hello' ? (greeting.resume ?? '') : '';
  const second = await join2();
  second.say(hello(token));
  expect(await second.next()).toEqual({ type: 'failed', id: 0, error: { code: 'link-refused', because: 'token' } });
  await second.closed;
  const third = await join2();
  third.say(hello(resume));
  expect(await third.next()).toMatchObject({ type: 'hello', resume });
});

test.each([
  ['a foreign Origin', { origin: 'http://evil.example' }, '/link'],
  ['a foreign Host', { host: 'evil.example' }, '/link'],
  ['another path', {}, '/other'],
])('%s gets no socket', async (_name, headers, path) => {
  await expect(join2(headers as Record<string, string>, path)).rejects.toThrow(/Unexpected server response/);
});

test('nothing but 127.0.0.1 answers', async () => {
  const others = Object.values(networkInterfaces()).flat().filter((entry) => entry !== undefined && !entry.internal && entry.family === 'IPv4').map((entry) => entry?.address ?? '');
  const reached = await Promise.all([...others, '127.0.0.2', '::1'].map((host) => new Promise<boolean>((resolve) => {
    const socket = connect({ host, port: door.port }, () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  })));
  expect(reached).not.toContain(true);
});

test('calls, events and a death cross a real socket; the death within 250 ms of noise', async () => {
  const client = await enter();
  client.say({ type: 'call', id: 1, command: 'hosts.retry', input: { id: 'h1' } });
  expect(await client.next()).toEqual({ type: 'done', id: 1, output: {} });
  client.say({ type: 'subscribe', id: 2, event: 'fleet.changed', params: {} });
  expect(await client.next()).toMatchObject({ type: 'event', id: 2, payload: { kind: 'snapshot', snapshot: { seq: 1 } } });
  engine.patch({ hosts: [hostView()] });
  engine.patch({ hosts: [hostView()] });
  const diedAt = Date.now();
  engine.patch({ workers: [workerView({ verdict: { kind: 'crashed', reason: 'main-gone-silently', since: diedAt, proofs: [], remedy: 'restart' } })] });
  let news = await client.next();
  while (!JSON.stringify(news).includes('crashed')) news = await client.next();
  expect(Date.now() - diedAt).toBeLessThan(250);
});

test('a slow reader neither grows the engine nor loses the last state', async () => {
  const client = await enter();
  client.say({ type: 'subscribe', id: 1, event: 'fleet.changed', params: {} });
  await client.next();
  client.socket.pause();
  const filler = 'x'.repeat(100_000);
  for (let round = 1; round <= 400; round += 1) {
    engine.patch({ workers: [workerView({ totalRss: round, process: null, queues: [filler + String(round)] })], engine: { ...engine.snapshot().engine, startedAt: round } });
    // Pacing, not waiting: spread over real time so that many sends are due while the reader sleeps.
    if (round % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
  }
  client.socket.resume();
  const seqs: number[] = [];
  let rss = 0;
  while (rss !== 400) {
    const message = await client.next();
    if (message.type !== 'event') continue;
    const { patch } = message.payload as { patch: { seq: number; workers: { totalRss: number }[] } };
    seqs.push(patch.seq);
    rss = patch.workers[0]?.totalRss ?? rss;
  }
  expect(seqs).toEqual(seqs.map((_, index) => index + 2));
  expect(seqs.length).toBeLessThan(60);
});

test('binary, broken JSON and oversized messages end in words or a closed socket, never in a fault', async () => {
  const early = await join2();
  early.socket.send(Buffer.from([1, 2, 3]));
  expect(await early.next()).toMatchObject({ type: 'failed', id: 0, error: { code: 'invalid-input' } });
  const client = await enter();
  client.socket.send('{broken');
  expect(await client.next()).toMatchObject({ type: 'failed', id: 0, error: { code: 'invalid-input' } });
  client.socket.send('x'.repeat(maxMessageBytes + 1));
  expect(await client.closed).toBe(1009);
  const again = await enter();
  expect(again.socket.readyState).toBe(WebSocket.OPEN);
});

test('the seventeenth window is told so', async () => {
  for (let count = 0; count < maxClients; count += 1) await join2();
  const late = await join2();
  expect(await late.next()).toEqual({ type: 'failed', id: 0, error: { code: 'link-refused', because: 'too-many-clients' } });
  expect(await late.closed).toBe(1013);
});

test('a taken port is said, and closing leaves nothing listening', async () => {
  expect(await open(false, door.port)).toEqual({ ok: false, error: { because: 'port-in-use' } });
  const client = await enter();
  client.say({ type: 'subscribe', id: 1, event: 'fleet.changed', params: {} });
  await client.next();
  await door.close();
  await client.closed;
  expect(engine.subscriberCount()).toBe(0);
  await expect(get('/')).rejects.toThrow();
});

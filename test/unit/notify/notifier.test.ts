/** Words to channels, over a real HTTP server on loopback; time by hand. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import { createFetchPoster } from '#electron/adapters/web/fetch-poster.ts';
import { createNotifier, type Notifier } from '#electron/notify/notifier.ts';
import type { Alert, AlertId, ChannelId, ChannelKind, RuleId, SavedChannel } from '#shared/domain/alert.ts';
import { createManualClock, type ManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { waitFor as waitUntil } from '#test/lab/wait-for.ts';

type Request = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string };
let server: Server;
let base: string;
let requests: Request[];
let answers: ((path: string) => { status: number; headers?: Record<string, string> } | 'hang')[];
let time: ManualClock;
let notifier: Notifier;
let saved: SavedChannel[];
let log: ReturnType<typeof createMemoryLog>;

beforeEach(async () => {
  requests = [];
  answers = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => { body += part; }).on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      const answer = answers.shift()?.(request.url ?? '') ?? { status: 200 };
      if (answer === 'hang') return;
      response.writeHead(answer.status, answer.headers);
      response.end('secret answer text');
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  time = createManualClock();
  saved = [];
  log = createMemoryLog();
  notifier = createNotifier({ clock: time.clock, timers: time.timers, random: { next: () => 0.5, uuid: () => 'u', token: () => '' }, log, vault: createMemoryVault(), poster: createFetchPoster(), saved: () => saved, tongue: () => 'en', onChange: () => undefined });
});
afterEach(async () => {
  notifier.dispose();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const alert = (change: Partial<Alert> = {}): Alert => ({
  id: 'a1' as AlertId, rule: 'disk-full' as RuleId, condition: 'disk-full', severity: 'critical', subject: { host: null, worker: null, broker: null }, name: 'pi1', hostName: 'pi1',
  state: 'firing', since: 1, firedAt: 2, clearedAt: null, value: 97.4, threshold: 95, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 1, notifiedAt: 2, ...change,
});
async function add(kind: ChannelKind, path: string, secret: string | null = null, change: Partial<SavedChannel> = {}): Promise<ChannelId> {
  const id = `c${saved.length}` as ChannelId;
  saved.push({ id, kind, name: kind, isOn: true, minSeverity: 'warning', sendsCleared: false, hasSound: false, ...change });
  expect((await notifier.keep(id, { url: `${base}${path}`, secret })).ok).toBe(true);
  return id;
}
const waitFor = (what: string, look: () => boolean): Promise<unknown> => waitUntil(what, look, { deadlineMs: 5000, everyMs: 5 });
const arrived = (count: number): Promise<unknown> => waitFor(`${count} messages`, () => requests.length >= count);
const settled = (): Promise<unknown> => waitFor('an empty queue', () => notifier.channels().every(({ waiting }) => waiting === 0));

test('a webhook gets JSON that its secret signs', async () => {
  await add('webhook', '/hook?key=hidden', 's3cret');
  notifier.say('fired', alert());
  await arrived(1);
  const { headers, body, path } = requests[0]!;
  expect(path).toBe('/hook?key=hidden');
  expect(JSON.parse(body)).toMatchObject({ schema: 1, event: 'fired', text: 'pi1: disk 97 % full (over 95 %)', alert: { rule: 'disk-full', severity: 'critical', value: 97.4 } });
  const [, stamp, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-fleetbeat-signature']))!;
  expect(signature).toBe(createHmac('sha256', 's3cret').update(`${stamp}.${body}`).digest('hex'));
});

test('ntfy gets its topic, priority and token; Slack gets text that names nobody', async () => {
  await add('ntfy', '/my-topic', 'tk_123');
  await add('slack', '/services/T/B/x');
  notifier.say('fired', alert({ name: 'w1 <!channel> & "é"\n', hostName: null }));
  await arrived(2);
  const ntfy = requests.find(({ path }) => path === '/')!;
  expect(ntfy.headers.authorization).toBe('Bearer tk_123');
  expect(JSON.parse(ntfy.body)).toMatchObject({ topic: 'my-topic', priority: 5, message: 'w1 <!channel> & "é" : disk 97 % full (over 95 %)' });
  const slack = requests.find(({ path }) => path === '/services/T/B/x')!;
  expect(JSON.parse(slack.body)).toEqual({ text: 'w1 &lt;!channel&gt; &amp; "é" : disk 97 % full (over 95 %)' });
});

test('AL18 a server in trouble is tried again with growing pauses, in order, and the message arrives', async () => {
  await add('webhook', '/hook');
  answers = [() => ({ status: 503 }), () => ({ status: 429, headers: { 'retry-after': '20' } })];
  notifier.say('fired', alert());
  notifier.say('fired', alert({ id: 'a2' as AlertId }));
  await arrived(1);
  await waitFor('the first pause', () => time.pendingCount() === 1);
  time.advance(900);
  expect(requests).toHaveLength(1);
  time.advance(200);
  await arrived(2);
  await waitFor('the second pause', () => time.pendingCount() === 1);
  time.advance(19_000);
  expect(requests).toHaveLength(2);
  time.advance(2_000);
  await arrived(4);
  expect(requests.map(({ body }) => (JSON.parse(body) as { id: string }).id)).toEqual(['a1:fired', 'a1:fired', 'a1:fired', 'a2:fired']);
  await settled();
  expect(notifier.channels()[0]?.last).toMatchObject({ failure: null, status: 200 });
});

test('AL18 a refusal is not repeated, and no redirect is followed', async () => {
  await add('webhook', '/hook');
  answers = [() => ({ status: 403 }), () => ({ status: 302, headers: { location: `${base}/elsewhere` } })];
  notifier.say('fired', alert());
  await settled();
  notifier.say('fired', alert());
  await settled();
  expect(requests.map(({ path }) => path)).toEqual(['/hook', '/hook']);
  expect(notifier.channels()[0]?.last).toMatchObject({ failure: 'rejected', status: 302 });
});

test('the test button says what happened, at once and without retries', async () => {
  const good = await add('webhook', '/hook');
  const bad = await add('webhook', '/hook');
  const { signal } = new AbortController();
  expect(await notifier.test(good, signal)).toMatchObject({ ok: true, value: { isDelivered: true, status: 200 } });
  answers = [() => ({ status: 500 })];
  expect(await notifier.test(bad, signal)).toMatchObject({ ok: true, value: { isDelivered: false, failure: 'server-error', status: 500 } });
  await notifier.keep(bad, { url: 'http://127.0.0.1:1/' });
  expect(await notifier.test(bad, signal)).toMatchObject({ ok: true, value: { isDelivered: false, failure: 'refused' } });
  await notifier.keep(bad, { url: null });
  expect(await notifier.test(bad, signal)).toMatchObject({ ok: true, value: { isDelivered: false, failure: 'no-address' } });
});

test('only what a channel asked for is sent to it; the desktop is told by its notice', async () => {
  await add('webhook', '/all', null, { minSeverity: 'note', sendsCleared: true });
  await add('webhook', '/critical', null, { minSeverity: 'critical' });
  await add('webhook', '/off', null, { isOn: false });
  saved.push({ id: 'desktop' as ChannelId, kind: 'desktop', name: 'desktop', isOn: true, minSeverity: 'warning', sendsCleared: false, hasSound: true });
  expect(notifier.say('fired', alert({ severity: 'note' }))).toBeNull();
  expect(notifier.say('fired', alert())).toEqual({ hasSound: true });
  expect(notifier.say('cleared', alert())).toBeNull();
  await settled();
  expect(requests.map(({ path }) => path).sort()).toEqual(['/all', '/all', '/all', '/critical']);
});

test('AL18 neither address nor secret reaches a log or an answer', async () => {
  const id = await add('webhook', '/hook/very-hidden-path', 'very-hidden-secret');
  answers = [() => ({ status: 403 })];
  notifier.say('fired', alert());
  await settled();
  const tested = await notifier.test(id, new AbortController().signal);
  const everything = JSON.stringify([log.lines, notifier.channels(), tested]);
  expect(everything).not.toContain('very-hidden');
  expect(everything).not.toContain('secret answer text');
  expect(notifier.channels()[0]).toMatchObject({ place: '127.0.0.1', hasUrl: true, hasSecret: true });
});

test('nothing is sent after the end, and a hanging server does not hold it up', async () => {
  await add('webhook', '/hook');
  answers = [() => 'hang'];
  notifier.say('fired', alert());
  await arrived(1);
  notifier.dispose();
  notifier.say('fired', alert());
  expect(time.pendingCount()).toBe(0);
});

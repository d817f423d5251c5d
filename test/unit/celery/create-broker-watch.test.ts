/** The watch on a modelled broker and by hand-moved time: what a real one does too rarely or too slowly. */
import { describe, expect, it } from 'vitest';
import type { BrokerObservation } from '#electron/celery/core/broker-observation.ts';
import { createBrokerWatch } from '#electron/celery/index.ts';
import type { BrokerWatch, BrokerWatchNeeds } from '#electron/celery/index.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { createFakeBroker } from './fake-broker.ts';
import type { FakeBroker, FakeWorker } from './fake-broker.ts';

const address = { label: 'redis://pi:6379/0', host: 'pi', port: 6379, socketPath: null, db: 0, user: null, password: null, tls: null, keyPrefix: '' };
const never = new AbortController().signal;
const closed = { code: 'broker-unreachable', broker: address.label, because: 'closed' } as const;
const readOnly = { code: 'broker-refuses-writes', broker: address.label, because: 'read-only-replica' } as const;

const worker = (name: string, more: Partial<Record<string, unknown>> = {}): FakeWorker => ({
  name,
  answer: (method) => (Object.hasOwn(more, method) ? more[method] : { ping: { ok: 'pong' }, stats: { pid: 7, pool: { 'max-concurrency': 1, threads: 0 } }, active_queues: [{ name: 'celery', exchange: { name: 'celery' } }] }[method]),
});

type Set = { readonly fake: FakeBroker; readonly watch: BrokerWatch; readonly seen: BrokerObservation[]; advance(ms: number): Promise<void>; of<K extends BrokerObservation['kind']>(kind: K): Extract<BrokerObservation, { kind: K }>[] };
async function start(prepare: (fake: FakeBroker) => void, more: Partial<BrokerWatchNeeds> = {}): Promise<Set> {
  const fake = createFakeBroker();
  prepare(fake);
  const time = createManualClock();
  let count = 0;
  const random = { next: () => 1, uuid: () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`, token: () => 'ab' };
  const watch = createBrokerWatch({ broker: fake, address, open: null, clock: time.clock, timers: time.timers, random, log: createMemoryLog(), expectedNodes: () => [], ...more });
  const seen: BrokerObservation[] = [];
  watch.onObservation((one) => void seen.push(one));
  const settle = async (): Promise<void> => { for (let turn = 0; turn < 200; turn += 1) await Promise.resolve(); };
  await settle();
  return {
    fake, watch, seen,
    advance: async (ms) => { time.advance(ms); await settle(); },
    of: <K extends BrokerObservation['kind']>(kind: K) => seen.filter((one): one is Extract<BrokerObservation, { kind: K }> => one.kind === kind),
  };
}
const heartbeat = (node: string, pid: number, type = 'worker-heartbeat'): object => ({ hostname: node, type, pid, freq: 2, active: 0, processed: 0, sw_ident: 'py-celery', sw_ver: '5.2.6', timestamp: 1.5 });

it('the first figures are of all queues that Redis tells, so that a list is never taken for whole too early', async () => {
  const set = await start((fake) => {
    fake.sets.set('_kombu.binding.film', new Set(['video\u0006\u0016\u0006\u0016video']));
    fake.lists.set('video', ['{}', '{}']);
  });
  expect(set.of('queues')[0]?.queues.map(({ name, byPriority }) => [name, byPriority[0]])).toContainEqual(['video', 2]);
});

describe('asking', () => {
  it('CE-30 the binding stands only while somebody waits', async () => {
    const set = await start((fake) => { fake.workers = [worker('a@h'), worker('b@h')]; });
    expect(set.of('pong').map(({ node }) => node)).toEqual(['a@h', 'b@h']);
    const answering = set.watch.control('a@h', { kind: 'enable-events' }, never);
    await set.advance(0);
    expect([...(set.fake.sets.get('_kombu.binding.reply.celery.pidbox') ?? [])]).toHaveLength(1);
    await set.advance(4_000);
    expect(await answering).toMatchObject({ ok: true, value: { outcome: 'unanswered' } });
    const dispose = set.watch.dispose();
    for (let step = 0; step < 5; step += 1) await set.advance(200);
    await dispose;
    expect([set.fake.sets.size, set.fake.lists.size]).toEqual([0, 0]);
  });

  it('CE-35 writes refused: control says so, nothing is published, watching goes on, nobody is silent', async () => {
    const set = await start((fake) => {
      fake.workers = [worker('a@h')];
      fake.refuse = ([name]) => (name === 'SADD' ? readOnly : undefined);
    }, { expectedNodes: () => ['a@h'] });
    expect(set.of('phase').at(-1)).toMatchObject({ phase: 'ready', error: readOnly });
    expect(await set.watch.control('a@h', { kind: 'enable-events' }, never)).toEqual({ ok: false, error: readOnly });
    expect(set.fake.published).toEqual([]);
    expect(set.of('silent')).toEqual([]);
    set.fake.event('/0.celeryev/worker.heartbeat', heartbeat('a@h', 7));
    expect(set.of('worker-event')).toHaveLength(1);
    set.fake.refuse = () => undefined;
    await set.advance(10_000);
    expect(set.of('phase').at(-1)).toMatchObject({ phase: 'ready', error: null });
    expect(set.of('pong')).toHaveLength(1);
  });

  it('CE-36 replies may not be read: said so, nobody is called silent, a command stays unanswered', async () => {
    const noPermission = { code: 'broker-login-refused', broker: address.label, because: 'no-permission' } as const;
    const set = await start((fake) => {
      fake.workers = [worker('a@h')];
      fake.refuse = ([name]) => (name === 'BRPOP' ? noPermission : undefined);
    }, { expectedNodes: () => ['a@h'] });
    const asked = set.watch.control('a@h', { kind: 'enable-events' }, never);
    const read = set.watch.registeredTasks('a@h', never);
    for (let step = 0; step < 25; step += 1) await set.advance(250);
    expect(await asked).toMatchObject({ ok: true, value: { outcome: 'unanswered' } });
    expect(await read).toEqual({ ok: false, error: noPermission });
    expect(set.of('phase').at(-1)).toMatchObject({ phase: 'ready', error: noPermission });
    expect(set.of('silent')).toEqual([]);
  });

  it('CE-23 a cancelled command is cancelled, an unreachable one was certainly not done', async () => {
    const set = await start((fake) => { fake.workers = [worker('a@h', { pool_grow: undefined })]; });
    const control = new AbortController();
    const cancelled = set.watch.control('a@h', { kind: 'pool-grow', by: 1 }, control.signal);
    await set.advance(0);
    control.abort();
    expect(await cancelled).toEqual({ ok: false, error: { code: 'cancelled' } });
    set.fake.workers = [];
    expect(await set.watch.control('a@h', { kind: 'pool-grow', by: 1 }, never)).toMatchObject({ ok: false, error: { code: 'no-reply', workers: ['a@h'] } });
    expect(await set.watch.control('', { kind: 'pool-grow', by: 1 }, never)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('CE-22 an answer in another node’s name is not an answer', async () => {
    const set = await start((fake) => { fake.workers = [{ name: 'a@h', speaksAs: 'b@h', answer: () => ({ ok: 'pool will grow' }) }]; });
    const asked = set.watch.control('a@h', { kind: 'pool-grow', by: 1 }, never);
    await set.advance(5_000);
    expect(await asked).toMatchObject({ ok: true, value: { outcome: 'unanswered' } });
  });
});

describe('newcomers', () => {
  it('CE-11 is asked for its figures at first sight, and again after a start or with another pid', async () => {
    const set = await start((fake) => { fake.workers = [worker('a@h')]; });
    const asked = (): number => set.fake.published.filter(({ method, destination }) => method === 'stats' && destination?.[0] === 'b@h').length;
    set.fake.workers = [worker('a@h'), worker('b@h')];
    const steps = [];
    for (const event of [heartbeat('b@h', 5), heartbeat('b@h', 5), heartbeat('b@h', 6), heartbeat('b@h', 6, 'worker-online')]) {
      set.fake.event('/0.celeryev/x', event);
      await set.advance(2_500);
      steps.push(asked());
    }
    expect(steps).toEqual([1, 1, 2, 3]);
    expect(set.of('stats').some(({ node }) => node === 'b@h')).toBe(true);
  });

  it('CE-11 one that never answers is asked five times, not for ever', async () => {
    const set = await start((fake) => { fake.workers = [worker('mute@h', { ping: undefined, stats: undefined, active_queues: undefined })]; });
    set.fake.event('/0.celeryev/x', heartbeat('mute@h', 5));
    for (let second = 0; second < 50; second += 1) await set.advance(1_000);
    expect(set.fake.published.filter(({ method, destination }) => method === 'stats' && destination !== null)).toHaveLength(5);
    expect(set.of('silent').length).toBeGreaterThan(2);
  });

  it('CE-32 who said offline is no longer missed', async () => {
    const set = await start((fake) => { fake.workers = [worker('a@h'), worker('b@h')]; });
    set.fake.event('/0.celeryev/x', heartbeat('b@h', 5, 'worker-offline'));
    set.fake.workers = [worker('a@h')];
    set.watch.askNow();
    await set.advance(2_000);
    expect(set.of('silent')).toEqual([]);
  });
});

describe('coming and going', () => {
  it('CE-33 comes back after 0.5, 1, 2 s, and at once when told', async () => {
    const set = await start((fake) => { fake.connects = () => closed; });
    expect(set.fake.attempts.count).toBe(1);
    const counts = [];
    for (const ms of [499, 1, 999, 1, 2_000]) { await set.advance(ms); counts.push(set.fake.attempts.count); }
    expect(counts).toEqual([1, 2, 2, 3, 4]);
    set.watch.retryNow();
    await set.advance(0);
    expect(set.fake.attempts.count).toBe(5);
    await set.watch.dispose();
    await set.advance(60_000);
    expect(set.fake.attempts.count).toBe(5);
  });

  it('CE-33 a question under way when the connection is lost ends, and late observations are dropped', async () => {
    const set = await start((fake) => { fake.workers = [worker('a@h', { pool_grow: undefined })]; });
    const asked = set.watch.control('a@h', { kind: 'pool-grow', by: 1 }, never);
    const reading = set.watch.registeredTasks('a@h', never);
    await set.advance(0);
    set.fake.lose(closed);
    for (let step = 0; step < 3; step += 1) await set.advance(200);
    // It was sent, and may have been carried out.
    expect(await asked).toMatchObject({ ok: true, value: { outcome: 'unanswered' } });
    expect(await reading).toEqual({ ok: false, error: { code: 'link-lost' } });
    expect(set.of('phase').map(({ phase, error }) => [phase, error?.code ?? null])).toContainEqual(['waiting', 'broker-unreachable']);
    await set.advance(500);
    expect(set.of('phase').at(-1)).toMatchObject({ phase: 'ready', error: null });
  });

  it('CE-37 keeps the password it was given for later connections', async () => {
    const needed = { code: 'broker-login-refused', broker: address.label, because: 'password-needed' } as const;
    const set = await start((fake) => { fake.connects = () => (fake.attempts.passwords.at(-1) === 'pw' ? null : needed); }, { askPassword: async () => 'pw' });
    set.fake.lose(closed);
    for (let step = 0; step < 5; step += 1) await set.advance(300);
    expect(set.fake.attempts.passwords).toEqual([null, 'pw', 'pw']);
    expect(JSON.stringify(set.seen)).not.toContain('"pw"');
  });

  it('tells the phase to a late listener', async () => {
    const set = await start(() => undefined);
    const late: BrokerObservation[] = [];
    set.watch.onObservation((one) => void late.push(one));
    expect(late).toMatchObject([{ kind: 'phase', phase: 'ready' }]);
  });
});

describe('hostile neighbours', () => {
  it('CE-3 events that are no events change nothing', async () => {
    const set = await start(() => undefined);
    const before = set.seen.length;
    for (const body of [null, 7, 'x', [], {}, [[]], { type: 'worker-heartbeat' }, { type: 'worker-heartbeat', hostname: '' }, { type: 'task-received', hostname: 'a@h' }, { type: '__proto__', hostname: 'a@h', uuid: 'x' }, { type: 'task-sent', hostname: 'gen1@h', uuid: 'x' }]) set.fake.event('/0.celeryev/x', body);
    expect(set.seen.slice(before)).toEqual([]);
  });

  it('CE-3 node names with quotes, newlines and HTML are kept as they are', async () => {
    const name = 'w"1\n<img src=x>\u001b[31m@pi';
    const set = await start((fake) => { fake.workers = [worker(name)]; });
    expect(set.of('pong')[0]?.node).toBe(name);
    expect(set.fake.published.every(({ destination }) => destination === null || destination.length === 1)).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { createBrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { BrokerObservation } from '#electron/celery/core/broker-observation.ts';
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import { createFleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { BrokerAddress, OpenStream } from '#electron/ports/message-broker.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { CeleryMain } from '#electron/probes/core/host-observation.ts';
import type { RedisView } from '#shared/domain/broker.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { err } from '#shared/result.ts';
import { celeryMain, connectedLink, hostConfig, inventoried } from '#test/fakes/host-facts.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

type Started = { readonly address: BrokerAddress; readonly open: OpenStream | null; readonly say: (seen: BrokerObservation) => void; disposed: boolean };
const emptyRedis: RedisView = { at: 0, version: '7', usedMemory: null, maxMemory: null, evictionPolicy: null, connectedClients: null, persistenceOk: null, role: null, pingMs: null };

function setUp() {
  const time = createManualClock();
  const started: Started[] = [];
  const keeper = createFleetKeeper({ ...time, engine: { version: 't', startedAt: 0, vault: 'memory', settings: defaultSettings, isForcedReadOnly: false, isDemo: false, settingsTrouble: null }, requests: { scan: () => undefined, ask: () => undefined, confirm: () => undefined } });
  const desk = createBrokerDesk({
    clock: time.clock,
    keeper,
    asker: { ask: async () => ({ kind: 'decline' }) },
    vault: { kind: 'memory', get: async () => ({ ok: true, value: null }), set: async () => ({ ok: true, value: undefined }), remove: async () => ({ ok: true, value: undefined }) },
    onTask: () => undefined,
    start: (address, open) => {
      const listeners = new Set<(seen: BrokerObservation) => void>();
      const one: Started = { address, open, say: (seen) => { for (const listen of listeners) listen(seen); }, disposed: false };
      started.push(one);
      return { onObservation: (listen: (seen: BrokerObservation) => void) => { listeners.add(listen); return () => listeners.delete(listen); }, retryNow: () => undefined, dispose: async () => { one.disposed = true; } } as unknown as BrokerWatch;
    },
  });
  const forwards: string[] = [];
  const addHost = (name: string, mains: readonly CeleryMain[]): void => {
    const config = hostConfig(name);
    keeper.setHost(config);
    keeper.hostLink(config.id, connectedLink(0));
    const seen = inventoried(1, mains);
    keeper.hostSaw(config.id, seen);
    desk.hostSeen(config, seen.kind === 'inventoried' ? seen.inventory : null);
    desk.sessionChanged(config.id, { forward: async (to: { host: string }) => { forwards.push(`${name}:${to.host}`); return err({ code: 'link-lost' }); } } as unknown as RemoteSession);
  };
  return { time, desk, keeper, started, addHost, forwards };
}
const url = (text: string): Partial<CeleryMain> => ({ brokerHints: [{ from: 'command-line', name: '-b', url: text }] });

test('one Redis seen from two Pis becomes one broker, reached through the Pi whose way it is', async () => {
  const { keeper, started, addHost, forwards } = setUp();
  addHost('pi1', [celeryMain(1, 'w1@pi1', url('redis://127.0.0.1/0'))]);
  addHost('pi2', [celeryMain(2, 'w2@pi2', url('redis://10.0.0.1/0'))]);
  expect(keeper.snapshot().brokers).toHaveLength(2);
  for (const one of started) one.say({ kind: 'redis', at: 2, redis: emptyRedis, runId: 'same' });
  const [broker] = keeper.snapshot().brokers;
  expect([keeper.snapshot().brokers.length, broker?.hosts, started.map((one) => one.disposed)]).toEqual([1, ['pi1', 'pi2'], [false, true]]);
  expect(keeper.snapshot().workers.map((worker) => worker.broker)).toEqual([broker?.id, broker?.id]);
  await started[0]?.open?.(new AbortController().signal);
  expect(forwards).toEqual(['pi1:127.0.0.1']);
});

test('another Redis process stays another broker', () => {
  const { keeper, started, addHost } = setUp();
  addHost('pi1', [celeryMain(1, 'w1@pi1', url('redis://127.0.0.1/0'))]);
  addHost('pi2', [celeryMain(2, 'w2@pi2', url('redis://127.0.0.1/0'))]);
  started.forEach((one, index) => one.say({ kind: 'redis', at: 2, redis: emptyRedis, runId: `run ${String(index)}` }));
  expect(keeper.snapshot().brokers.map((broker) => broker.hosts)).toEqual([['pi1'], ['pi2']]);
});

test('the database is learnt from the worker\'s own connection, per host', () => {
  const { keeper, started, addHost } = setUp();
  const main = celeryMain(1, 'w1@pi1', { brokerHints: [{ from: 'connection', host: '127.0.0.1', port: 6379 }], sockets: [{ localPort: 4001, remoteHost: '127.0.0.1', remotePort: 6379 }] });
  addHost('pi1', [main]);
  started[0]?.say({ kind: 'clients', at: 2, listeners: 1, clients: [{ host: '127.0.0.1', port: 4001, db: 5, ageS: 1, idleS: 0, lastCommand: 'brpop', isWaitingForWork: true, isSubscriber: false }] });
  expect(started.map((one) => [one.address.db, one.disposed])).toEqual([[0, true], [5, false]]);
  expect(keeper.snapshot().brokers.map((broker) => broker.label)).toEqual(['redis://127.0.0.1:6379/5']);
});

test('a broker nobody uses any more is let go', async () => {
  const { desk, keeper, started, addHost } = setUp();
  addHost('pi1', [celeryMain(1, 'w1@pi1', url('redis://127.0.0.1/0'))]);
  await desk.dropHost(hostConfig('pi1').id);
  expect([keeper.snapshot().brokers, started[0]?.disposed]).toEqual([[], true]);
});

test('a host seen after the end starts no watch: nobody would take its reply binding away', async () => {
  const { desk, started, addHost } = setUp();
  addHost('pi1', [celeryMain(1, 'w1@pi1', url('redis://127.0.0.1/0'))]);
  await desk.dispose();
  addHost('pi1', [celeryMain(2, 'w1@pi1', url('redis://127.0.0.1/0'))]);
  expect(started.map((one) => one.disposed)).toEqual([true]);
});

test('the broker of a worker that ended stays watched, and its restart meets the same one', () => {
  const { keeper, started, addHost } = setUp();
  const local = url('redis://127.0.0.1/0');
  addHost('pi1', [celeryMain(1, 'w1@pi1', local)]);
  addHost('pi1', []);
  expect([started.map((one) => one.disposed), keeper.snapshot().workers.map((worker) => worker.broker)]).toEqual([[false], ['pi1 127.0.0.1:6379/0']]);
  addHost('pi1', [celeryMain(2, 'w1@pi1', local)]);
  expect(started).toHaveLength(1);
});

test('a broker left for another one is let go after ten minutes', () => {
  const { time, started, addHost } = setUp();
  addHost('pi1', [celeryMain(1, 'w1@pi1', url('redis://127.0.0.1/0'))]);
  addHost('pi1', [celeryMain(2, 'w1@pi1', url('redis://127.0.0.1/1'))]);
  expect(started.map((one) => one.disposed)).toEqual([false, false]);
  time.advance(601_000);
  addHost('pi1', [celeryMain(2, 'w1@pi1', url('redis://127.0.0.1/1'))]);
  expect(started.map((one) => one.disposed)).toEqual([true, false]);
});

/** Storms over a real fleet keeper: one cause says one word, in time, and takes it back once. */
import { expect, test } from 'vitest';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import { celeryMain, connectedLink, hostConfig, inventoried, processSample, sampled } from '#test/fakes/host-facts.ts';
import { createAlertScene, type AlertScene } from './alert-scene.ts';

const hostCount = 20;
const workersPerHost = 8;
const hosts = Array.from({ length: hostCount }, (_, index) => `pi${String(index).padStart(2, '0')}` as HostId);
const mains = (host: string): number[] => Array.from({ length: workersPerHost }, (_, index) => 1000 + hosts.indexOf(host as HostId) * 100 + index);

function build(scene: AlertScene, brokerOf: (host: HostId) => BrokerId): { beat(withBroker: boolean): void } {
  const { keeper, time } = scene;
  const now = (): number => time.clock.now();
  const brokers = [...new Set(hosts.map(brokerOf))];
  for (const host of hosts) {
    keeper.setHost(hostConfig(host));
    keeper.hostLink(host, connectedLink(now()));
    keeper.hostSaw(host, inventoried(now(), mains(host).map((pid, index) => celeryMain(pid, `w${index}@${host}`))));
  }
  for (const id of brokers) {
    const used = hosts.filter((host) => brokerOf(host) === id);
    keeper.setBroker({ id, label: 'redis://redis.local:6379/0', foundBy: 'command-line', through: used[0] ?? null, hosts: used });
    keeper.brokerSaw(id, { kind: 'phase', at: now(), phase: 'ready', error: null });
  }
  for (const host of hosts) for (const pid of mains(host)) keeper.attach(host, pid, brokerOf(host));
  return {
    beat(withBroker) {
      for (const host of hosts) {
        keeper.hostSaw(host, sampled(now(), mains(host).map((pid) => processSample(pid, { cpuTicks: 100 + now() % 1000 }))));
        if (withBroker) mains(host).forEach((pid, index) => keeper.brokerSaw(brokerOf(host), { kind: 'worker-event', at: now(), event: { type: 'heartbeat', node: `w${index}@${host}`, pid, intervalS: 2, active: 0, processed: 1, celeryVersion: '5.2.6', sentAt: null } }));
      }
    },
  };
}

function run(scene: AlertScene, fleet: { beat(withBroker: boolean): void }, seconds: number, withBroker: boolean): void {
  for (let second = 0; second < seconds; second += 2) {
    scene.time.advance(2000);
    fleet.beat(withBroker);
  }
}

const lose = (scene: AlertScene, id: BrokerId): void => scene.keeper.brokerSaw(id, { kind: 'phase', at: scene.time.clock.now(), phase: 'waiting', error: { code: 'broker-unreachable', broker: 'redis.local', because: 'refused' } });
const giveBack = (scene: AlertScene, id: BrokerId): void => scene.keeper.brokerSaw(id, { kind: 'phase', at: scene.time.clock.now(), phase: 'ready', error: null });

test('AL8 twenty hosts lose their one Redis: one alert, fired once, cleared once', async () => {
  const scene = createAlertScene();
  const redis = 'redis.local:6379/0' as BrokerId;
  const fleet = build(scene, () => redis);
  run(scene, fleet, 60, true);
  expect(scene.heard).toEqual([]);
  const lostAt = scene.time.clock.now();
  lose(scene, redis);
  run(scene, fleet, 300, false);
  expect(scene.heard.map(({ kind, alert }) => [kind, alert?.rule])).toEqual([['fired', 'broker-unreachable']]);
  expect((scene.heard[0]?.heardAt ?? 0) - lostAt).toBeLessThanOrEqual(15_000 + 1000);
  giveBack(scene, redis);
  run(scene, fleet, 120, true);
  expect(scene.heard.map(({ kind, alert }) => [kind, alert?.rule])).toEqual([['fired', 'broker-unreachable'], ['cleared', 'broker-unreachable']]);
  expect(scene.watch.open()).toEqual([]);
  await scene.dispose();
});

test('AL8 twenty hosts lose twenty own Redis at once: each broker speaks once, no worker does', async () => {
  const scene = createAlertScene();
  const own = (host: HostId): BrokerId => `${host} 127.0.0.1:6379/0` as BrokerId;
  const fleet = build(scene, own);
  run(scene, fleet, 60, true);
  const lostAt = scene.time.clock.now();
  for (const host of hosts) lose(scene, own(host));
  run(scene, fleet, 300, false);
  for (const host of hosts) giveBack(scene, own(host));
  run(scene, fleet, 120, true);
  const fired = scene.heard.filter(({ kind }) => kind === 'fired');
  expect(fired).toHaveLength(hostCount);
  expect(new Set(fired.map(({ alert }) => alert?.subject.broker)).size).toBe(hostCount);
  expect(scene.heard.filter(({ kind }) => kind === 'cleared')).toHaveLength(hostCount);
  const delays = fired.map(({ heardAt }) => heardAt - lostAt - 15_000).sort((a, b) => a - b);
  expect(delays[Math.floor(delays.length * 0.95)]).toBeLessThanOrEqual(1000);
  await scene.dispose();
});

test('AL7 a lost host speaks for its eight workers and its Redis', async () => {
  const scene = createAlertScene();
  const own = (host: HostId): BrokerId => `${host} 127.0.0.1:6379/0` as BrokerId;
  const fleet = build(scene, own);
  run(scene, fleet, 60, true);
  const gone = hosts[3]!;
  scene.keeper.hostLink(gone, { ...connectedLink(scene.time.clock.now()), phase: 'waiting', error: { code: 'host-unreachable', at: 'pi@pi03:22', because: 'timeout' } });
  lose(scene, own(gone));
  scene.time.advance(400_000);
  expect(scene.heard.filter(({ alert }) => alert?.subject.host === gone || alert?.subject.broker === own(gone)).map(({ kind, alert }) => [kind, alert?.rule])).toEqual([['fired', 'host-unreachable']]);
  const broker = scene.watch.open().find(({ rule }) => rule === 'broker-unreachable');
  expect(broker).toMatchObject({ silence: 'cause', cause: scene.watch.open().find(({ rule }) => rule === 'host-unreachable')?.id, notifiedAt: null });
  await scene.dispose();
});

test('AL7 every host away at once is one alert, about the network here', async () => {
  const scene = createAlertScene();
  const own = (host: HostId): BrokerId => `${host} 127.0.0.1:6379/0` as BrokerId;
  const fleet = build(scene, own);
  run(scene, fleet, 60, true);
  for (const host of hosts) scene.keeper.hostLink(host, { ...connectedLink(scene.time.clock.now()), phase: 'waiting', error: { code: 'host-unreachable', at: host, because: 'no-route' } });
  for (const host of hosts) lose(scene, own(host));
  scene.time.advance(300_000);
  for (const host of hosts) { scene.keeper.hostLink(host, connectedLink(scene.time.clock.now())); giveBack(scene, own(host)); }
  run(scene, fleet, 120, true);
  expect(scene.heard.map(({ kind, alert }) => [kind, alert?.rule])).toEqual([['fired', 'all-hosts-unreachable'], ['cleared', 'all-hosts-unreachable']]);
  await scene.dispose();
});

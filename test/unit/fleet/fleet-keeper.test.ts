import { beforeEach, describe, expect, test } from 'vitest';
import { createFleetKeeper, type FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { celeryMain, connectedLink, hostConfig, inventoried, processSample, sampled } from '#test/fakes/host-facts.ts';
import { createManualClock, type ManualClock } from '#test/fakes/manual-clock.ts';
import type { BrokerObservation, WorkerEvent } from '#electron/celery/core/broker-observation.ts';
import type { FleetChange, FleetPatch } from '#shared/domain/fleet.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

const pi = 'pi1' as HostId;
const redis = 'redis' as BrokerId;
let time: ManualClock;
let keeper: FleetKeeper;
let wishes: string[];

beforeEach(() => {
  time = createManualClock();
  wishes = [];
  keeper = createFleetKeeper({
    clock: time.clock, timers: time.timers,
    engine: { version: 'test', startedAt: 0, vault: 'memory', settings: defaultSettings, isForcedReadOnly: false, isDemo: false, settingsTrouble: null },
    requests: { scan: (host) => wishes.push(`scan ${host}`), ask: (broker) => wishes.push(`ask ${broker}`), confirm: (_broker, node) => wishes.push(`confirm ${node}`) },
  });
});

const now = (): number => time.clock.now();
const worker = (name: string): WorkerView => {
  const found = keeper.snapshot().workers.filter((one) => one.name === name);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const event = (node: string, change: Partial<WorkerEvent> = {}): BrokerObservation => ({
  kind: 'worker-event', at: now(), event: { type: 'heartbeat', node, pid: null, intervalS: 2, active: 0, processed: 0, celeryVersion: '5.2.6', sentAt: null, ...change },
});
const addHost = (id: HostId, mains: Parameters<typeof inventoried>[1], isComplete = true): void => {
  keeper.setHost(hostConfig(id));
  keeper.hostLink(id, connectedLink(now()));
  keeper.hostSaw(id, inventoried(now(), mains, isComplete));
};
const addBroker = (hosts: HostId[]): void => {
  keeper.setBroker({ id: redis, label: 'redis://127.0.0.1:6379/0', foundBy: 'connection', through: hosts[0] ?? null, hosts });
  keeper.brokerSaw(redis, { kind: 'phase', at: now(), phase: 'ready', error: null });
};
const sample = (id: HostId, processes: Parameters<typeof sampled>[1]): void => keeper.hostSaw(id, sampled(now(), processes));

describe('one worker, three views of it', () => {
  test('a process, its heartbeat and its samples are one worker', () => {
    addHost(pi, [celeryMain(812, 'w1@pi1')]);
    addBroker([pi]);
    keeper.attach(pi, 812, redis);
    keeper.brokerSaw(redis, event('w1@pi1', { pid: 812, active: 1 }));
    sample(pi, [processSample(812, { rss: 60e6 }), processSample(813, { role: 'child', mainPid: 812, rss: 40e6 })]);
    const seen = worker('w1@pi1');
    expect({ host: seen.host, broker: seen.broker, kind: seen.verdict.kind, rss: seen.totalRss, children: seen.children.map((child) => child.pid), pool: seen.pool.kind })
      .toEqual({ host: pi, broker: redis, kind: 'working', rss: 100e6, children: [813], pool: 'prefork' });
  });

  test('the same default name on two Pis stays two workers, told apart by pid', () => {
    addHost(pi, [celeryMain(812, 'celery@raspberrypi')]);
    addHost('pi2' as HostId, [celeryMain(900, 'celery@raspberrypi')]);
    addBroker([pi, 'pi2' as HostId]);
    keeper.attach(pi, 812, redis);
    keeper.attach('pi2' as HostId, 900, redis);
    keeper.brokerSaw(redis, event('celery@raspberrypi', { pid: 900, active: 3 }));
    const active = keeper.snapshot().workers.map((one) => [one.host, one.counts?.active ?? null]);
    expect(active).toEqual([[pi, null], ['pi2', 3]]);
  });

  test('a worker in a container is found by the pid it sees itself, and gets its real name', () => {
    addHost(pi, [celeryMain(5000, null, { innerPid: 7, container: 'abc' })]);
    addBroker([pi]);
    keeper.attach(pi, 5000, redis);
    keeper.brokerSaw(redis, event('scan@abc', { pid: 7 }));
    expect(worker('scan@abc').process?.pid).toBe(5000);
    expect(keeper.snapshot().workers).toHaveLength(1);
  });

  test('a node only the broker knows is a worker without a host, and is adopted when its process appears', () => {
    keeper.setHost(hostConfig(pi));
    addBroker([pi]);
    keeper.brokerSaw(redis, event('w9@pi1', { pid: 77 }));
    expect(worker('w9@pi1').host).toBeNull();
    expect(wishes).toContain('scan pi1');
    addHost(pi, [celeryMain(77, 'w9@pi1')]);
    expect(worker('w9@pi1').host).toBe(pi);
  });
});

describe('ends and starts', () => {
  const alive = (): void => {
    addHost(pi, [celeryMain(812, 'w1@pi1')]);
    addBroker([pi]);
    keeper.attach(pi, 812, redis);
    keeper.brokerSaw(redis, event('w1@pi1', { pid: 812 }));
    sample(pi, [processSample(812)]);
  };
  const die = (pid = 812): void => keeper.hostSaw(pi, { kind: 'died', at: now(), pid, startTicks: pid * 10, role: 'main', mainPid: pid });

  test('a main that dies without a word is crashed in the next patch, at once', () => {
    alive();
    time.advance(1000);
    const patches: FleetPatch[] = [];
    keeper.listen({ onChange: (change) => { if (change.kind === 'patch') patches.push(change.patch); } });
    die();
    time.advance(0);
    expect(patches.map((patch) => patch.workers?.map((one) => [one.name, one.verdict.kind, one.ends[0]?.silent]))).toEqual([[['w1@pi1', 'crashed', true]]]);
    expect(wishes).toContain('ask redis');
  });

  test('a reused pid with another start time is not taken for the worker', () => {
    alive();
    keeper.hostSaw(pi, { kind: 'died', at: now(), pid: 812, startTicks: 1, role: 'main', mainPid: 812 });
    expect(worker('w1@pi1').verdict.kind).toBe('idle');
  });

  test('a farewell before the end makes it stopped', () => {
    alive();
    keeper.brokerSaw(redis, event('w1@pi1', { type: 'offline' }));
    time.advance(300);
    die();
    expect(worker('w1@pi1').verdict).toMatchObject({ kind: 'stopped', reason: 'main-gone-offline-said' });
  });

  test('a farewell heard just after the end counts as one, and so does a binding that left with it', () => {
    alive();
    die();
    time.advance(40);
    keeper.brokerSaw(redis, event('w1@pi1', { type: 'offline' }));
    expect(worker('w1@pi1')).toMatchObject({ verdict: { kind: 'stopped' }, ends: [{ silent: false }] });
    keeper.hostSaw(pi, inventoried(now(), [celeryMain(990, 'w1@pi1')]));
    time.advance(30_000);
    die(990);
    keeper.brokerSaw(redis, { kind: 'bindings', at: now(), nodes: [] });
    expect(worker('w1@pi1')).toMatchObject({ verdict: { kind: 'stopped', reason: 'main-gone-binding-removed' }, ends: [{ pid: 990, silent: false }, { pid: 812 }] });
  });

  test('the same name with a new process is the same worker, restarting and then well', () => {
    alive();
    const { key } = worker('w1@pi1');
    die();
    time.advance(3000);
    keeper.hostSaw(pi, inventoried(now(), [celeryMain(990, 'w1@pi1')]));
    expect(worker('w1@pi1')).toMatchObject({ key, verdict: { kind: 'restarting' }, process: { pid: 990 } });
    time.advance(1000);
    sample(pi, [processSample(990)]);
    keeper.brokerSaw(redis, event('w1@pi1', { pid: 990 }));
    keeper.attach(pi, 990, redis);
    expect(worker('w1@pi1').verdict.kind).toBe('idle');
    expect(worker('w1@pi1').ends.map((end) => end.pid)).toEqual([812]);
  });

  test('a child that dies is noted with the one that replaced it, and the worker goes on', () => {
    alive();
    sample(pi, [processSample(812), processSample(813, { role: 'child', mainPid: 812 })]);
    keeper.hostSaw(pi, { kind: 'died', at: now(), pid: 813, startTicks: 8130, role: 'child', mainPid: 812 });
    time.advance(2000);
    keeper.brokerSaw(redis, event('w1@pi1', { pid: 812 }));
    sample(pi, [processSample(812), processSample(814, { role: 'child', mainPid: 812 })]);
    expect(worker('w1@pi1')).toMatchObject({ verdict: { kind: 'idle' }, childDeaths: [{ pid: 813, replacedBy: 814 }], children: [{ pid: 814 }] });
  });

  test('a scan that cannot see every process ends nobody', () => {
    alive();
    keeper.hostSaw(pi, inventoried(now(), [], false));
    expect(worker('w1@pi1').process?.pid).toBe(812);
  });

  test('a host that goes away makes its workers unreachable, never dead; coming back, they are as they were', () => {
    alive();
    time.advance(30_000);
    keeper.hostLink(pi, { ...connectedLink(now()), phase: 'waiting' });
    keeper.brokerSaw(redis, { kind: 'phase', at: now(), phase: 'waiting', error: null });
    time.advance(20_000);
    expect(worker('w1@pi1').verdict.kind).toBe('unreachable');
    keeper.hostLink(pi, connectedLink(now()));
    keeper.brokerSaw(redis, { kind: 'phase', at: now(), phase: 'ready', error: null });
    sample(pi, [processSample(812)]);
    keeper.brokerSaw(redis, event('w1@pi1', { pid: 812 }));
    expect(worker('w1@pi1').verdict.kind).toBe('idle');
  });
});

describe('deafness', () => {
  test('is called only after the looks agree, and the worker was asked for its tasks', () => {
    addHost(pi, [celeryMain(812, 'w1@pi1', { sockets: [{ localPort: 4001, remoteHost: '127.0.0.1', remotePort: 6379 }] })]);
    addBroker([pi]);
    keeper.attach(pi, 812, redis);
    const look = (): void => {
      keeper.brokerSaw(redis, event('w1@pi1', { pid: 812 }));
      sample(pi, [processSample(812)]);
      keeper.brokerSaw(redis, { kind: 'clients', at: now(), listeners: 1, clients: [{ host: '127.0.0.1', port: 4001, db: 0, ageS: 9, idleS: 0, lastCommand: 'ping', isWaitingForWork: false, isSubscriber: false }] });
    };
    time.advance(60_000);
    look();
    expect(worker('w1@pi1').verdict.kind).toBe('idle');
    expect(wishes).toContain('confirm w1@pi1');
    for (let turn = 0; turn < 3; turn += 1) { time.advance(4000); look(); }
    expect(worker('w1@pi1').verdict).toMatchObject({ kind: 'deaf', remedy: 'restart' });
    keeper.tasksCounted(worker('w1@pi1').key, { active: 0, reserved: 4, scheduled: 4 });
    expect(worker('w1@pi1').verdict.kind).toBe('idle');
  });
});

describe('patches', () => {
  test('a snapshot and its patches, without a gap, are the state', () => {
    const mirror = new Map<string, unknown>();
    let seq = -1;
    keeper.listen({
      onChange: (change: FleetChange) => {
        if (change.kind === 'snapshot') { seq = change.snapshot.seq; for (const one of [...change.snapshot.hosts, ...change.snapshot.brokers]) mirror.set(one.id, one); for (const one of change.snapshot.workers) mirror.set(one.key, one); return; }
        expect(change.patch.seq).toBe(seq + 1);
        seq = change.patch.seq;
        for (const one of [...(change.patch.hosts ?? []), ...(change.patch.brokers ?? [])]) mirror.set(one.id, one);
        for (const one of change.patch.workers ?? []) mirror.set(one.key, one);
        for (const ids of Object.values(change.patch.gone ?? {})) for (const id of ids ?? []) mirror.delete(id);
      },
    });
    addHost(pi, [celeryMain(812, 'w1@pi1'), celeryMain(850, 'w2@pi1')]);
    addBroker([pi]);
    for (let turn = 0; turn < 20; turn += 1) {
      time.advance(700);
      keeper.brokerSaw(redis, event(turn % 3 === 0 ? 'x@far' : 'w1@pi1', { pid: turn % 3 === 0 ? 5 : 812, processed: turn }));
      sample(pi, [processSample(812, { cpuTicks: turn }), processSample(850)]);
      if (turn === 12) keeper.hostSaw(pi, { kind: 'died', at: now(), pid: 850, startTicks: 8500, role: 'main', mainPid: 850 });
    }
    keeper.dropBroker(redis);
    time.advance(5000);
    // views age with the clock; compare what does not
    const strip = (view: unknown): unknown => { const { verdict, ...rest } = view as WorkerView; return verdict === undefined ? rest : { ...rest, kind: verdict.kind, reason: verdict.reason }; };
    const { hosts, workers, brokers } = keeper.snapshot();
    const expected = new Map<string, unknown>([...hosts.map((one) => [one.id, one] as const), ...brokers.map((one) => [one.id, one] as const), ...workers.map((one) => [one.key, one] as const)]);
    expect([...mirror.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, view] of expected) expect(strip(mirror.get(key))).toEqual(strip(view));
  });

  test('a death does not wait behind figures that were just sent', () => {
    addHost(pi, [celeryMain(812, 'w1@pi1'), celeryMain(850, 'w2@pi1')]);
    time.advance(60_000);
    sample(pi, [processSample(812), processSample(850)]);
    time.advance(30);
    const seen: string[] = [];
    keeper.listen({ onChange: (change) => { if (change.kind === 'patch') seen.push(...(change.patch.workers ?? []).map((one) => one.verdict.kind)); } });
    keeper.hostSaw(pi, { kind: 'died', at: now(), pid: 812, startTicks: 8120, role: 'main', mainPid: 812 });
    time.advance(20);
    expect(seen).toEqual(['stopped']);
  });

  test('nothing changed means nothing sent, and at most four patches a second go out', () => {
    addHost(pi, [celeryMain(812, 'w1@pi1')]);
    let patches = 0;
    keeper.listen({ onChange: (change) => { if (change.kind === 'patch') patches += 1; } });
    time.advance(60_000);
    const quiet = patches;
    for (let turn = 0; turn < 100; turn += 1) { sample(pi, [processSample(812, { cpuTicks: turn })]); time.advance(10); }
    expect(quiet).toBeLessThanOrEqual(2);
    expect(patches - quiet).toBeLessThanOrEqual(6);
  });
});

test('names with quotes, newlines and markup travel as they are and join nothing by accident', () => {
  const odd = 'w"1\n<b>@pi1' as WorkerKey;
  addHost(pi, [celeryMain(812, odd)]);
  addBroker([pi]);
  keeper.brokerSaw(redis, event(odd, { pid: 812 }));
  expect(keeper.snapshot().workers.map((one) => [one.name, one.host, one.broker])).toEqual([[odd, pi, redis]]);
});

describe('the end of a main process on the axis of time', () => {
  type Mark = Parameters<NonNullable<Parameters<FleetKeeper['listen']>[0]['onMark']>>[1];
  const marks: Mark[] = [];
  const dieWith = (goodbyeAfterMs: number | null): void => {
    marks.length = 0;
    keeper.listen({ onMark: (_host, mark) => { marks.push(mark); } });
    addHost(pi, [celeryMain(812, 'w1@pi1')]);
    addBroker([pi]);
    keeper.attach(pi, 812, redis);
    keeper.brokerSaw(redis, event('w1@pi1', { pid: 812 }));
    const { startTicks } = celeryMain(812, 'w1@pi1');
    keeper.hostSaw(pi, { kind: 'died', at: now(), pid: 812, startTicks, role: 'main', mainPid: 812 });
    if (goodbyeAfterMs === null) return;
    time.advance(goodbyeAfterMs);
    keeper.brokerSaw(redis, event('w1@pi1', { pid: 812, type: 'offline' }));
  };

  test('a goodbye that comes just after the death makes it a stop, marked once, at the moment of the end', () => {
    const at = now();
    dieWith(400);
    expect(marks).toEqual([]);
    time.advance(10_000);
    expect(marks).toEqual([{ at, kind: 'worker-stopped', label: 'w1@pi1' }]);
  });

  test('an end that nobody explains is a death', () => {
    const at = now();
    dieWith(null);
    time.advance(10_000);
    expect(marks).toEqual([{ at, kind: 'main-died', label: 'w1@pi1' }]);
  });
});

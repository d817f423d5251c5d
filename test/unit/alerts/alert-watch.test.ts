import { expect, test } from 'vitest';
import { createMemoryAlertStore } from '#electron/alerts/memory-alert-store.ts';
import { defaultAlertChoices, defaultRules, type Alert, type AlertChoices, type AlertId, type RuleId } from '#shared/domain/alert.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { HostSample } from '#shared/domain/host.ts';
import { connectedLink, hostConfig, hostSample } from '#test/fakes/host-facts.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createAlertScene, type AlertScene } from './alert-scene.ts';

const pi = 'pi1' as HostId;
const memory = (percent: number): Partial<HostSample> => ({ memTotal: 1000, memAvailable: 1000 - percent * 10 });

function addHost(scene: AlertScene, id: HostId = pi): void {
  scene.keeper.setHost(hostConfig(id));
  scene.keeper.hostLink(id, connectedLink(scene.time.clock.now()));
}
function sampleFor(scene: AlertScene, seconds: number, change: Partial<HostSample>): void {
  for (let second = 0; second < seconds; second += 2) {
    const at = scene.time.clock.now();
    scene.keeper.hostSaw(pi, { kind: 'sampled', at, latencyMs: 3, sample: { ...hostSample(at), ...change }, processes: [] });
    scene.time.advance(2000);
  }
}
const said = (scene: AlertScene): unknown[] => scene.heard.map(({ kind, alert }) => [kind, alert?.rule]);

test('AL1 a figure over its threshold fires after the dwell, not before, and says once', async () => {
  const scene = createAlertScene();
  addHost(scene);
  sampleFor(scene, 56, memory(90));
  expect(said(scene)).toEqual([]);
  sampleFor(scene, 600, memory(91));
  expect(said(scene)).toEqual([['fired', 'host-memory-over']]);
  expect(scene.heard[0]?.alert).toMatchObject({ threshold: 80, severity: 'warning', name: 'pi1' });
  await scene.dispose();
});

test('AL1 a spike shorter than the dwell says nothing', async () => {
  const scene = createAlertScene();
  addHost(scene);
  for (let round = 0; round < 20; round += 1) { sampleFor(scene, 50, memory(95)); sampleFor(scene, 10, memory(40)); }
  expect(said(scene)).toEqual([]);
  await scene.dispose();
});

test('AL4 just below the threshold is not well yet; well below for the calm clears once', async () => {
  const scene = createAlertScene();
  addHost(scene);
  sampleFor(scene, 70, memory(90));
  sampleFor(scene, 300, memory(79));
  expect(said(scene)).toEqual([['fired', 'host-memory-over']]);
  sampleFor(scene, 70, memory(70));
  expect(said(scene)).toEqual([['fired', 'host-memory-over'], ['cleared', 'host-memory-over']]);
  await scene.dispose();
});

test('AL3 no evidence neither fires nor clears', async () => {
  const scene = createAlertScene();
  addHost(scene);
  sampleFor(scene, 70, memory(90));
  sampleFor(scene, 600, { memTotal: null, memAvailable: null });
  expect(said(scene)).toEqual([['fired', 'host-memory-over']]);
  expect(scene.watch.open()[0]?.state).toBe('firing');
  await scene.dispose();
});

test('AL5 what comes and goes all the time is called flapping and then stays one alert', async () => {
  const scene = createAlertScene();
  const redis = 'redis' as BrokerId;
  addHost(scene);
  scene.keeper.setBroker({ id: redis, label: 'redis://127.0.0.1:6379/0', foundBy: 'connection', through: pi, hosts: [pi] });
  const phase = (is: 'ready' | 'waiting'): void => scene.keeper.brokerSaw(redis, { kind: 'phase', at: scene.time.clock.now(), phase: is, error: null });
  phase('ready');
  for (let round = 0; round < 10; round += 1) {
    phase('waiting');
    sampleFor(scene, 20, {});
    phase('ready');
    sampleFor(scene, 40, {});
  }
  expect(said(scene)).toEqual([['fired', 'broker-unreachable'], ['cleared', 'broker-unreachable'], ['fired', 'broker-unreachable'], ['cleared', 'broker-unreachable'], ['fired', 'broker-unreachable']]);
  expect(scene.heard.at(-1)?.alert).toMatchObject({ isFlapping: true, flaps: 3 });
  sampleFor(scene, 700, {});
  expect(said(scene).at(-1)).toEqual(['cleared', 'broker-unreachable']);
  await scene.dispose();
});

const withChoices = (change: Partial<AlertChoices>): AlertChoices => ({ ...defaultAlertChoices, channels: defaultAlertChoices.channels.map((channel) => ({ ...channel, sendsCleared: true })), ...change });

test('AL13 a mute holds the word back; it comes out when the mute ends while the trouble stands', async () => {
  const scene = createAlertScene({ choices: withChoices({}) });
  addHost(scene);
  const until = scene.time.clock.now() + 300_000;
  expect((await scene.desk.mute({ rule: 'host-memory-over' as RuleId, host: pi, worker: null, until, isMuted: true })).ok).toBe(true);
  sampleFor(scene, 200, memory(90));
  expect(said(scene)).toEqual([]);
  expect(scene.watch.open()[0]).toMatchObject({ state: 'firing', silence: 'muted' });
  sampleFor(scene, 200, memory(90));
  expect(said(scene)).toEqual([['fired', 'host-memory-over']]);
  await scene.dispose();
});

test('AL12 at night warnings wait until morning, critical ones do not', async () => {
  const noon = 1_700_000_000_000 - (1_700_000_000_000 % 86_400_000) + 43_200_000;
  const time = createManualClock(noon);
  const quietHours = { isOn: true, fromMinute: 710, toMinute: 730, days: [0, 1, 2, 3, 4, 5, 6], lettingCritical: true };
  const scene = createAlertScene({ time, choices: withChoices({ quietHours }) });
  addHost(scene);
  sampleFor(scene, 120, { ...memory(90), disk: { path: '/', total: 1000, available: 10 } });
  expect(said(scene)).toEqual([['fired', 'disk-full']]);
  sampleFor(scene, 600, { ...memory(90), disk: { path: '/', total: 1000, available: 10 } });
  expect(said(scene)).toEqual([['fired', 'disk-full'], ['fired', 'host-memory-over']]);
  expect(scene.heard[1]?.heardAt).toBeGreaterThanOrEqual(noon + 600_000);
  await scene.dispose();
});

test('AL11 maintenance of one host is silent there and nowhere else', async () => {
  const other = 'pi2' as HostId;
  const scene = createAlertScene();
  addHost(scene);
  addHost(scene, other);
  const from = scene.time.clock.now();
  expect((await scene.desk.changeRules({ maintenance: [{ id: 'm', from, to: from + 3_600_000, hosts: [pi], note: '' }] })).ok).toBe(true);
  for (const id of [pi, other]) scene.keeper.hostLink(id, { ...connectedLink(from), phase: 'waiting', error: { code: 'host-unreachable', at: id, because: 'timeout' } });
  scene.time.advance(60_000);
  expect(scene.heard.map(({ alert }) => alert?.subject.host)).toEqual([other]);
  expect(scene.watch.open().find(({ subject }) => subject.host === pi)?.silence).toBe('maintenance');
  await scene.dispose();
});

test('AL6 a restart of the engine neither repeats the word nor forgets the alert', async () => {
  const store = createMemoryAlertStore();
  const time = createManualClock();
  const before = createAlertScene({ time, store });
  addHost(before);
  sampleFor(before, 70, memory(90));
  expect(said(before)).toEqual([['fired', 'host-memory-over']]);
  await before.dispose();
  const after = createAlertScene({ time, store });
  await after.watch.start();
  addHost(after);
  sampleFor(after, 60, memory(90));
  expect(said(after)).toEqual([]);
  expect(after.watch.open()).toMatchObject([{ rule: 'host-memory-over', state: 'firing' }]);
  sampleFor(after, 70, memory(40));
  expect(said(after)).toEqual([['cleared', 'host-memory-over']]);
  await after.dispose();
  const listed = await store.list(0, time.clock.now());
  expect(listed.ok && listed.value.map(({ state }) => state)).toEqual(['cleared']);
});

test('AL6 a host taken off the list takes its alert with it', async () => {
  const scene = createAlertScene();
  addHost(scene);
  sampleFor(scene, 70, memory(90));
  scene.keeper.dropHost(pi);
  scene.time.advance(1000);
  expect(said(scene)).toEqual([['fired', 'host-memory-over'], ['cleared', 'host-memory-over']]);
  await scene.dispose();
});

test('an under-voltage too short to be caught is seen by the bit it leaves', async () => {
  const scene = createAlertScene();
  addHost(scene);
  scene.keeper.hostSaw(pi, { kind: 'identified', at: scene.time.clock.now(), identity: { hostname: 'pi1', model: null, osName: null, kernel: null, architecture: null, cores: 4, memTotal: 1, pageSize: 4096, clockTicksPerSecond: 100, bootId: 'b', bootedAt: 0, pythonVersion: null, clockSkewMs: null } });
  const bits = { underVoltageNow: false, frequencyCappedNow: false, throttledNow: false, softTempLimitNow: false, underVoltageSinceBoot: false, frequencyCappedSinceBoot: false, throttledSinceBoot: false, softTempLimitSinceBoot: false };
  sampleFor(scene, 10, { throttling: bits });
  expect(said(scene)).toEqual([]);
  sampleFor(scene, 10, { throttling: { ...bits, underVoltageSinceBoot: true } });
  expect(said(scene)).toEqual([['fired', 'under-voltage']]);
  await scene.dispose();
});

test('rules are data: a changed threshold counts at once, a reset brings the default back, nonsense is refused', async () => {
  const scene = createAlertScene();
  addHost(scene);
  const rule = defaultRules.find(({ condition }) => condition === 'host-memory-over')!;
  const changed = await scene.desk.changeRules({ rules: [{ ...rule, threshold: 30, dwellMs: 0 }] });
  expect(changed.ok).toBe(true);
  expect(scene.choices.rules).toHaveLength(1);
  sampleFor(scene, 4, memory(40));
  expect(said(scene)).toEqual([['fired', 'host-memory-over']]);
  await scene.desk.changeRules({ reset: [rule.id] });
  expect(scene.choices.rules).toEqual([]);
  expect(scene.desk.plan().rules).toEqual(defaultRules);
  expect(await scene.desk.changeRules({ rules: [{ ...rule, threshold: 400 }] })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  expect(await scene.desk.changeRules({ rules: [{ ...rule, condition: 'disk-full' }] })).toMatchObject({ ok: false });
  await scene.dispose();
});

test('a face that comes later gets all that is open, and the notices only once', async () => {
  const scene = createAlertScene();
  addHost(scene);
  sampleFor(scene, 70, memory(90));
  const seen: unknown[] = [];
  const stop = scene.desk.watch((change) => seen.push([change.whole, change.alerts.length, change.notices.length, change.openCount]));
  expect(seen).toEqual([[true, 1, 0, 1]]);
  stop();
  sampleFor(scene, 200, memory(10));
  expect(seen).toHaveLength(1);
  await scene.dispose();
});

test('AL1 a critical finding of the last diagnosis is an alert of its host, until a diagnosis without one', async () => {
  const told: { count: number | null } = { count: null };
  const scene = createAlertScene({ criticalFindings: () => told.count });
  addHost(scene);
  sampleFor(scene, 30, {});
  expect(said(scene)).toEqual([]);
  told.count = 2;
  sampleFor(scene, 10, {});
  expect(said(scene)).toEqual([['fired', 'finding-critical']]);
  expect(scene.watch.open()[0]).toMatchObject({ value: 2, subject: { host: pi } });
  told.count = null;
  sampleFor(scene, 60, {});
  expect(scene.watch.open()).toHaveLength(1);
  told.count = 0;
  sampleFor(scene, 10, {});
  expect(said(scene).at(-1)).toEqual(['cleared', 'finding-critical']);
  await scene.dispose();
});

test('AL6 a worker not found again within an hour after the start ends its alerts; within it they wait', async () => {
  const store = createMemoryAlertStore();
  const time = createManualClock();
  const gone = { host: pi, worker: 'pi1/w1' as WorkerKey, broker: null };
  const open: Alert = { id: 'old' as AlertId, rule: 'worker-crashed' as RuleId, condition: 'worker-crashed', severity: 'critical', subject: gone, name: 'w1', hostName: 'pi1', state: 'firing', since: 1, firedAt: 2, clearedAt: null, value: null, threshold: null, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 1, notifiedAt: 3 };
  expect((await store.put([{ alert: open, wellSince: null }])).ok).toBe(true);
  const scene = createAlertScene({ time, store });
  await scene.watch.start();
  addHost(scene);
  time.advance(3_595_000);
  expect(scene.watch.open()).toHaveLength(1);
  expect(said(scene)).toEqual([]);
  time.advance(10_000);
  expect(said(scene)).toEqual([['cleared', 'worker-crashed']]);
  await scene.dispose();
});

test('AL17 an engine that is not on guard shows what fires, and neither saves nor sends it', async () => {
  for (const [isOnGuard, kept, sent] of [[true, 1, 1], [false, 0, 0]] as const) {
    const scene = createAlertScene({ isOnGuard });
    addHost(scene);
    sampleFor(scene, 70, memory(90));
    expect(scene.watch.open()).toMatchObject([{ rule: 'host-memory-over', state: 'firing' }]);
    await scene.dispose();
    const listed = await scene.store.list(0, scene.time.clock.now());
    expect([listed.ok && listed.value.length, scene.heard.length]).toEqual([kept, sent]);
  }
});

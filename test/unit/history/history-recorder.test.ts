/** From the fleet to the store, second by second. Rules HS1, HS8 and HS10. */
import { expect, test } from 'vitest';
import { createHistory } from '#electron/history/create-history.ts';
import { createHistoryRecorder } from '#electron/history/history-recorder.ts';
import { createTrendRecorder } from '#electron/trends/trend-recorder.ts';
import type { FleetListener } from '#electron/fleet/fleet-keeper.ts';
import { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { defaultSettings, type Settings } from '#shared/domain/settings.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import type { Verdict } from '#shared/domain/worker.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryHistoryStore } from '#test/fakes/memory-history-store.ts';

const host = HostId.parse('h1');
const worker = WorkerKey.parse('h1|w1@pi');
const verdict = (kind: Verdict['kind']): Verdict => ({ kind, reason: 'consuming', since: 0, proofs: [], remedy: null });
/** Lets promises that are already settled run. */
const settle = async (): Promise<void> => { for (let turn = 0; turn < 10; turn += 1) await Promise.resolve(); };

function record(settings: Settings = defaultSettings) {
  const time = createManualClock();
  const store = createMemoryHistoryStore();
  const recorder = createHistoryRecorder({ store, clock: time.clock, timers: time.timers, settings: () => settings });
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 1000) { time.advance(1000); await settle(); }
  };
  return { time, store, recorder, pass, pulse: () => recorder.onPulse(host, time.clock.now(), [['host.cpu', 1]]) };
}
const pulsesOf = ({ store }: ReturnType<typeof record>): number => store.batches.reduce((sum, batch) => sum + batch.pulses.length, 0);

test('HS1 what was seen is with the store within a second, once, and at most one batch a second', async () => {
  const run = record();
  for (let second = 0; second < 20; second += 1) {
    run.pulse();
    run.pulse();
    await run.pass(1000);
    expect(pulsesOf(run)).toBe((second + 1) * 2);
  }
  expect(run.store.batches.length).toBe(20);
});

test('HS1 a slow store gets one batch at a time, and all that came meanwhile in the next', async () => {
  const run = record();
  const { promise, resolve } = Promise.withResolvers<void>();
  run.store.gate = promise;
  for (let second = 0; second < 5; second += 1) { run.pulse(); await run.pass(1000); }
  run.store.gate = null;
  resolve();
  await settle();
  await run.pass(1000);
  expect(run.store.batches.map(({ pulses }) => pulses.length)).toEqual([1, 4]);
});

test('HS10 a store that takes nothing is asked again every few seconds; what came meanwhile is kept up to a bound, then counted as lost', async () => {
  const run = record();
  run.store.failure = { code: 'file-failed', path: '/p', because: 'disk-full' };
  for (let second = 0; second < 30; second += 1) { run.pulse(); await run.pass(1000); }
  expect(pulsesOf(run)).toBe(0);
  expect(run.recorder.lost()).toBe(0);
  run.store.failure = null;
  await run.pass(6000);
  expect(pulsesOf(run)).toBe(30);
  run.store.failure = { code: 'file-failed', path: '/p', because: 'disk-full' };
  for (let count = 0; count < 3100; count += 1) run.pulse();
  expect(run.recorder.lost()).toBe(100);
  await run.pass(10_000);
  run.store.failure = null;
  await run.pass(6000);
  expect(pulsesOf(run)).toBe(3030);
});

test('the file hears that somebody watches, also when nothing happens', async () => {
  const run = record();
  await run.pass(21_000);
  expect(run.store.batches.map(({ pulses }) => pulses.length)).toEqual([0, 0, 0, 0, 0]);
});

test('tidying follows a batch every ten seconds, with the limits of the settings', async () => {
  const run = record();
  for (let second = 0; second < 35; second += 1) { run.pulse(); await run.pass(1000); }
  expect(run.store.tidied.length).toBe(3);
});

test('HS8 verdicts are kept as they change, said again after sleep and to a file that comes back, and end with the engine', async () => {
  const run = record();
  run.recorder.onVerdict(worker, verdict('working'), run.time.clock.now(), host);
  await run.pass(1000);
  run.recorder.onVerdict(worker, verdict('deaf'), run.time.clock.now(), host);
  await run.pass(1000);
  const said = () => run.store.batches.flatMap(({ verdicts }) => verdicts.map((one) => one.verdict?.kind ?? null));
  expect(said()).toEqual(['working', 'deaf']);
  run.store.become({ state: 'failed' });
  run.store.become({ state: 'on' });
  await run.pass(1000);
  expect(said()).toEqual(['working', 'deaf', 'deaf']);
  await run.recorder.dispose();
  expect(said()).toEqual(['working', 'deaf', 'deaf', null]);
  expect(run.time.pendingCount()).toBe(0);
});

test('HS12 while another program records, nothing is sent and nothing counts as lost; afterwards the verdicts are said', async () => {
  const run = record();
  run.store.become({ state: 'elsewhere' });
  run.recorder.onVerdict(worker, verdict('working'), run.time.clock.now(), host);
  for (let second = 0; second < 10; second += 1) { run.pulse(); await run.pass(1000); }
  expect(run.store.batches).toEqual([]);
  run.store.become({ state: 'on' });
  await run.pass(1000);
  expect(run.store.batches.map(({ pulses, verdicts }) => [pulses.length, verdicts.length])).toEqual([[0, 1]]);
  expect(run.recorder.lost()).toBe(0);
});

test('switched off, it records nothing', async () => {
  const run = record({ ...defaultSettings, history: { ...defaultSettings.history, isOn: false } });
  for (let second = 0; second < 10; second += 1) { run.pulse(); await run.pass(1000); }
  await run.recorder.dispose();
  expect(run.store.batches).toEqual([]);
});

test('rebuilt figures travel with the range they belong to', async () => {
  const run = record();
  run.recorder.rebuilt(host, { from: 1000, to: 5000, source: 'journal' }, [{ at: 2000, values: [['host.cpu', 3]] }]);
  await run.pass(1000);
  expect(run.store.batches[0]).toMatchObject({ rebuilt: [{ host, range: { source: 'journal' } }], pulses: [{ at: 2000 }] });
});

test('after a start the live view holds the last hour from the file, before what came since', async () => {
  const time = createManualClock();
  const store = createMemoryHistoryStore();
  const now = time.clock.now();
  const column = (values: (number | null)[]) => ({ min: values, max: values, mean: values, last: values });
  store.answers.set(host, {
    host, level: 'raw', stepMs: 0, parts: [], rebuilt: [], times: [now - 6000, now - 4000, now - 2000],
    series: { 'host.cpu': column([1, null, 3]), [`worker.rss:${worker}`]: column([10, 20, 30]) }, marks: [{ at: now - 3000, kind: 'child-died', label: 'w1' }],
  });
  const trends = createTrendRecorder({ clock: time.clock, everyMs: 2000 });
  let listener: FleetListener = {};
  const history = createHistory({ store, trends, clock: time.clock, timers: time.timers, settings: () => defaultSettings, keeper: { listen: (heard) => { listener = heard; return () => undefined; } } });
  const blocks: TrendBlock[] = [];
  trends.watch(host, (block) => blocks.push(block));
  trends.pulse(host, now, [['host.cpu', 4]]);
  listener.onPulse?.(host, now, [['host.cpu', 4]]);
  await history.recall([host]);
  expect(blocks.at(-1)).toEqual({
    host, whole: true, times: [now - 6000, now - 4000, now - 2000, now],
    series: { 'host.cpu': [1, null, 3, 4], [`worker.rss:${worker}`]: [10, 20, 30, null] }, marks: [{ at: now - 3000, kind: 'child-died', label: 'w1' }],
  });
  await history.dispose();
  expect(store.batches.at(-1)?.pulses.length).toBe(1);
});

test('without a store the answers are empty and the status says off', async () => {
  const time = createManualClock();
  const history = createHistory({ store: null, trends: { refill: () => undefined }, clock: time.clock, timers: time.timers, settings: () => defaultSettings, keeper: { listen: () => () => undefined } });
  expect(await history.status()).toMatchObject({ state: 'off', bytes: null, path: null, backups: [] });
  expect(await history.query({ host, keys: ['a'], from: 0, to: 1, points: 10 }, new AbortController().signal)).toMatchObject({ ok: true, value: { times: [] } });
  expect((await history.backup()).ok).toBe(false);
});

test('the status carries the store, its size, the limits and the losses; a restore must name a listed backup', async () => {
  const time = createManualClock();
  const store = createMemoryHistoryStore();
  const history = createHistory({ store, trends: { refill: () => undefined }, clock: time.clock, timers: time.timers, settings: () => defaultSettings, keeper: { listen: () => () => undefined } });
  expect(await history.status()).toMatchObject({ state: 'on', bytes: 1234, path: '/state/history.sqlite', limitBytes: defaultSettings.history.limitBytes, lost: 0, backups: [{ name: 'one.sqlite' }] });
  expect(await history.restore('../../etc/passwd')).toEqual({ ok: false, error: { code: 'not-found', what: '../../etc/passwd' } });
  expect(await history.restore('one.sqlite')).toEqual({ ok: true, value: { setAside: '/state/history.sqlite.before-restore-1' } });
  expect(await history.backup()).toEqual({ ok: true, value: { path: `/state/history-backups/history-${String(Math.floor(time.clock.now() / 1000)).padStart(11, '0')}.sqlite` } });
  await history.dispose();
});

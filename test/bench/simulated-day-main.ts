/**
 * Entry: hours in the life of ten Pis, told to the fleet's read model, the live view and the history as fast as they take
 * it. Prints one JSON line per simulated hour with its own memory, and one with what was recorded. No SSH, no Redis:
 * those are other measurements. Arguments: HOURS FOLDER WORKER-URL [PACE]: 60 is sixty
 * times as fast as life, 0 as fast as it goes. With a pace
 * the machine's own timers give the beat, and how far they strayed from the clock is told at the end.
 */
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteHistoryStore } from '#electron/adapters/sqlite/sqlite-history-store.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import { createFleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { createHistory } from '#electron/history/create-history.ts';
import { createTrendRecorder } from '#electron/trends/trend-recorder.ts';
import { BrokerId, HostId } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { celeryMain, connectedLink, hostConfig, inventoried, processSample, sampled } from '#test/fakes/host-facts.ts';
import { createDice } from '#test/fakes/dice.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const [hours, folder, workerUrl, pace = '0'] = process.argv.slice(2);
if (hours === undefined || folder === undefined || workerUrl === undefined) throw new Error('give me hours, a folder and the store\'s thread');
const time = createManualClock(Date.UTC(2026, 10, 21));
const { clock } = time;
const dice = createDice(1);
const client = createSqliteClient({ path: `${folder}/history.sqlite`, workerUrl: new URL(workerUrl), log: createMemoryLog(), timers: createSystemTimers() });
const thread = createSqliteHistoryStore({ client });
/** What the store is doing: simulated time stands still meanwhile, as if it had been done between two real ticks. */
let busy: Promise<unknown> = Promise.resolve();
const hold = <T>(work: Promise<T>): Promise<T> => {
  busy = work;
  return work;
};
const store: HistoryStore = { ...thread, append: (batch) => hold(thread.append(batch)), tidy: (at, limits) => hold(thread.tidy(at, limits)) };
const keeper = createFleetKeeper({
  clock, timers: time.timers, requests: { scan: () => undefined, ask: () => undefined, confirm: () => undefined },
  engine: { version: 'bench', startedAt: clock.now(), vault: 'memory', settings: defaultSettings, isForcedReadOnly: false, isDemo: false, settingsTrouble: null },
});
const trends = createTrendRecorder({ clock, everyMs: 2000 });
keeper.listen({ onPulse: trends.pulse, onMark: trends.mark });
const history = createHistory({ store, keeper, trends, clock, timers: time.timers, settings: () => defaultSettings });
// somebody looks at the fleet and at one host, as in life
keeper.listen({ onChange: () => undefined });

type Worker = { pid: number; readonly name: string; startedAt: number; processed: number };
let lastPid = 1000;
const hosts = Array.from({ length: 10 }, (_, index) => ({
  id: HostId.parse(`pi-${index}`), broker: BrokerId.parse(`redis-${index}`),
  workers: Array.from({ length: 8 }, (__, number): Worker => ({ pid: (lastPid += 2), name: `w${number}@pi-${index}`, startedAt: clock.now(), processed: 0 })),
}));
trends.watch(hosts[0]?.id ?? HostId.parse('none'), () => undefined);
type Host = (typeof hosts)[number];

function meet({ id, broker, workers }: Host): void {
  keeper.hostSaw(id, inventoried(clock.now(), workers.map(({ pid, name }) => celeryMain(pid, name))));
  for (const { pid } of workers) keeper.attach(id, pid, broker);
}
function tick({ id, broker, workers }: Host): void {
  const at = clock.now();
  keeper.hostSaw(id, sampled(at, workers.flatMap(({ pid, startedAt }) => {
    const rss = 60e6 + ((at - startedAt) / 1000) * 2000 + dice() * 1e6;
    return [processSample(pid, { cpu: dice() * 30, cpuTicks: at / 20, rss, pss: rss * 0.7 }), processSample(pid + 1, { role: 'child', mainPid: pid, cpu: dice() * 60, rss: rss * 1.5, pss: rss })];
  })));
  for (const worker of workers) {
    worker.processed += dice() < 0.3 ? 1 : 0;
    keeper.brokerSaw(broker, { kind: 'worker-event', at, event: { type: 'heartbeat', node: worker.name, pid: worker.pid, intervalS: 2, active: dice() < 0.5 ? 1 : 0, processed: worker.processed, celeryVersion: '5.4.0', sentAt: at } });
  }
}
/** A worker dies and its supervisor starts it again. */
function restart(host: Host): void {
  const worker = host.workers[Math.floor(dice() * host.workers.length)];
  if (worker === undefined) return;
  keeper.hostSaw(host.id, { kind: 'died', at: clock.now(), pid: worker.pid, startTicks: worker.pid * 10, role: 'main', mainPid: worker.pid });
  lastPid += 2;
  worker.pid = lastPid;
  worker.startedAt = clock.now();
  meet(host);
}

for (const { id, broker } of hosts) {
  keeper.setHost(hostConfig(id));
  keeper.hostLink(id, connectedLink(clock.now()));
  keeper.setBroker({ id: broker, label: `redis://${id}:6379/0`, foundBy: 'connection', through: id, hosts: [id] });
  keeper.brokerSaw(broker, { kind: 'phase', at: clock.now(), phase: 'ready', error: null });
}
for (const host of hosts) meet(host);

process.stdout.write(`${JSON.stringify({ hour: 0, residentBytes: process.memoryUsage.rss(), heapBytes: process.memoryUsage().heapUsed })}\n`);
const beganAt = performance.now();
const start = clock.now();
const beat = Number(pace) > 0 ? createBeat(2000 / Number(pace)) : null;
const collect = (globalThis as { gc?: () => void }).gc;
for (let second = 0; second < Number(hours) * 3600; second += 2) {
  for (const host of hosts) tick(host);
  if (second % 600 === 0) for (const host of hosts) if (dice() < 0.3) restart(host);
  time.advance(2000);
  // a batch may be followed by tidying
  for (let before: unknown = null; before !== busy; ) {
    before = busy;
    await busy;
    await new Promise((passed) => { setImmediate(passed); });
  }
  await beat?.next();
  if (second % 3600 === 3598) {
    collect?.();
    process.stdout.write(`${JSON.stringify({ hour: (second + 2) / 3600, residentBytes: process.memoryUsage.rss(), heapBytes: process.memoryUsage().heapUsed })}\n`);
  }
}
const elapsedMs = performance.now() - beganAt;
beat?.stop();
await history.dispose();
let rows = 0;
for (let from = Math.max(start, clock.now() - 3_600_000); from < clock.now(); from += 1_800_000) {
  const answer = await store.query({ host: hosts[3]?.id ?? HostId.parse('none'), keys: ['host.cpu'], from, to: Math.min(clock.now(), from + 1_800_000), points: 4000 }, new AbortController().signal);
  if (answer.ok) rows += answer.value.series['host.cpu']?.last.filter((value) => value !== null).length ?? 0;
}
const bytes = await store.bytes();
process.stdout.write(`${JSON.stringify({ done: true, speed: (Number(hours) * 3_600_000) / elapsedMs, strayedMs: beat === null ? null : elapsedMs - (Number(hours) * 1800 * 2000) / Number(pace), lateMs: beat?.lateMs() ?? null, lost: history.recorder?.lost() ?? -1, lastHourRows: rows, bytes: bytes.ok ? bytes.value : -1 })}\n`);
keeper.dispose();
await client.dispose();

/**
 * The beat of the machine's own timers. Turns that were left out while the machine was busy are made up for, since here they
 * are moments of the story. `lateMs`: how far from the grid the last turns came; a timer that strays is anywhere on it.
 */
function createBeat(everyMs: number): { next(): Promise<void>; lateMs(): number; stop(): void } {
  const began = performance.now();
  const late: number[] = [];
  let taken = 0;
  let due = 0;
  let wake: () => void = () => undefined;
  const timer = createSystemTimers().every(everyMs, () => {
    const elapsed = performance.now() - began;
    due = Math.max(due, Math.round(elapsed / everyMs));
    late.push(Math.abs(elapsed - Math.round(elapsed / everyMs) * everyMs));
    if (late.length > 1000) late.shift();
    wake();
  });
  return {
    async next() {
      while (taken >= due) await new Promise<void>((resolve) => { wake = resolve; });
      taken += 1;
    },
    lateMs: () => late.toSorted((a, b) => a - b)[Math.floor(late.length / 2)] ?? Number.NaN,
    stop: () => timer[Symbol.dispose](),
  };
}

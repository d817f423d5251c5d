/** The past through its door, over stores that hold a few records. */
import { expect, test } from 'vitest';
import { createPastDesk } from '#electron/timeline/create-past-desk.ts';
import { createTimelineRecorder } from '#electron/timeline/timeline-recorder.ts';
import { createSystemCalendar } from '#electron/adapters/system/system-calendar.ts';
import type { StoredName, StoredPresence, TimelineStore } from '#electron/ports/timeline-store.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { ok } from '#shared/result.ts';
import { hostConfig, hostView, workerView } from '#test/fakes/fleet-views.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const minute = 60_000;
const day = 86_400_000;
const now = 200 * day;
const pi = 'h1' as HostId;
const w1 = 'w1' as WorkerKey;
type Past = { readonly spans?: unknown[]; readonly presences?: unknown[]; readonly names?: unknown[]; readonly watched?: unknown[]; readonly alerts?: unknown[]; readonly figureAt?: number };

function open(past: Past = {}) {
  const asked: { from: number; to: number }[] = [];
  const list = (values: unknown[] | undefined) => async () => ok(values ?? []);
  const figures = async ({ from, to, keys }: { from: number; to: number; keys: string[] }): Promise<unknown> => {
    asked.push({ from, to });
    const at = past.figureAt ?? 0;
    const isIn = at >= from && at < to;
    return ok({ times: isIn ? [at] : [], series: Object.fromEntries(keys.map((key) => [key, { last: isIn ? [7] : [] }])) });
  };
  const desk = createPastDesk({
    clock: createManualClock(now).clock, calendar: createSystemCalendar(), forecast: async () => { throw new Error('not asked'); },
    history: { spans: list(past.spans), marks: list([]), watched: list(past.watched ?? [{ from: 0, to: now }]), query: figures }, timeline: { presences: list(past.presences), names: list(past.names) }, alerts: { list: list(past.alerts) },
  } as never);
  const { signal } = new AbortController();
  return { desk, asked, at: async (at: number) => { const seen = await desk.at(at, signal); if (!seen.ok) throw new Error(seen.error.code); return seen.value; }, report: (of: string | null) => desk.report(of, signal), timeline: (from: number, to: number) => desk.timeline(from, to, [], signal) };
}
const connected = { presences: [{ host: pi, at: 0, presence: 'connected' }], spans: [{ host: pi, worker: w1, from: 0, to: null, kind: 'idle', reason: 'waiting-for-work' }] };

test('TL1 a host is connected, lost or off in the record, told as it changes and not again', async () => {
  const time = createManualClock(1000);
  const presences: StoredPresence[] = [];
  const store: TimelineStore = { put: async (batch: { presences: readonly StoredPresence[]; names: readonly StoredName[] }) => { presences.push(...batch.presences); return ok(undefined); } } as never;
  const recorder = createTimelineRecorder({ ...time, log: createMemoryLog(), store, isRecording: () => true });
  const see = (part: Parameters<typeof hostView>[0]): void => recorder.take({ kind: 'patch', patch: { hosts: [hostView(part)] } } as never);
  const phase = (is: 'connected' | 'waiting' | 'off') => ({ link: { ...hostView().link, phase: is } });
  for (const is of ['connected', 'connected', 'waiting', 'waiting', 'connected', 'off'] as const) { see(phase(is)); time.advance(1000); }
  await recorder.dispose();
  expect(presences.map(({ presence }) => presence)).toEqual(['connected', 'lost', 'connected', 'off', null]);
});

test('TL2 time the engine did not run is a hole in every band of hosts, and listed', async () => {
  const line = await open({ ...connected, watched: [{ from: 0, to: 100 * minute }, { from: 160 * minute, to: 300 * minute }] }).timeline(90 * minute, 200 * minute);
  expect(line.ok && [line.value.unwatched, line.value.hosts[0]?.bands.map(({ from, to }) => [from / minute, to / minute])]).toEqual([[{ from: 100 * minute, to: 160 * minute }], [[90, 100], [160, 200]]]);
});

test('TL3 names are the latest known, and who is gone today is still there', async () => {
  const names = [{ host: pi, worker: null, name: 'old name', firstSeen: 0 }, { host: pi, worker: w1, name: 'w1@old', firstSeen: 0 }, { host: pi, worker: null, name: 'new name', firstSeen: 1 }, { host: pi, worker: w1, name: 'w1@new', firstSeen: 1 }];
  const gone = { ...connected, presences: [{ host: pi, at: 0, presence: 'connected' }, { host: pi, at: 100 * minute, presence: null }], names };
  const line = await open(gone).timeline(0, 200 * minute);
  expect(line.ok && [line.value.hosts.map(({ name }) => name), line.value.workers.map(({ name }) => name)]).toEqual([['new name'], ['w1@new']]);
  // the recorder says a new name when it changes
  const time = createManualClock(1000);
  const kept: StoredName[] = [];
  const recorder = createTimelineRecorder({ ...time, log: createMemoryLog(), store: { put: async (batch: { names: readonly StoredName[] }) => { kept.push(...batch.names); return ok(undefined); } } as never, isRecording: () => true });
  for (const name of ['a', 'a', 'b']) recorder.take({ kind: 'patch', patch: { hosts: [hostView({ config: hostConfig({ name }) })], workers: [workerView()] } } as never);
  await recorder.dispose();
  expect(kept.map(({ worker, name }) => [worker === null, name])).toEqual([[true, 'a'], [false, 'w1@pi-atelier'], [true, 'b']]);
});

test.each([
  ['a minute', day, minute], ['five minutes of what is two days old', 2 * day, 5 * minute], ['half an hour after two weeks', 14 * day, 30 * minute], ['three hours after three months', 90 * day, 180 * minute],
])('TL4 a figure may be older than its moment by %s at most', async (_what, ageMs, reach) => {
  const moment = now - ageMs;
  const cpuAt = async (figureAt: number): Promise<unknown> => (await open({ ...connected, figureAt }).at(moment)).hosts[0]?.cpu;
  expect([await cpuAt(moment), await cpuAt(moment - reach), await cpuAt(moment - reach - 1), await cpuAt(moment + 1)]).toEqual([7, 7, null, null]);
});

test('TL4 a host that was not connected then has no figures, and neither have its workers', async () => {
  const moment = now - day;
  const seen = await open({ ...connected, presences: [{ host: pi, at: 0, presence: 'connected' }, { host: pi, at: moment - 1000, presence: 'lost' }], figureAt: moment - 2000 }).at(moment);
  expect(seen).toMatchObject({ isWatched: true, hosts: [{ presence: 'lost', cpu: null, memory: null, load1: null, temperatureC: null }], workers: [{ verdict: 'idle', rss: null, cpu: null }] });
});

test('TL5 a moment nobody watched says so and shows nothing, neither hosts nor workers nor alerts', async () => {
  const moment = now - day;
  const seen = await open({ ...connected, alerts: [{ id: 'a' }], figureAt: moment, watched: [{ from: 0, to: moment - minute }, { from: moment + minute, to: now }] }).at(moment);
  expect(seen).toEqual({ at: moment, isWatched: false, hosts: [], workers: [], alerts: [] });
});

test('RP1 a day runs from midnight to midnight here, summer time or not; without a day the last 24 hours; there is no 30th of February', async () => {
  const { report } = open();
  const last = await report(null);
  expect(last.ok && [last.value.from, last.value.to]).toEqual([now - day, now]);
  expect(await report('2026-02-30')).toMatchObject({ ok: false, error: { code: 'invalid-input', where: 'day' } });
  for (const date of ['1970-05-02', '1970-01-01']) {
    const whole = await report(date);
    const [year = 0, month = 0, dayOf = 0] = date.split('-').map(Number);
    expect(whole.ok && whole.value.from).toBe(new Date(year, month - 1, dayOf).getTime());
    expect(createSystemCalendar().bounds(date)?.to).toBe(new Date(year, month - 1, dayOf + 1).getTime());
  }
});

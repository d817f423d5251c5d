import { expect, test } from 'vitest';
import { buildTimeline, type Recorded } from '#electron/timeline/core/build-timeline.ts';
import { sumUpDay } from '#electron/timeline/core/sum-up-day.ts';
import type { Alert } from '#shared/domain/alert.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { VerdictKind, VerdictReason } from '#shared/domain/worker.ts';

const minute = 60_000;
const pi = 'pi' as HostId;
const other = 'other' as HostId;
const w1 = 'pi|w1' as WorkerKey;
const span = (from: number, to: number | null, kind: VerdictKind, worker = w1) => ({ host: pi, worker, from: from * minute, to: to === null ? null : to * minute, kind, reason: 'consuming' as VerdictReason });
const recorded = (change: Partial<Recorded> = {}): Recorded => ({
  spans: [], presences: [{ host: pi, at: 0, presence: 'connected' }], marks: [], alerts: [], watched: [{ from: 0, to: 1000 * minute }],
  names: [{ host: pi, worker: null, name: 'Pi', firstSeen: 0 }, { host: pi, worker: w1, name: 'w1@pi', firstSeen: 0 }], ...change,
});
const range = { from: 100 * minute, to: 200 * minute };
const build = (change: Partial<Recorded>, now = 1000) => buildTimeline(recorded(change), range, [], now * minute);

test('TL1 bands are cut to the range, joined when the same, and an open one ends with the range', () => {
  const { workers } = build({ spans: [span(50, 110, 'working'), span(110, 120, 'working'), span(120, 130, 'crashed'), span(140, null, 'idle')] });
  expect(workers).toMatchObject([{ worker: w1, name: 'w1@pi', host: pi }]);
  expect(workers[0]!.bands.map(({ from, to, verdict }) => [from / minute, to / minute, verdict])).toEqual([[100, 120, 'working'], [120, 130, 'crashed'], [140, 200, 'idle']]);
});

test('TL2 time nobody watched is a hole in the hosts too, and what lies ahead is no hole', () => {
  const line = build({ watched: [{ from: 90 * minute, to: 120 * minute }, { from: 150 * minute, to: 180 * minute }], presences: [{ host: pi, at: 0, presence: 'connected' }, { host: pi, at: 160 * minute, presence: 'lost' }] }, 180);
  expect(line.unwatched.map(({ from, to }) => [from / minute, to / minute])).toEqual([[120, 150]]);
  expect(line.hosts[0]!.bands.map(({ from, to, presence }) => [from / minute, to / minute, presence])).toEqual([[100, 120, 'connected'], [150, 160, 'connected'], [160, 180, 'lost']]);
});

test('TL1 a host taken off the list ends there; other hosts can be left out', () => {
  const all = recorded({ presences: [{ host: pi, at: 0, presence: 'connected' }, { host: pi, at: 130 * minute, presence: null }, { host: other, at: 0, presence: 'off' }] });
  expect(buildTimeline(all, range, [], 1000 * minute).hosts.map(({ name, bands }) => [name, bands.at(-1)!.to / minute])).toEqual([['Pi', 130], ['other', 200]]);
  expect(buildTimeline(all, range, [pi], 1000 * minute).hosts.map(({ host }) => host)).toEqual([pi]);
});

const alert = (change: Partial<Alert>): Alert => ({
  id: 'a' as Alert['id'], rule: 'broker-unreachable' as Alert['rule'], condition: 'broker-unreachable', severity: 'critical', subject: { host: null, worker: null, broker: 'b' as never }, name: 'redis://r', hostName: null, state: 'cleared',
  since: 120 * minute, firedAt: 121 * minute, clearedAt: 130 * minute, value: null, threshold: null, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 1, notifiedAt: null, ...change,
});
const codes = (change: Partial<Recorded>, now = 1000) => { const names = recorded(change).names; return sumUpDay(build(change, now), names, now * minute).sentences.map(({ code, severity }) => `${code} ${severity}`); };

test('RP4 a quiet day is said to be well; a day nobody watched is not', () => {
  expect(codes({ spans: [span(0, null, 'working')] })).toEqual(['all-well note']);
  expect(codes({ watched: [] })).toEqual(['nothing-watched warning']);
  expect(codes({ spans: [span(0, null, 'working')], watched: [{ from: 100 * minute, to: 150 * minute }] })).toEqual(['all-well note', 'partly-watched note']);
});

test('RP2 the gravest comes first: a long crash, a lost Redis, then what is worth knowing', () => {
  const change: Partial<Recorded> = {
    spans: [span(0, 120, 'working'), span(120, 140, 'crashed'), span(140, null, 'working')], alerts: [alert({})],
    marks: [{ at: 140 * minute, kind: 'worker-started', host: pi, worker: null, label: 'w1@pi' }, { at: 150 * minute, kind: 'child-died', host: pi, worker: null, label: 'w1@pi' }],
    names: [...recorded().names, { host: pi, worker: 'pi|w2' as WorkerKey, name: 'w2@pi', firstSeen: 150 * minute }],
  };
  expect(codes(change)).toEqual(['worker-down critical', 'broker-lost critical', 'alerts-fired note', 'worker-restarted note', 'child-deaths note', 'new-worker note']);
  const report = sumUpDay(build(change), recorded(change).names, 1000 * minute);
  expect(report.sentences[0]).toMatchObject({ worker: w1, name: 'w1@pi', params: { verdict: 'crashed', times: 1, minutes: 20 } });
  expect(report.sentences[3]).toMatchObject({ worker: w1, params: { count: 1 } });
  expect(report.wellShare).toBeCloseTo(0.8);
});

test('a stop whose goodbye was heard late was no crash; a crash that went on was', () => {
  const moment = 1 / 60;
  expect(codes({ spans: [span(0, 120, 'working'), span(120, 120 + moment, 'crashed'), span(120 + moment, null, 'stopped')] })).toEqual(['all-well note']);
  expect(codes({ spans: [span(0, 120, 'working'), span(120, 125, 'crashed'), span(125, null, 'stopped')] })).toEqual(['worker-down warning']);
});

test('RP3 what another alert explains is not counted again, and what stands is said', () => {
  expect(codes({ spans: [span(0, null, 'working')], alerts: [alert({ id: 'x' as Alert['id'], rule: 'worker-deaf' as Alert['rule'], condition: 'worker-deaf', silence: 'cause' }), alert({ clearedAt: null, state: 'firing' })] })).toEqual(['broker-lost critical', 'still-open critical', 'alerts-fired note']);
});

test('RP2 a sentence is a code with figures: no words of ours cross, and a hostile name stays a name', () => {
  const hostile = '<b>w1</b>\u001b[31m';
  const change = { spans: [span(0, 120, 'working'), span(120, 140, 'crashed')], names: [{ host: pi, worker: w1, name: hostile, firstSeen: 0 }] };
  const { sentences } = sumUpDay(build(change), recorded(change).names, 1000 * minute);
  expect(sentences[0]).toEqual({ code: 'worker-down', severity: 'critical', host: pi, worker: w1, name: hostile, params: { verdict: 'crashed', times: 1, minutes: 20 } });
});

test('RP3 ten minutes down or lost are critical, a moment less is a warning', () => {
  const second = 1 / 60;
  expect([codes({ spans: [span(0, 120, 'working'), span(120, 130, 'deaf'), span(130, null, 'working')] }), codes({ spans: [span(0, 120, 'working'), span(120, 130 - second, 'deaf'), span(130 - second, null, 'working')] })]).toEqual([['worker-down critical'], ['worker-down warning']]);
  const lost = (minutes: number): Partial<Recorded> => ({ presences: [{ host: pi, at: 0, presence: 'connected' }, { host: pi, at: 120 * minute, presence: 'lost' }, { host: pi, at: (120 + minutes) * minute, presence: 'connected' }] });
  expect([codes(lost(10)), codes(lost(10 - second))]).toEqual([['host-lost critical'], ['host-lost warning']]);
});

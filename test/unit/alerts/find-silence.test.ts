/** Mutes, maintenance and quiet hours as tables. */
import { expect, test } from 'vitest';
import { findSilence, isQuiet } from '#electron/alerts/core/find-silence.ts';
import { defaultQuietHours, type Alert, type AlertId, type AlertPlan, type Maintenance, type Mute, type RuleId } from '#shared/domain/alert.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';

const alert: Alert = {
  id: 'a' as AlertId, rule: 'worker-deaf' as RuleId, condition: 'worker-deaf', severity: 'critical', subject: { host: 'pi1' as HostId, worker: 'w1' as WorkerKey, broker: null }, name: 'w1', hostName: 'pi1',
  state: 'firing', since: 0, firedAt: 1, clearedAt: null, value: null, threshold: null, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 1, notifiedAt: null,
};
const noon = { minute: 720, day: 3 };
const silenceOf = (change: Partial<AlertPlan>, at = 1000, of: Partial<Alert> = {}): unknown => findSilence({ ...alert, ...of }, { rules: [], quietHours: defaultQuietHours, maintenance: [], mutes: [], ...change }, at, noon);
const mute = (rule: string | null, host: string | null, worker: string | null, until: number | null = null): { readonly mutes: readonly Mute[] } => ({ mutes: [{ rule: rule as RuleId | null, host: host as HostId | null, worker: worker as WorkerKey | null, until }] });

test.each([
  ['its rule', mute('worker-deaf', null, null), 'muted'], ['its host', mute(null, 'pi1', null), 'muted'], ['its worker', mute(null, null, 'w1'), 'muted'], ['all three', mute('worker-deaf', 'pi1', 'w1'), 'muted'],
  ['another rule on its host', mute('worker-blocked', 'pi1', null), null], ['its rule on another host', mute('worker-deaf', 'pi2', null), null], ['its rule and host, another worker', mute('worker-deaf', 'pi1', 'w2'), null],
  ['until later', mute('worker-deaf', null, null, 1001), 'muted'], ['until now', mute('worker-deaf', null, null, 1000), null], ['nothing named', mute(null, null, null), 'muted'],
] as const)('AL10 a mute of %s', (_what, plan, expected) => {
  expect(silenceOf({ mutes: [...plan.mutes] })).toBe(expected);
});

const work = (from: number, to: number, ...hosts: string[]): Maintenance => ({ id: 'm', from, to, hosts: hosts as HostId[], note: '' });
test.each([
  ['begins now', work(1000, 2000, 'pi1'), 'maintenance'], ['begins later', work(1001, 2000, 'pi1'), null], ['ended now', work(0, 1000, 'pi1'), null], ['of another host', work(0, 2000, 'pi2'), null], ['of all', work(0, 2000), 'maintenance'],
] as const)('AL11 maintenance that %s', (_what, window, expected) => {
  expect(silenceOf({ maintenance: [window] })).toBe(expected);
});

test('AL11 maintenance of some hosts says nothing of the fleet or of a broker without a host', () => {
  const subject = { host: null, worker: null, broker: null };
  expect([silenceOf({ maintenance: [work(0, 2000, 'pi1')] }, 1000, { subject }), silenceOf({ maintenance: [work(0, 2000)] }, 1000, { subject })]).toEqual([null, 'maintenance']);
});

const night = { ...defaultQuietHours, isOn: true, fromMinute: 1320, toMinute: 420, days: [5] };
test.each([
  ['before it', { minute: 1319, day: 5 }, false], ['its first minute', { minute: 1320, day: 5 }, true], ['after midnight', { minute: 0, day: 6 }, true], ['its last minute', { minute: 419, day: 6 }, true],
  ['its end', { minute: 420, day: 6 }, false], ['the night before', { minute: 419, day: 5 }, false], ['the night after', { minute: 1320, day: 6 }, false],
])('AL12 a night that begins on a Friday at ten and ends at seven: %s', (_what, at, expected) => {
  expect(isQuiet(night, at)).toBe(expected);
});

test('AL12 critical alerts pass unless told otherwise; a day without a length and hours that are off are never quiet', () => {
  const quietHours = { ...defaultQuietHours, isOn: true, fromMinute: 700, toMinute: 800 };
  expect([silenceOf({ quietHours }), silenceOf({ quietHours: { ...quietHours, lettingCritical: false } }), silenceOf({ quietHours }, 1000, { severity: 'warning' })]).toEqual([null, 'quiet-hours', 'quiet-hours']);
  expect([isQuiet({ ...quietHours, fromMinute: 720, toMinute: 720 }, noon), isQuiet({ ...quietHours, isOn: false }, noon), isQuiet({ ...quietHours, days: [4] }, noon)]).toEqual([false, false, false]);
});

/** The book by itself: observations in, words out, time by hand. The rules of the life of an alert at their edges. */
import { expect, test } from 'vitest';
import { createAlertBook, type AlertBook, type OpenAlert } from '#electron/alerts/core/alert-book.ts';
import type { Observed } from '#electron/alerts/core/observation.ts';
import { isWellBelow } from '#electron/alerts/core/step-alert.ts';
import { defaultQuietHours, defaultRules, type AlertCondition, type AlertId, type AlertPlan, type AlertRule, type AlertSubject } from '#shared/domain/alert.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';

const noon = { minute: 720, day: 3 };
const plan: AlertPlan = { rules: [...defaultRules], quietHours: defaultQuietHours, maintenance: [], mutes: [] };
const pi: AlertSubject = { host: 'pi1' as HostId, worker: null, broker: null };
const w1: AlertSubject = { host: 'pi1' as HostId, worker: 'pi1/w1' as WorkerKey, broker: null };
const redis: AlertSubject = { host: null, worker: null, broker: 'redis' as BrokerId };
const ruleOf = (condition: AlertCondition): AlertRule => defaultRules.find((rule) => rule.condition === condition)!;

type Desk = { see(at: number, condition: AlertCondition, subject: AlertSubject, holds: boolean | null, value?: number | null): void; said(at: number): string[]; readonly book: AlertBook };

function open(use: { readonly plan?: AlertPlan; readonly brokerOf?: string | null; readonly saved?: readonly OpenAlert[] } = {}): Desk {
  let count = 0;
  const book = createAlertBook({ plan: use.plan ?? plan, makeId: () => `a${(count += 1)}` as AlertId, brokerOf: () => use.brokerOf ?? null, through: () => null, ways: () => new Map() });
  if (use.saved !== undefined) book.restore(use.saved, []);
  return {
    book,
    see: (at, condition, subject, holds, value = null) => book.observe(at, [{ condition, rule: condition, subject, holds, value, name: 'x', hostName: null }]),
    said: (at) => book.drain(at, noon).words.map(({ kind, alert }) => `${kind} ${alert.rule}`),
  };
}

test('AL1 it fires at the end of the dwell, not a moment before, and one rule on one subject has one alert', () => {
  const { see, said, book } = open();
  for (let at = 0; at < 30_000; at += 100) see(at, 'worker-deaf', w1, true);
  expect(said(29_999)).toEqual([]);
  expect(book.nextDueAt()).toBe(30_000);
  expect(said(30_000)).toEqual(['fired worker-deaf']);
  expect(book.open()).toHaveLength(1);
  see(30_100, 'worker-deaf', { ...w1, worker: 'pi1/w2' as WorkerKey }, true);
  see(30_100, 'worker-blocked', w1, true);
  said(90_000);
  expect(book.open().map(({ rule, subject }) => `${rule} ${subject.worker}`)).toEqual(['worker-deaf pi1/w1', 'worker-deaf pi1/w2', 'worker-blocked pi1/w1']);
});

test('AL1 one look that is well begins the dwell anew', () => {
  const { see, said } = open();
  see(0, 'worker-deaf', w1, true);
  see(29_000, 'worker-deaf', w1, false);
  see(29_500, 'worker-deaf', w1, true);
  expect(said(59_499)).toEqual([]);
  expect(said(59_500)).toEqual(['fired worker-deaf']);
});

test('AL2 it clears at the end of the calm, one bad look begins the calm anew, and neither is said twice', () => {
  const { see, said, book } = open();
  see(0, 'broker-unreachable', redis, true);
  expect(said(15_000)).toEqual(['fired broker-unreachable']);
  see(20_000, 'broker-unreachable', redis, false);
  expect(said(34_999)).toEqual([]);
  expect(book.open()[0]?.state).toBe('clearing');
  see(34_999, 'broker-unreachable', redis, true);
  expect(said(36_000)).toEqual([]);
  expect(book.open()[0]?.state).toBe('firing');
  see(40_000, 'broker-unreachable', redis, false);
  see(50_000, 'broker-unreachable', redis, false);
  expect(said(54_999)).toEqual([]);
  expect(said(55_000)).toEqual(['cleared broker-unreachable']);
  expect(said(60_000)).toEqual([]);
  expect(book.open()).toEqual([]);
});

test('AL3 what nobody knows counts neither for the dwell nor for the calm: both stand still meanwhile', () => {
  const { see, said, book } = open();
  see(0, 'worker-deaf', w1, true);
  see(20_000, 'worker-deaf', w1, null);
  see(25_000, 'worker-deaf', w1, null);
  expect(book.nextDueAt()).toBeNull();
  expect(said(3_600_000)).toEqual([]);
  see(3_600_000, 'worker-deaf', w1, true);
  expect(said(3_609_999)).toEqual([]);
  expect(said(3_610_000)).toEqual(['fired worker-deaf']);

  see(3_620_000, 'worker-deaf', w1, false);
  see(3_630_000, 'worker-deaf', w1, null);
  expect(said(9_000_000)).toEqual([]);
  expect(book.open()[0]?.state).toBe('clearing');
  see(9_000_000, 'worker-deaf', w1, false);
  expect(said(9_004_999)).toEqual([]);
  expect(said(9_005_000)).toEqual(['cleared worker-deaf']);
});

test('AL3 standing alerts stay as they are while nobody knows, and a first look that knows nothing begins none', () => {
  const { see, said, book } = open();
  see(0, 'worker-crashed', w1, null);
  expect(said(60_000)).toEqual([]);
  see(60_000, 'worker-crashed', w1, true);
  expect(said(65_000)).toEqual(['fired worker-crashed']);
  see(70_000, 'worker-crashed', w1, null);
  expect(said(900_000)).toEqual([]);
  expect(book.open()).toMatchObject([{ state: 'firing' }]);
});

test('AL3 a pending alert of which nothing is known any more explains nothing', () => {
  const { see, said } = open();
  see(0, 'worker-blocked', w1, true);
  see(1000, 'worker-blocked', w1, null);
  see(1000, 'worker-deaf', w1, true);
  expect(said(31_000)).toEqual(['fired worker-deaf']);
});

const hysteresis: readonly (readonly [AlertCondition, number, number, number])[] = [
  ['host-memory-over', 80, 76, 76.1], ['host-memory-over', 20, 19, 19.1], ['worker-memory-over-limit', 300, 295, 295.1], ['disk-full', 100, 95, 95.1],
  ['temperature-over', 80, 75, 75.1], ['queue-over', 1000, 950, 951], ['memory-limit-near', 24, 26.5, 26.3],
];
test.each(hysteresis)('AL4 %s over %d is well again at %d, not yet at %d', (condition, threshold, well, notYet) => {
  const rule = { ...ruleOf(condition), threshold };
  const at = (value: number): Observed => ({ holds: false, value });
  expect([isWellBelow(rule, at(well)), isWellBelow(rule, at(notYet))]).toEqual([true, false]);
});

/** Fires at `at` and clears again by itself: 15 s dwell, 15 s calm. */
function ring({ see, said }: Desk, at: number): string[] {
  see(at, 'broker-unreachable', redis, true);
  const fired = said(at + 15_000);
  see(at + 15_000, 'broker-unreachable', redis, false);
  return [...fired, ...said(at + 30_000)];
}
const both = ['fired broker-unreachable', 'cleared broker-unreachable'];

test('AL5 the third firing within an hour is flapping: one word, open until it was calm for ten minutes', () => {
  const desk = open();
  expect([...ring(desk, 0), ...ring(desk, 60_000)]).toEqual([...both, ...both]);
  expect(ring(desk, 3_584_000)).toEqual(['fired broker-unreachable']);
  expect(desk.book.open()).toMatchObject([{ isFlapping: true, flaps: 3, state: 'clearing' }]);
  // it comes back within the ten minutes: no word, and the calm begins anew
  expect(ring(desk, 3_700_000)).toEqual([]);
  expect(desk.said(3_715_000 + 599_999)).toEqual([]);
  expect(desk.said(3_715_000 + 600_000)).toEqual(['cleared broker-unreachable']);
});

test('AL5 firings an hour apart are no flapping, and a longer calm of the rule counts', () => {
  const desk = open();
  expect([...ring(desk, 0), ...ring(desk, 60_000), ...ring(desk, 3_600_000)]).toEqual([...both, ...both, ...both]);
  const calm = open({ plan: { ...plan, rules: [{ ...ruleOf('worker-crashed'), clearMs: 900_000 }] } });
  for (const at of [0, 1_000_000, 2_000_000]) {
    calm.see(at, 'worker-crashed', w1, true);
    calm.said(at + 5000);
    calm.see(at + 5000, 'worker-crashed', w1, false);
    expect(calm.said(at + 5000 + 899_999)).toEqual([]);
    expect(calm.said(at + 5000 + 900_000)).toEqual(['cleared worker-crashed']);
  }
});

test('AL6 who leaves ends its alerts, no matter of which rule; the others stay', () => {
  const { see, said, book } = open();
  for (const [condition, subject] of [['disk-full', pi], ['host-memory-over', pi], ['worker-crashed', w1], ['broker-unreachable', redis]] as const) see(0, condition, subject, true);
  said(60_000);
  book.forget(61_000, pi);
  expect(said(61_000).sort()).toEqual(['cleared disk-full', 'cleared host-memory-over']);
  expect(book.open().map(({ rule }) => rule).sort()).toEqual(['broker-unreachable', 'worker-crashed']);
});

test('AL6 what stood at the end of an engine stands at the start of the next, unsaid; a calm begins anew with the first look', () => {
  const first = open();
  first.see(0, 'broker-unreachable', redis, true);
  first.see(0, 'worker-crashed', w1, true);
  expect(first.said(15_000)).toHaveLength(2);
  first.see(20_000, 'broker-unreachable', redis, false);
  first.said(20_000);
  const second = open({ saved: first.book.save() });
  expect(second.said(7_200_000)).toEqual([]);
  expect(second.book.open().map(({ rule, state }) => `${rule} ${state}`).sort()).toEqual(['broker-unreachable clearing', 'worker-crashed firing']);
  second.see(7_200_000, 'broker-unreachable', redis, false);
  expect(second.said(7_214_999)).toEqual([]);
  expect(second.said(7_215_000)).toEqual(['cleared broker-unreachable']);
});

const explained: readonly (readonly [AlertCondition, readonly AlertCondition[], readonly AlertCondition[]])[] = [
  ['worker-blocked', ['worker-deaf', 'heartbeat-missed', 'task-stuck'], ['child-killed', 'worker-memory-over-limit']],
  ['worker-deaf', ['heartbeat-missed'], ['task-stuck', 'child-killed']],
  ['worker-crashed', ['worker-deaf', 'heartbeat-missed', 'child-killed'], ['task-stuck', 'worker-memory-over-limit']],
  ['restart-storm', ['worker-crashed', 'worker-deaf', 'heartbeat-missed', 'child-killed'], ['task-stuck', 'worker-memory-over-limit']],
  ['worker-memory-over-limit', ['memory-limit-near'], ['child-killed', 'heartbeat-missed']],
];
const day = 86_400_000;
test.each(explained)('AL9 of one worker %s explains %j, but not %j', (cause, effects, others) => {
  for (const effect of [...effects, ...others]) {
    const { see, said, book } = open();
    see(0, cause, w1, true, 1000);
    see(0, effect, w1, true, 1);
    const isExplained = effects.includes(effect);
    expect(said(day).sort()).toEqual([cause, ...(isExplained ? [] : [effect])].map((rule) => `fired ${rule}`).sort());
    const standing = new Map(book.open().map((alert) => [alert.condition, alert]));
    expect(standing.get(effect)).toMatchObject(isExplained ? { cause: standing.get(cause)?.id, silence: 'cause', state: 'firing' } : { cause: null, silence: null });
    expect(standing.get(cause)?.explains).toBe(isExplained ? 1 : 0);
    // the same trouble of another worker is that worker's own
    see(day, effect, { ...w1, worker: 'pi1/other' as WorkerKey }, true, 1);
    expect(said(2 * day)).toEqual([`fired ${effect}`]);
  }
});

test('AL9 a pending cause explains already, and what outlives its cause speaks then', () => {
  const { see, said } = open();
  see(0, 'worker-deaf', w1, true);
  see(29_000, 'worker-blocked', w1, true);
  expect(said(30_000)).toEqual([]);
  see(31_000, 'worker-blocked', w1, false);
  expect(said(31_000)).toEqual(['fired worker-deaf']);
});

test('AL8 a lost broker explains what its workers cannot help, and nothing of those that use another', () => {
  const effects = ['heartbeat-missed', 'worker-deaf', 'task-stuck'] as const;
  for (const [brokerOf, silent] of [['redis', true], ['other', false]] as const) {
    const { see, said } = open({ brokerOf, plan: { ...plan, rules: plan.rules.map((rule) => ({ ...rule, isOn: true })) } });
    see(0, 'broker-unreachable', redis, true);
    see(0, 'queue-over', redis, true, 5000);
    effects.forEach((effect, index) => see(0, effect, { ...w1, worker: `pi1/w${index}` as WorkerKey }, true, 100));
    see(0, 'worker-crashed', { ...w1, worker: 'pi1/dead' as WorkerKey }, true);
    expect(said(day).sort()).toEqual(['fired broker-unreachable', 'fired worker-crashed', ...(silent ? [] : effects.map((effect) => `fired ${effect}`))].sort());
  }
});

test('AL13 what was silenced is not said to be over; what was said is, unless it is silent then', () => {
  const muted = (until: number | null): AlertPlan => ({ ...plan, mutes: [{ rule: null, host: null, worker: w1.worker, until }] });
  const silent = open({ plan: muted(null) });
  silent.see(0, 'worker-crashed', w1, true);
  expect(silent.said(5000)).toEqual([]);
  expect(silent.book.open()).toMatchObject([{ state: 'firing', silence: 'muted', notifiedAt: null }]);
  silent.see(6000, 'worker-crashed', w1, false);
  expect(silent.book.drain(21_000, noon)).toMatchObject({ changed: [{ state: 'cleared' }], words: [] });

  // the mute ends while it is already calm: the firing was not said, so neither is its end
  const brief = open({ plan: muted(10_000) });
  brief.see(0, 'worker-crashed', w1, true);
  brief.said(5000);
  brief.see(6000, 'worker-crashed', w1, false);
  expect([...brief.said(20_999), ...brief.said(21_000)]).toEqual([]);
  expect(brief.book.open()).toEqual([]);

  const late = open();
  late.see(0, 'worker-crashed', w1, true);
  expect(late.said(5000)).toEqual(['fired worker-crashed']);
  late.book.setPlan(6000, muted(null));
  late.see(6000, 'worker-crashed', w1, false);
  expect(late.said(21_000)).toEqual([]);
});

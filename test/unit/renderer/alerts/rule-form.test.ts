/** Rules as edited by hand, and the open alerts as groups and as they change. */
import { describe, expect, it } from 'vitest';
import { changedRules, clockOfMinute, draftOfRule, isDefaultRule, minuteOfClock, problemsOf, ruleOfDraft } from '#renderer/screens/alerts/rule-form.ts';
import { groupAlerts } from '#renderer/state/selectors/alert-groups.ts';
import { applyAlertChange, emptyAlerts } from '#renderer/state/alert-replica.ts';
import { AlertChange, defaultRules, type AlertCondition } from '#shared/domain/alert.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';
import { makeAlertChange, makeAlerts } from '#test/fakes/past-fixtures.ts';

const ruleOf = (condition: AlertCondition) => defaultRules.find((rule) => rule.condition === condition)!;

describe('the form of a rule', () => {
  it.each(defaultRules.map((rule) => [rule.id, rule] as const))('%s survives the way to the form and back', (_id, rule) => {
    expect(problemsOf(rule, draftOfRule(rule))).toEqual([]);
    expect(ruleOfDraft(rule, draftOfRule(rule))).toEqual(rule);
    expect(isDefaultRule(rule)).toBe(true);
  });

  it('takes a decimal comma and refuses what is no number or out of range', () => {
    const rule = ruleOf('host-memory-over');
    expect(ruleOfDraft(rule, { ...draftOfRule(rule), threshold: ' 82,5 ' }).threshold).toBe(82.5);
    for (const text of ['', 'eighty', '1e9', 'Infinity', '0x10', '8 0']) expect(problemsOf(rule, { ...draftOfRule(rule), threshold: text })).toMatchObject([{ field: 'threshold', kind: 'not-number' }]);
    for (const text of ['0', '101', '-5']) expect(problemsOf(rule, { ...draftOfRule(rule), threshold: text })).toMatchObject([{ kind: 'out-of-range', min: 1, max: 100 }]);
    expect(problemsOf(ruleOf('worker-deaf'), { ...draftOfRule(ruleOf('worker-deaf')), threshold: 'nonsense' })).toEqual([]);
  });

  it('sends only what differs, and nothing while a field cannot be read', () => {
    const one = ruleOf('disk-full');
    const other = ruleOf('queue-over');
    const drafts = new Map([[one.id, draftOfRule(one)], [other.id, { ...draftOfRule(other), isOn: true, dwellS: '10' }]]);
    expect(changedRules(defaultRules, drafts)).toEqual({ isSound: true, changed: [{ ...other, isOn: true, dwellMs: 10_000 }] });
    expect(changedRules(defaultRules, new Map([[one.id, { ...draftOfRule(one), clearS: 'x' }]])).isSound).toBe(false);
  });

  it('reads clock times as people write them', () => {
    expect(['22:00', '7:05', '07h30', '0.00'].map(minuteOfClock)).toEqual([1320, 425, 450, 0]);
    for (const text of ['24:00', '12:60', '9', 'noon', '12:5']) expect(minuteOfClock(text)).toBeNull();
    expect([0, 425, 1320].map(clockOfMinute)).toEqual(['00:00', '07:05', '22:00']);
  });
});

describe('open alerts', () => {
  const at = 1_800_000_000_000;
  const snapshot = makeScene('sick', at);

  it('stand as one group for each cause, the gravest first', () => {
    const groups = groupAlerts(makeAlerts(snapshot, at));
    expect(groups.firing.map(({ alert }) => alert.severity)).toEqual(['critical', 'critical', 'critical', 'critical']);
    expect(groups.firing.filter(({ alert }) => alert.condition === 'host-unreachable').map(({ explained }) => explained.length)).toEqual([1, 1]);
    expect(groups.silenced.map(({ alert }) => alert.silence)).toEqual(['flapping', 'muted']);
    expect(groups.cleared).toHaveLength(1);
  });

  it('stand alone again when their cause is over or not known', () => {
    const orphans = makeAlerts(snapshot, at).filter((alert) => alert.condition === 'heartbeat-missed');
    expect(groupAlerts(orphans).silenced).toHaveLength(orphans.length);
  });

  it('follow the engine: a whole replaces, a change merges by id, plan and channels stay until told', () => {
    const whole = AlertChange.parse(makeAlertChange(snapshot, at));
    const first = applyAlertChange(emptyAlerts, whole);
    const [some] = whole.alerts;
    const next = applyAlertChange(first, { whole: false, alerts: [{ ...some!, state: 'cleared', clearedAt: at }], notices: [], plan: null, channels: null, openCount: 3 });
    expect(next.alerts.size).toBe(first.alerts.size);
    expect(next.alerts.get(some!.id)?.state).toBe('cleared');
    expect([next.plan, next.channels, next.openCount]).toEqual([first.plan, first.channels, 3]);
    expect(applyAlertChange(next, { ...whole, alerts: [] }).alerts.size).toBe(0);
  });
});

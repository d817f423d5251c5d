/** From what the operator saved to the plan in force, and back: only what differs from the defaults is saved. Pure. */
import { conditionFacts, defaultRules, type AlertChoices, type AlertPlan, type AlertPlanChange, type AlertRule, type Mute, type MuteRequest } from '#shared/domain/alert.ts';

export function buildPlan(choices: AlertChoices, now: number): AlertPlan {
  const own = new Map(choices.rules.map((rule) => [rule.id, rule]));
  const standard = defaultRules.map((rule) => own.get(rule.id) ?? rule);
  const added = choices.rules.filter((rule) => !defaultRules.some(({ id }) => id === rule.id));
  return {
    rules: [...standard, ...added], quietHours: choices.quietHours,
    maintenance: choices.maintenance.filter(({ to }) => to > now), mutes: choices.mutes.filter(({ until }) => until === null || until > now),
  };
}

export type PlanProblem = { readonly where: string; readonly problem: string };

/** A default rule keeps its condition: only its figures change. */
export function checkChange(change: AlertPlanChange): PlanProblem | null {
  for (const rule of change.rules ?? []) {
    const { unit, min, max } = conditionFacts[rule.condition];
    const standard = defaultRules.find(({ id }) => id === rule.id);
    if (standard !== undefined && standard.condition !== rule.condition) return { where: `rules.${rule.id}.condition`, problem: 'a default rule keeps its condition' };
    if (unit === null ? rule.threshold !== null : rule.threshold === null || rule.threshold < min || rule.threshold > max) return { where: `rules.${rule.id}.threshold`, problem: unit === null ? 'this condition has no threshold' : `from ${min} to ${max}` };
  }
  const reversed = change.maintenance?.find(({ from, to }) => to <= from);
  return reversed === undefined ? null : { where: `maintenance.${reversed.id}`, problem: 'it ends before it begins' };
}

export function changeChoices(choices: AlertChoices, change: AlertPlanChange): AlertChoices {
  const next = new Map(choices.rules.map((rule) => [rule.id, rule]));
  for (const rule of change.rules ?? []) next.set(rule.id, rule);
  for (const id of change.reset ?? []) next.delete(id);
  const differs = (rule: AlertRule): boolean => { const standard = defaultRules.find(({ id }) => id === rule.id); return standard === undefined || JSON.stringify(ordered(standard)) !== JSON.stringify(ordered(rule)); };
  return { ...choices, rules: [...next.values()].filter(differs), quietHours: change.quietHours ?? choices.quietHours, maintenance: change.maintenance ?? choices.maintenance };
}

const ordered = ({ id, condition, threshold, dwellMs, clearMs, severity, isOn }: AlertRule): readonly unknown[] => [id, condition, threshold, dwellMs, clearMs, severity, isOn];

export function changeMutes(choices: AlertChoices, { isMuted, rule, host, worker, until }: MuteRequest, now: number): AlertChoices {
  const isSame = (mute: Mute): boolean => mute.rule === rule && mute.host === host && mute.worker === worker;
  const others = choices.mutes.filter((mute) => !isSame(mute) && (mute.until === null || mute.until > now));
  return { ...choices, mutes: isMuted ? [...others, { rule, host, worker, until }] : others };
}

/** Rules as an operator edits them: texts in, a rule or what is wrong with it out. Pure. */
import { conditionFacts, defaultRules, type AlertRule, type RuleId } from '#shared/domain/alert.ts';

export type RuleDraft = { readonly threshold: string; readonly dwellS: string; readonly clearS: string; readonly severity: AlertRule['severity']; readonly isOn: boolean };
export type RuleProblem = { readonly field: 'threshold' | 'dwellS' | 'clearS'; readonly kind: 'not-number' | 'out-of-range'; readonly min: number; readonly max: number };

const longestS = 86_400;

export function draftOfRule(rule: AlertRule): RuleDraft {
  return { threshold: rule.threshold === null ? '' : String(rule.threshold), dwellS: String(rule.dwellMs / 1000), clearS: String(rule.clearMs / 1000), severity: rule.severity, isOn: rule.isOn };
}

/** A decimal comma is as good as a point. */
function readNumber(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^-?\d+(\.\d+)?$/.test(trimmed)) return null;
  return Number(trimmed);
}

export function problemsOf(rule: AlertRule, draft: RuleDraft): readonly RuleProblem[] {
  const { unit, min, max } = conditionFacts[rule.condition];
  const check = (field: RuleProblem['field'], text: string, low: number, high: number): RuleProblem[] => {
    const value = readNumber(text);
    if (value === null) return [{ field, kind: 'not-number', min: low, max: high }];
    return value < low || value > high ? [{ field, kind: 'out-of-range', min: low, max: high }] : [];
  };
  return [...(unit === null ? [] : check('threshold', draft.threshold, min, max)), ...check('dwellS', draft.dwellS, 0, longestS), ...check('clearS', draft.clearS, 0, longestS)];
}

/** Only for a draft without problems; a field that cannot be read keeps the rule's own value. */
export function ruleOfDraft(rule: AlertRule, draft: RuleDraft): AlertRule {
  return {
    ...rule,
    threshold: rule.threshold === null ? null : (readNumber(draft.threshold) ?? rule.threshold),
    dwellMs: Math.round((readNumber(draft.dwellS) ?? rule.dwellMs / 1000) * 1000),
    clearMs: Math.round((readNumber(draft.clearS) ?? rule.clearMs / 1000) * 1000),
    severity: draft.severity,
    isOn: draft.isOn,
  };
}

function isSameRule(a: AlertRule, b: AlertRule): boolean {
  return a.threshold === b.threshold && a.dwellMs === b.dwellMs && a.clearMs === b.clearMs && a.severity === b.severity && a.isOn === b.isOn;
}

export function isDefaultRule(rule: AlertRule): boolean {
  const standard = defaultRules.find(({ id }) => id === rule.id);
  return standard !== undefined && isSameRule(standard, rule);
}

export type RuleDrafts = ReadonlyMap<RuleId, RuleDraft>;

/** What saving would send: only rules that differ; `isSound` false when any draft cannot be read. */
export function changedRules(rules: readonly AlertRule[], drafts: RuleDrafts): { readonly changed: readonly AlertRule[]; readonly isSound: boolean } {
  let isSound = true;
  const changed = rules.flatMap((rule) => {
    const draft = drafts.get(rule.id);
    if (draft === undefined) return [];
    if (problemsOf(rule, draft).length > 0) { isSound = false; return [rule]; }
    const next = ruleOfDraft(rule, draft);
    return isSameRule(rule, next) ? [] : [next];
  });
  return { changed, isSound };
}

/** "22:00" to minutes after midnight; null when it is no time. */
export function minuteOfClock(text: string): number | null {
  const match = /^(\d{1,2})[:h.](\d{2})$/.exec(text.trim());
  if (match === null) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

export function clockOfMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

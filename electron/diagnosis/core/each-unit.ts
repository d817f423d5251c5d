/** One judgement or more for each unit of ours; where systemd holds none, the check does not apply. */
import type { UnitFact } from './evidence-services.ts';
import type { Evidence } from './evidence.ts';
import { isHad, isMissing, subjectOf, unknownOf } from './judging.ts';
import type { Judgement } from './rule.ts';

export function eachUnit(evidence: Evidence, roles: readonly UnitFact['role'][], judge: (unit: UnitFact, base: Pick<Judgement, 'subject' | 'on'>) => readonly Judgement[]): readonly Judgement[] {
  const { units } = evidence.systemd;
  if (isMissing(units)) return [];
  if (!isHad(units)) return [unknownOf([units])];
  const ours = units.value.filter(({ role }) => roles.includes(role)).slice(0, 200);
  if (ours.length === 0) return [];
  const found = ours.flatMap((unit) => judge(unit, { subject: subjectOf('unit', unit.name), on: [units] }));
  return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [units] }];
}

/** `--user` where it is one of the user's, for a command to type. The name has passed `isPlainUnit`. */
export function systemctl(unit: UnitFact, verb: string): string | null {
  if (!isPlainUnit(unit.name)) return null;
  return unit.isUserUnit ? `systemctl --user ${verb} ${unit.name}` : `${/^(status|show|cat)/.test(verb) ? '' : 'sudo '}systemctl ${verb} ${unit.name}`;
}

/** A unit's name as systemd writes it without escapes: it may stand in a command and in a path. */
export function isPlainUnit(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9:_.@-]{0,200}\.(service|scope|socket|timer|target)$/.test(name);
}

/** `1min 30s`, `2h`, `infinity`, `90000000` (microseconds) to seconds; null: endless or not understood. */
export function secondsOf(text: string | undefined): number | null {
  if (text === undefined || text === '' || text === 'infinity') return null;
  if (/^\d{1,18}$/.test(text)) return Number(text) / 1e6;
  const units: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400, w: 604_800 };
  const parts = [...text.slice(0, 100).matchAll(/(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d|w)\b/g)];
  return parts.length === 0 ? null : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? 's'] ?? 1), 0);
}

/**
 * The `alerts` part of a fleet file: rules that differ from the defaults, and the quiet hours. Names of hosts, mutes and
 * channels are not in it: they belong to one panel, and a channel's address is a secret.
 * Must stay true: reading back what was written gives the same rules; a figure that no form would take is refused here too.
 */
import { z } from 'zod';
import { AlertCondition, conditionFacts, defaultQuietHours, defaultRules, RuleId, Severity, type AlertRule, type QuietHours } from '#shared/domain/alert.ts';

export type FleetAlerts = { readonly rules: readonly AlertRule[]; readonly quietHours: QuietHours | null };

const daySeconds = 86_400;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Seconds = z.number().min(0).max(daySeconds);

const FleetRule = z.strictObject({
  rule: RuleId,
  /** Only for a rule of your own: a default rule keeps its condition. */
  condition: AlertCondition.optional(),
  threshold: z.number().finite().optional(),
  dwell: Seconds.optional(),
  clear: Seconds.optional(),
  severity: Severity.optional(),
  on: z.boolean().optional(),
}).superRefine((own, context) => {
  const standard = defaultRules.find(({ id }) => id === own.rule);
  const refuse = (key: string, wanted: string): void => context.addIssue({ code: 'custom', path: [key], params: { reason: 'not-allowed', wanted } });
  if (standard !== undefined && own.condition !== undefined && own.condition !== standard.condition) return refuse('condition', standard.condition);
  const condition = own.condition ?? standard?.condition;
  if (condition === undefined) return context.addIssue({ code: 'custom', path: [], params: { reason: 'missing', key: 'condition' } });
  const { unit, min, max } = conditionFacts[condition];
  if (unit === null && own.threshold !== undefined) return refuse('threshold', 'nothing');
  if (unit !== null && own.threshold === undefined && standard === undefined) return context.addIssue({ code: 'custom', path: [], params: { reason: 'missing', key: 'threshold' } });
  if (own.threshold !== undefined && (own.threshold < min || own.threshold > max)) refuse('threshold', `${min} – ${max}`);
});
type FleetRule = z.infer<typeof FleetRule>;

const FleetQuietHours = z.strictObject({ from: TimeOfDay, to: TimeOfDay, days: z.array(z.enum(weekdays)).max(7).optional(), critical: z.enum(['pass', 'wait']).optional(), on: z.boolean().optional() });

export const FleetAlertsSection = z.strictObject({ rules: z.array(FleetRule).max(200).optional(), 'quiet-hours': FleetQuietHours.optional() });

export function alertsOf(section: z.infer<typeof FleetAlertsSection>): FleetAlerts {
  const hours = section['quiet-hours'];
  return {
    rules: (section.rules ?? []).map(ruleOf),
    quietHours: hours === undefined ? null : {
      isOn: hours.on ?? true, fromMinute: minuteOf(hours.from), toMinute: minuteOf(hours.to),
      days: (hours.days ?? weekdays).map((day) => weekdays.indexOf(day)), lettingCritical: hours.critical !== 'wait',
    },
  };
}

function ruleOf(own: FleetRule): AlertRule {
  const standard = defaultRules.find(({ id }) => id === own.rule);
  const seconds = (given: number | undefined, otherwiseMs: number): number => (given === undefined ? otherwiseMs : given * 1000);
  return {
    id: own.rule,
    condition: standard?.condition ?? own.condition ?? 'host-unreachable',
    threshold: own.threshold ?? standard?.threshold ?? null,
    dwellMs: seconds(own.dwell, standard?.dwellMs ?? 60_000),
    clearMs: seconds(own.clear, standard?.clearMs ?? 60_000),
    severity: own.severity ?? standard?.severity ?? 'warning',
    isOn: own.on ?? standard?.isOn ?? true,
  };
}

/** null: nothing differs from the defaults, so nothing is written. */
export function plainAlerts({ rules, quietHours }: FleetAlerts): Record<string, unknown> | null {
  const plain: Record<string, unknown> = {};
  if (rules.length > 0) plain['rules'] = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)).map(plainRule);
  if (quietHours !== null && JSON.stringify(quietHours) !== JSON.stringify(defaultQuietHours)) plain['quiet-hours'] = plainHours(quietHours);
  return Object.keys(plain).length === 0 ? null : plain;
}

function plainRule({ id, condition, threshold, dwellMs, clearMs, severity, isOn }: AlertRule): Record<string, unknown> {
  const standard = defaultRules.find((one) => one.id === id);
  return {
    rule: id, ...(standard === undefined ? { condition } : {}), ...(threshold === null ? {} : { threshold }),
    dwell: dwellMs / 1000, clear: clearMs / 1000, severity, on: isOn,
  };
}

function plainHours({ isOn, fromMinute, toMinute, days, lettingCritical }: QuietHours): Record<string, unknown> {
  return { from: timeOf(fromMinute), to: timeOf(toMinute), days: days.map((day) => weekdays[day]), critical: lettingCritical ? 'pass' : 'wait', on: isOn };
}

const two = (figure: number): string => String(figure).padStart(2, '0');
const timeOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

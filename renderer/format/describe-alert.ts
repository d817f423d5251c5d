/** An alert in words: what it is, what was measured, whom it is about. Names are foreign and come isolated. */
import type { TFunction } from 'i18next';
import { conditionFacts, type Alert, type AlertCondition, type Severity } from '#shared/domain/alert.ts';
import type { Formats } from './create-formats.ts';
import { isolateForeign } from './show-foreign.ts';

const ranks: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, note: 2 };
export const severityRank = (severity: Severity): number => ranks[severity];

export function thresholdText(formats: Formats, condition: AlertCondition, value: number | null): string {
  if (value === null) return '–';
  switch (conditionFacts[condition].unit) {
    case 'percent': return formats.percent(value);
    case 'celsius': return formats.celsius(value);
    case 'hours': return formats.age(value * 3_600_000);
    case 'seconds': return formats.age(value * 1000);
    case 'count-per-hour':
    case 'messages':
    case null: return formats.number(value);
  }
}

export type AlertWords = { readonly title: string; readonly fact: string; readonly name: string };

export function describeAlert(t: TFunction<'alerts'>, formats: Formats, alert: Pick<Alert, 'condition' | 'value' | 'threshold' | 'name' | 'subject'>): AlertWords {
  const { condition } = alert;
  const isFleet = alert.subject.host === null && alert.subject.worker === null && alert.subject.broker === null;
  return {
    title: t(`condition.${condition}.title`),
    fact: t(`condition.${condition}.fact`, { value: thresholdText(formats, condition, alert.value), threshold: thresholdText(formats, condition, alert.threshold) }),
    name: isFleet ? t('fleetSubject') : isolateForeign(alert.name, 120),
  };
}

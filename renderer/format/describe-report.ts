/** A sentence of the day's report in words. Its names are foreign and come isolated; figures are written as everywhere. */
import type { TFunction } from 'i18next';
import { AlertCondition } from '#shared/domain/alert.ts';
import type { ReportSentence } from '#shared/domain/report.ts';
import { VerdictKind } from '#shared/domain/worker.ts';
import type { Formats } from './create-formats.ts';
import { isolateForeign } from './show-foreign.ts';

type Words = { readonly t: TFunction<'timeline'>; readonly tAlert: TFunction<'alerts'>; readonly tVerdict: TFunction<'verdicts'>; readonly formats: Formats };

export function describeReport({ t, tAlert, tVerdict, formats }: Words, sentence: ReportSentence): string {
  const { params } = sentence;
  const figure = (name: string, digits = 0): string => {
    const value = params[name];
    return typeof value === 'number' ? formats.number(value, digits) : '–';
  };
  const length = (name: string, unitMs: number): string => {
    const value = params[name];
    if (typeof value !== 'number') return '–';
    // The report counts in whole minutes and tenths of an hour: less than one of them is not a figure.
    return value === 0 ? t('report.aMoment') : formats.age(Math.round(value * unitMs));
  };
  const named = typeof params['name'] === 'string' ? params['name'] : sentence.name;
  const condition = AlertCondition.safeParse(params['rule']);
  const verdict = VerdictKind.safeParse(params['verdict']);
  return t(`report.${sentence.code}`, {
    name: named === '' ? tAlert('fleetSubject') : isolateForeign(named, 80),
    rule: condition.success ? tAlert(`condition.${condition.data}.title`) : isolateForeign(String(params['rule'] ?? ''), 60),
    verdict: verdict.success ? tVerdict(`kind.${verdict.data}`) : '–',
    number: figure('count'), critical: figure('critical'), minutes: length('minutes', 60_000), times: figure('times'), hours: length('hours', 3_600_000), outOfHours: length('outOfHours', 3_600_000),
    workers: figure('workers'), hosts: figure('hosts'),
  });
}

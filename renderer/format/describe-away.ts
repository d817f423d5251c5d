/** What happened on a host in our absence, in one phrase: the gravest first, nothing that did not happen. */
import type { TFunction } from 'i18next';
import type { AwaySummary, CauseCode } from '#shared/domain/crash.ts';
import type { Formats } from './create-formats.ts';

type Counts = Pick<AwaySummary, 'incidents' | 'restarts' | 'reboots' | 'brokerOutages' | 'underVoltages'>;

export function describeAway(t: TFunction<'away'>, formats: Formats, summary: Counts & Pick<AwaySummary, 'isComplete' | 'worst'>): string {
  const parts = [
    ...incidentParts(t, summary),
    summary.reboots > 0 ? t('reboots', { count: summary.reboots }) : null,
    summary.underVoltages > 0 ? t('underVoltages', { count: summary.underVoltages }) : null,
    summary.brokerOutages > 0 ? t('brokerOutages', { count: summary.brokerOutages }) : null,
    summary.restarts > 0 ? t('restarts', { count: summary.restarts }) : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) return formats.list(parts);
  return summary.isComplete ? t('nothing') : t('reading');
}

const isOutOfMemory = (code: CauseCode): boolean => code === 'oom-global' || code === 'oom-limit' || code === 'oom-container' || code === 'oom-probable';
const isNative = (code: CauseCode): boolean => code === 'native-crash' || code === 'native-library' || code === 'heap-corruption' || code === 'illegal-instruction';

/** By cause where every incident is known one by one; else only how many. */
function incidentParts(t: TFunction<'away'>, { incidents, worst }: Pick<AwaySummary, 'incidents' | 'worst'>): readonly string[] {
  if (incidents === 0) return [];
  if (worst.length < incidents) return [t('incidents', { count: incidents })];
  const oom = worst.filter(({ cause }) => isOutOfMemory(cause.code)).length;
  const native = worst.filter(({ cause }) => isNative(cause.code)).length;
  const others = incidents - oom - native;
  return [oom > 0 ? t('oomKills', { count: oom }) : null, native > 0 ? t('nativeCrashes', { count: native }) : null, others > 0 ? t(oom + native > 0 ? 'otherIncidents' : 'incidents', { count: others }) : null].filter((part) => part !== null);
}

/** Worth a person's time: something happened, or part of it can never be known. */
export function isWorthTelling(summary: AwaySummary): boolean {
  return summary.incidents + summary.reboots + summary.underVoltages + summary.brokerOutages + summary.restarts > 0;
}

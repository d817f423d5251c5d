/** The day's report and alerts in words, both languages. Pure. */
import { alertSentence } from '#electron/notify/core/alert-sentence.ts';
import type { Alert, AlertState, Severity } from '#shared/domain/alert.ts';
import type { ReportCode, ReportSentence } from '#shared/domain/report.ts';
import { VerdictKind } from '#shared/domain/worker.ts';
import { cleanText } from './clean-text.ts';
import { verdictWord } from './cli-words.ts';
import type { Tone } from './draw-table.ts';
import type { Language } from './language.ts';

type Both = readonly [string, string];
const sentences: Readonly<Record<ReportCode, Both>> = {
  'all-well': ['All was well: {workers} workers on {hosts} hosts.', 'Tout allait bien : {workers} workers sur {hosts} machines.'],
  'nothing-watched': ['Nobody was watching: Fleetbeat did not run.', 'Personne ne surveillait : Fleetbeat ne tournait pas.'],
  'partly-watched': ['Watched for {hours} of {outOfHours} hours.', 'Surveillé pendant {hours} heures sur {outOfHours}.'],
  'alerts-fired': ['{count} alerts fired, {critical} of them critical.', '{count} alertes, dont {critical} critiques.'],
  'alert-often': ['{name}: the alert “{rule}” fired {count} times.', '{name} : l’alerte « {rule} » est survenue {count} fois.'],
  'worker-down': ['{name}: {verdict}, {times} times, {minutes} min in all.', '{name} : {verdict}, {times} fois, {minutes} min en tout.'],
  'worker-restarted': ['{name}: started anew {count} times.', '{name} : redémarré {count} fois.'],
  'child-deaths': ['{name}: {count} children ended.', '{name} : {count} enfants terminés.'],
  'host-lost': ['{name}: lost {times} times, {minutes} min in all.', '{name} : perdue {times} fois, {minutes} min en tout.'],
  'broker-lost': ['{name}: Redis lost {times} times, {minutes} min in all.', '{name} : Redis perdu {times} fois, {minutes} min en tout.'],
  'under-voltage': ['{name}: under-voltage, {times} times.', '{name} : sous-tension, {times} fois.'],
  'still-open': ['{name}: “{rule}” stands, for {hours} h.', '{name} : « {rule} » dure depuis {hours} h.'],
  'new-worker': ['{name}: a new worker.', '{name} : nouveau worker.'],
  'new-host': ['{name}: a new host.', '{name} : nouvelle machine.'],
};

export const toneOf: Readonly<Record<Severity, Tone>> = { critical: 'bad', warning: 'warn', note: 'quiet' };

export function reportSentence({ code, params, name }: ReportSentence, language: Language): string {
  const verdict = VerdictKind.safeParse(params['verdict']);
  const fill = (key: string): string => {
    if (key === 'name') return cleanText(name, 80);
    if (key === 'verdict' && verdict.success) return verdictWord(verdict.data, language);
    const value = params[key];
    return value === undefined ? '?' : cleanText(typeof value === 'number' && language === 'fr' ? String(value).replace('.', ',') : String(value), 80);
  };
  return sentences[code][language === 'en' ? 0 : 1].replace(/\{(\w+)\}/g, (_all, key: string) => fill(key));
}

const states: Readonly<Record<AlertState, Both>> = { pending: ['pending', 'en attente'], firing: ['firing', 'en cours'], clearing: ['clearing', 'se calme'], cleared: ['over', 'terminée'] };
export const stateWord = (state: AlertState, language: Language): string => states[state][language === 'en' ? 0 : 1];
export const alertText = (alert: Alert, language: Language): string => cleanText(alertSentence(alert, 'fired', language), 200);

/** 1 a warning stands, 2 a critical alert stands; silenced by their cause or by hand they still stand. */
export function exitOfAlerts(alerts: readonly Alert[]): 0 | 1 | 2 {
  const open = alerts.filter(({ state }) => state === 'firing' || state === 'clearing');
  if (open.some(({ severity }) => severity === 'critical')) return 2;
  return open.some(({ severity }) => severity === 'warning') ? 1 : 0;
}


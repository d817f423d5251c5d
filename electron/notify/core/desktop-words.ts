/**
 * What the desktop is told of alerts: the number on the badge, and sentences for notifications. Pure.
 * Must stay true: plain text without control characters; a storm of words is summed up, never a heap of notifications.
 */
import type { AlertChange, AlertNotice } from '#shared/domain/alert.ts';
import { alertSentence, type Tongue } from './alert-sentence.ts';

export type DesktopNotice = { readonly title: string; readonly body: string; readonly hasSound: boolean };
export type DesktopWords = { readonly openCount: number; readonly notices: readonly DesktopNotice[] };

const mostAtOnce = 4;
const titles = { en: { fired: 'Fleetbeat: alert', cleared: 'Fleetbeat: alert over', test: 'Fleetbeat: test', storm: 'Fleetbeat' }, fr: { fired: 'Fleetbeat : alerte', cleared: 'Fleetbeat : fin d’alerte', test: 'Fleetbeat : essai', storm: 'Fleetbeat' } } as const;
const tests = { en: 'This is how an alert looks.', fr: 'Voici à quoi ressemble une alerte.' } as const;
const storms = { en: (count: number) => `${count} alerts at once`, fr: (count: number) => `${count} alertes à la fois` } as const;

export function desktopWords(change: AlertChange, tongue: Tongue): DesktopWords {
  const { notices, openCount } = change;
  const hasSound = notices.some((notice) => notice.hasSound);
  if (notices.length > mostAtOnce) return { openCount, notices: [{ title: titles[tongue].storm, body: storms[tongue](notices.length), hasSound }] };
  return { openCount, notices: notices.map((notice) => ({ title: titles[tongue][notice.kind], body: bodyOf(notice, tongue), hasSound: notice.hasSound })) };
}

function bodyOf({ kind, alert }: AlertNotice, tongue: Tongue): string {
  return alert === null || kind === 'test' ? tests[tongue] : alertSentence(alert, kind, tongue).slice(0, 400);
}

/** The message each kind of channel wants: generic JSON with a signature, ntfy, Slack. Pure; documented in docs/spec/alerts.md. */
import type { Alert, ChannelKind, Severity } from '#shared/domain/alert.ts';
import { alertSentence, plain, type Tongue } from './alert-sentence.ts';

export type Word = { readonly kind: 'fired' | 'cleared' | 'test'; readonly at: number; readonly alert: Alert | null; readonly id: string };
export type ComposeNeeds = { readonly url: string; readonly secret: string | null; readonly tongue: Tongue; readonly sign: (secret: string, text: string) => string };
export type Composed = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };

const priorities: Readonly<Record<Severity, number>> = { note: 2, warning: 3, critical: 5 };
const testWords = { en: 'Fleetbeat: this is a test. Words about your workers will come here.', fr: 'Fleetbeat : ceci est un essai. Les nouvelles de vos workers arriveront ici.' } as const;

export function sentenceOf({ kind, alert }: Word, tongue: Tongue): string {
  return kind === 'test' || alert === null ? testWords[tongue] : alertSentence(alert, kind, tongue);
}

export function composeMessage(kind: Exclude<ChannelKind, 'desktop'>, word: Word, needs: ComposeNeeds): Composed {
  const text = sentenceOf(word, needs.tongue);
  if (kind === 'slack') return { url: needs.url, headers: json, body: JSON.stringify({ text: escapeSlack(text) }) };
  if (kind === 'ntfy') return ntfy(word, text, needs);
  const body = JSON.stringify({ schema: 1, id: word.id, event: word.kind, at: word.at, text, alert: word.alert === null ? null : describe(word.alert) });
  const stamp = String(Math.floor(word.at / 1000));
  const signature = needs.secret === null ? {} : { 'x-fleetbeat-signature': `t=${stamp},v1=${needs.sign(needs.secret, `${stamp}.${body}`)}` };
  return { url: needs.url, headers: { ...json, 'x-fleetbeat-event': word.kind, 'x-fleetbeat-id': word.id, ...signature }, body };
}

const json = { 'content-type': 'application/json; charset=utf-8' } as const;

/** ntfy takes JSON at the server's root and the topic inside: header fields could not carry every name. */
function ntfy(word: Word, text: string, { url, secret }: ComposeNeeds): Composed {
  const cut = url.replace(/[?#].*$/, '').replace(/\/+$/, '');
  const slash = cut.lastIndexOf('/');
  const severity = word.alert?.severity ?? 'note';
  const tags = word.kind === 'cleared' ? ['white_check_mark'] : [severity === 'critical' ? 'rotating_light' : 'warning'];
  const title = word.alert === null ? 'Fleetbeat' : `Fleetbeat · ${plain(word.alert.hostName ?? word.alert.name)}`;
  return {
    url: `${cut.slice(0, slash)}/`,
    headers: { ...json, ...(secret === null ? {} : { authorization: `Bearer ${secret}` }) },
    body: JSON.stringify({ topic: cut.slice(slash + 1), title, message: text, priority: word.kind === 'cleared' ? 2 : priorities[severity], tags }),
  };
}

/** Slack reads &, < and > as markup: a name could ping a whole channel. */
const escapeSlack = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Documented names, apart from the wire's shapes. */
function describe(alert: Alert): object {
  return {
    id: alert.id, rule: alert.rule, condition: alert.condition, severity: alert.severity, state: alert.state,
    name: plain(alert.name), host: alert.hostName === null ? null : plain(alert.hostName), value: alert.value, threshold: alert.threshold,
    since: alert.since, firedAt: alert.firedAt, clearedAt: alert.clearedAt, explains: alert.explains, isFlapping: alert.isFlapping,
  };
}

/** http and https only, no user name or password inside, and a topic for ntfy. */
export function checkChannelUrl(kind: ChannelKind, url: string): string | null {
  const match = /^https?:\/\/(\[[0-9a-f:.]+\]|[^/?#@:\s]+)(:\d{1,5})?(\/[^\s]*)?$/i.exec(url);
  if (match === null) return 'an http or https address is wanted, without a user name in it';
  if (kind === 'ntfy' && !/^\/[^?#]*[A-Za-z0-9_-]+\/*$/.test(match[3] ?? '')) return 'the address of an ntfy topic ends with its name';
  return null;
}

/** The host of an address: the rest of it may be a password. */
export function placeOf(url: string): string | null {
  return /^https?:\/\/(\[[0-9a-f:.]+\]|[^/?#@:\s]+)/i.exec(url)?.[1]?.slice(0, 300) ?? null;
}

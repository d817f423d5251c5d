/**
 * Settings as text, secrets masked: by the setting's name, and by any URL with a login inside its value, at any depth.
 * Celery masks some itself; what an application adds it does not know.
 */
import { cutText } from './brief-text.ts';
import { isRecord } from './tolerant-json.ts';
import type { JsonValue } from './tolerant-json.ts';

export const mask = '••••••';
const maxLength = 500;
const secretName = /pass(wd|word|phrase)?|secret|token|credential|private|api[_-]?key|access[_-]?key|auth|signature|cert_store|security_key|dsn|cookie/i;
const harmlessName = /^(security_cert_store|security_certificate|authentication_plugin)$/i;

export function decodeConfiguration(value: JsonValue): readonly { readonly name: string; readonly value: string }[] | null {
  if (!isRecord(value)) return null;
  return Object.entries(value)
    .slice(0, 2_000)
    .map(([name, setting]) => ({ name: cutText(name, 300), value: settingText(name, setting) }))
    .sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

function settingText(name: string, setting: JsonValue): string {
  if (isSecretName(name) && setting !== null && setting !== '' && typeof setting !== 'boolean') return mask;
  const masked = maskWithin(setting);
  return cutText(typeof masked === 'string' ? masked : typeof masked === 'number' ? String(masked) : JSON.stringify(masked, (_key, inner: unknown) => (typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner)), maxLength);
}

function maskWithin(value: JsonValue): JsonValue {
  if (typeof value === 'string') return maskUrls(value);
  if (Array.isArray(value)) return value.map(maskWithin);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, isSecretName(name) && inner !== null && inner !== '' ? mask : maskWithin(inner)]));
}

/**
 * `redis://user:word@host` → `redis://user:••••••@host`, for each URL in a text. A word may hold any character, `@`, `;`
 * and quotes too: everything up to the last `@` before the next `://` is taken for the login. Rather too much than too little.
 */
export function maskUrls(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf('://'); at !== -1; ) {
    const next = text.indexOf('://', at + 3);
    const login = text.slice(at + 3, next === -1 ? text.length : next);
    const end = login.lastIndexOf('@');
    const colon = login.indexOf(':');
    if (end !== -1) {
      parts.push(text.slice(from, at + 3), colon === -1 || colon > end ? mask : `${login.slice(0, colon)}:${mask}`);
      from = at + 3 + end;
    }
    at = next;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function isSecretName(name: string): boolean {
  return secretName.test(name) && !harmlessName.test(name);
}

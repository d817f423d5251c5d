/**
 * What leaves the machine with a bundle. Evidence holds no secret by the way it is made; this hides once more whatever
 * looks like one, drops arguments of tasks, and renames hosts, people and addresses when asked to.
 */
import { maskUrls } from '#electron/celery/core/mask-setting.ts';
import type { Evidence } from './evidence.ts';

const mask = '***';
const secretName = /(^|[_\-.])(pass(wd|word|phrase)?|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|authorization|dsn|cookie)s?($|[_\-.])/i;
/** `password=x`, `token: x`, `--api-key x` inside a text. */
const secretWords = /((?:[\w-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|authorization)[\w-]*)["']?\s*[=:]\s*|--[\w-]*(?:password|secret|token|api-key)[\w-]*\s+)(?:"[^"]*"|'[^']*'|[^\s,;&"'}\]]+)/gi;
const knownShapes = /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+|sk-[A-Za-z0-9]{20,})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

export function withoutArguments(evidence: Evidence): Evidence {
  return mapValues(evidence, (value, key) => (key === 'args' && typeof value === 'string' ? null : value)) as Evidence;
}

/** Every text of it, at any depth. */
export function redactEvidence(evidence: Evidence): Evidence {
  return mapValues(evidence, (value, key) => {
    if (typeof value !== 'string') return value;
    if (secretName.test(key) && value !== '') return mask;
    return redactText(value);
  }) as Evidence;
}

export function redactText(text: string): string {
  if (text.length < 4) return text;
  const masked = text.includes('://') ? text.split('\n').map(maskUrls).join('\n') : text;
  return masked.replace(secretWords, `$1${mask}`).replace(knownShapes, mask);
}

function mapValues(value: unknown, change: (value: unknown, key: string) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => mapValues(one, change, key));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapValues(one, change, name)]));
  return change(value, key);
}

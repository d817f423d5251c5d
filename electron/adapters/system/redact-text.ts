/**
 * The last net before the log: masks what looks like a secret in text that a library produced.
 * Must stay true: it may mask too much, never too little; the first defence is that secrets are never passed to the log.
 */
const masked = '***';

const patterns: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host and scheme://:password@host; up to the last @ before a slash or space.
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:]*):[^\s/]*@/gi, `$1$2:${masked}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, masked],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${masked}`],
  [/((?:pass(?:word|phrase|wd)?|secret|token|api[_-]?key|auth)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&}]+)/gi, `$1${masked}`],
];

export function redactText(text: string): string {
  return patterns.reduce((masking, [pattern, replacement]) => masking.replace(pattern, replacement), text);
}

/** Field names whose values are never written, whatever they look like. */
export function isSecretField(name: string): boolean {
  return /pass(word|phrase|wd)?$|secret|token|api_?key|privatekey/i.test(name);
}

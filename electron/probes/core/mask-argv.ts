/**
 * Hides what looks like a secret in a command line before it goes anywhere a person or a log can see it. Too much is
 * better than too little: a masked harmless word costs nothing.
 */
const mask = '***';
const secretName = /(pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|dsn|auth)/i;

export function maskArgv(argv: readonly string[]): readonly string[] {
  let isValueSecret = false;
  return argv.map((word) => {
    const isSecret = isValueSecret && !word.startsWith('-');
    isValueSecret = /^--?[\w-]+$/.test(word) && secretName.test(word);
    return isSecret ? mask : maskWord(word);
  });
}

function maskWord(word: string): string {
  // `--redis-password=x`, `REDIS_PASSWORD=x`, and the same inside a setproctitle title.
  const named = word.replace(/([\w-]+)([=])([^\s;&]*)/g, (whole, name: string, equals: string, value: string) =>
    secretName.test(name) && !value.includes('://') ? `${name}${equals}${mask}` : whole,
  );
  return named.split(/([;\s,])/).map(maskUrl).join('');
}

/** The password ends at the last `@` before the path would begin again: passwords may hold `@` and `/` unescaped. */
export function maskUrl(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)(.*)@/i, (_, scheme: string, login: string) => {
      const colon = login.indexOf(':');
      return `${scheme}${colon > 0 ? login.slice(0, colon) : ''}${colon < 0 ? mask : `:${mask}`}@`;
    })
    .replace(/([?&][\w-]*(?:password|secret|token)[\w-]*=)[^&]*/gi, `$1${mask}`);
}

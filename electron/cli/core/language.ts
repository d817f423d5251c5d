/** Which language the terminal wants, in POSIX order of precedence: LC_ALL, LC_MESSAGES, LANG. */
export type Language = 'en' | 'fr';

export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const named = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '');
  return named !== undefined && /^fr([_.@-]|$)/i.test(named) ? 'fr' : 'en';
}

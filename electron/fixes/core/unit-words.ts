/**
 * The command line of a systemd unit as words, changed and written again. Pure.
 * Must stay true: what cannot be read without doubt is refused, never guessed; what is written reads back as the same words.
 * Source: systemd.service(5), `systemctl show -p ExecStart`.
 */

/** `{ path=/x ; argv[]=/x worker ; ignore_errors=no ; … }`: one plain command, or null. */
export function readExecStart(shown: string): readonly string[] | null {
  const found = /^\{ path=([^;{}"'\\]+) ; argv\[\]=([^;"'\\]+) ; ignore_errors=(?:no|yes) ;[^{}]*\}$/.exec(shown.trim());
  const words = found?.[2]?.trim().split(' ') ?? [];
  return words.length > 0 && words.every((word) => isPlain(word)) ? words : null;
}

/** Variables stay variables: systemd fills them in as before. */
const isPlain = (word: string): boolean => /^[\w@%+=:,./~^${}-]+$/.test(word) && word.length > 0;

/** A command of plain words only, or null. */
export function readPlainCommand(text: string): readonly string[] | null {
  const words = text.trim().split(/[ \t]+/);
  return text.trim() !== '' && words.every((word) => isPlain(word) && !word.includes('$')) ? words : null;
}

/** `key=value` lines of `systemctl show`, the first of each key. */
export function readShown(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0 && !found.has(line.slice(0, at))) found.set(line.slice(0, at), line.slice(at + 1));
  }
  return found;
}

export type Option = { readonly long: string; readonly short: string | null };

/** Options of a worker stand behind the word `worker`: what is before it belongs to Python and to celery itself. */
const behindWorker = (words: readonly string[]): number => words.indexOf('worker') + 1;
export const isWorkerLine = (words: readonly string[]): boolean => words.includes('worker');

/** The value an option has on this line; null: it is not there. */
export function optionOf(line: readonly string[], { long, short }: Option): string | null {
  const words = line.slice(behindWorker(line));
  const at = words.findIndex((word) => word === long || word === short || word.startsWith(`${long}=`));
  const word = words[at];
  if (word === undefined) return short === null ? null : (words.find((one) => one.startsWith(short) && !one.startsWith('--') && one.length > short.length)?.slice(short.length) ?? null);
  return word.startsWith(`${long}=`) ? word.slice(long.length + 1) : (words[at + 1] ?? '');
}

/** The same line with this option set once, where it stood, else at the end; `null` takes it away. */
export function withOption(line: readonly string[], { long, short }: Option, value: string | null): readonly string[] {
  const words = line.slice(behindWorker(line));
  const kept: string[] = [];
  let place: number | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const isAlone = word === long || word === short;
    const isJoined = word.startsWith(`${long}=`) || (short !== null && word.startsWith(short) && !word.startsWith('--') && word.length > short.length);
    if (!isAlone && !isJoined) { kept.push(word); continue; }
    place ??= kept.length;
    if (isAlone) at += 1;
  }
  if (value !== null) kept.splice(place ?? kept.length, 0, `${long}=${value}`);
  return [...line.slice(0, behindWorker(line)), ...kept];
}

/** Does this process run that line? An interpreter may stand before it; with variables in the line nobody can tell. */
export function runsAs(argv: readonly string[], words: readonly string[]): boolean {
  if (words.some((word) => word.includes('$'))) return words.every((word) => word.includes('$') || argv.includes(word) || argv.some((one) => one.endsWith(`/${word}`)));
  return argv.length >= words.length && words.every((word, index) => argv[argv.length - words.length + index] === word);
}

const percent = (text: string): string => text.replaceAll('%', '%%');

export function writeCommandDropIn(words: readonly string[]): string {
  return `[Service]\nExecStart=\nExecStart=${words.map(percent).join(' ')}\n`;
}

export function writeEnvironment(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `Environment="${name}=${percent(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\n`).join('');
}

/** What a unit may be called here: it becomes part of a path. */
export const isUnitName = (name: string): boolean => /^[A-Za-z0-9:_.@\\-]{1,200}\.service$/.test(name) && !name.includes('..');

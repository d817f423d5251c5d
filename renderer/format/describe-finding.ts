/**
 * A finding in words: the catalogue's sentences with the finding's own figures in them.
 * Must stay true: what a Pi said enters a sentence isolated and escaped; a missing sentence never hides a finding.
 */
import type { TFunction } from 'i18next';
import { Grant, type CheckCard, type CheckId, type Finding, type FindingArgs } from '#shared/domain/finding.ts';
import type { Formats } from './create-formats.ts';
import { isolateForeign, showForeign } from './show-foreign.ts';

export type FindingWords = {
  readonly title: string;
  readonly says: string;
  readonly cause: string;
  readonly fix: string;
  readonly refute: string;
  /** null: this version does not know the check. */
  readonly link: string | null;
};
export type DescribeFinding = (finding: Pick<Finding, 'check' | 'says' | 'severity' | 'args'>) => FindingWords;
type T = TFunction<'diagnosis'>;

export function createDescribeFinding(t: T, formats: Formats, cards: ReadonlyMap<CheckId, CheckCard>): DescribeFinding {
  return (finding) => {
    const card = cards.get(finding.check);
    const fill = (text: string): string => fillWords(t, formats, text, finding.args);
    if (card === undefined) return { title: finding.check, says: sayGeneral(t, finding) ?? t('finding.noCard'), cause: '', fix: '', refute: '', link: null };
    const words = card.words[formats.language];
    // `unknown` is everybody's word for it, even where a check has a sentence of that name for something else.
    const own = finding.severity === 'unknown' && finding.says === 'unknown' ? undefined : words.says[finding.says];
    // Fine, or not known: a cause and a remedy would be noise or guesses.
    const isTold = finding.severity !== 'unknown' && finding.severity !== 'ok';
    return {
      title: words.title,
      says: own === undefined ? (sayGeneral(t, finding) ?? t('finding.noCard')) : fill(own),
      cause: !isTold ? '' : fill(variantOf(words.cause, finding.says)),
      fix: !isTold ? '' : fill(variantOf(words.fix, finding.says)),
      refute: !isTold ? '' : fill(variantOf(words.refute, finding.says)),
      link: card.link,
    };
  };
}

function variantOf(words: CheckCard['words']['en']['cause'], says: string): string {
  return typeof words === 'string' ? words : (words[says] ?? words['else'] ?? '');
}

/** What any check may say; null where only its own words would do. */
function sayGeneral(t: T, { says, severity, args }: Pick<Finding, 'says' | 'severity' | 'args'>): string | null {
  if (says === 'threw') return t('general.threw', { reference: isolateForeign(String(args['reference'] ?? '?')) });
  if (severity === 'ok') return t('general.ok');
  if (severity !== 'unknown') return null;
  const because = args['because'];
  // A bare code says less than the sentence; it stands with the evidence.
  return typeof because === 'string' && because !== '' && !/^[a-z]+(-[a-z]+)*$/.test(because) ? t('general.unknownBecause', { because: isolateForeign(because, 300) }) : t('general.unknown');
}

/** `{{name}}` and `{{name|unit}}`. An argument that is missing reads as a dash. */
export function fillWords(t: T, formats: Formats, text: string, args: FindingArgs): string {
  return text.replace(/\{\{\s*(\w{1,40})\s*(?:\|\s*(\w{1,20})\s*)?\}\}/g, (_whole, name: string, unit: string | undefined) => valueText(t, formats, Object.hasOwn(args, name) ? args[name] : null, unit));
}

/** What may stand after the bar; anything else reads as a plain number. */
export const knownUnits: ReadonlySet<string> = new Set(['number', 'percent', 'bytes', 'seconds', 'ms', 'celsius', 'mhz', 'dbm', 'time', 'yesno']);

function valueText(t: T, formats: Formats, value: FindingArgs[string] | undefined, unit: string | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return t(value ? 'finding.value.yes' : 'finding.value.no');
  if (typeof value === 'string') return isolateForeign(value, 300);
  switch (unit) {
    case 'bytes': return formats.bytes(value);
    case 'percent': return formats.percent(value, value !== 0 && Math.abs(value) < 10 ? 1 : 0);
    case 'celsius': return formats.celsius(value);
    case 'mhz': return `${formats.number(value)}\u00a0MHz`;
    case 'dbm': return `${formats.number(value)}\u00a0dBm`;
    case 'ms': return formats.duration(value);
    case 'seconds': return formats.duration(value * 1000);
    case 'time': return formats.absolute(value);
    // A process number, or a value to type: no separators.
    case undefined: return Number.isInteger(value) ? String(value) : formats.number(value, 2);
    default: return formats.number(value, Number.isInteger(value) ? 0 : 2);
  }
}

/** What would make an unknown finding known: its own word first, else that of the first piece that could not be had. */
export function grantOf({ args, evidence }: Pick<Finding, 'args' | 'evidence'>): Grant {
  const said = Grant.safeParse(args['grant']);
  if (said.success) return said.data;
  return evidence.find(({ grant, state }) => grant !== null && state !== 'had')?.grant ?? 'none';
}

/** The exact command for a person to run on the host; null where there is none to give. `user`: who Fleetbeat logs in as. */
export function grantCommand(grant: Grant, user: string | null): string | null {
  const name = user !== null && /^[a-z_][a-z0-9_.-]{0,31}$/.test(user) ? user : '"$USER"';
  switch (grant) {
    case 'group-video': return `sudo usermod -aG video ${name}`;
    case 'group-journal': return `sudo usermod -aG systemd-journal,adm ${name}`;
    case 'group-docker': return `sudo usermod -aG docker ${name}`;
    case 'hidepid': return 'sudo mount -o remount,hidepid=0 /proc';
    case 'psi': return "sudo sed -i '1 s/$/ psi=1/' /boot/firmware/cmdline.txt";
    case 'python3': return 'sudo apt install python3-minimal';
    case 'redis-acl': return 'redis-cli ACL SETUSER "$REDIS_USER" +ping +info +config|get +client|list +llen +zcard +hlen +zrange +scan +type +pubsub +slowlog +latency';
    default: return null;
  }
}

/** A group counts from the next login on. */
export function needsNewLogin(grant: Grant): boolean {
  return grant === 'group-video' || grant === 'group-journal' || grant === 'group-docker';
}

/** Everything of a finding that a person may search for. */
export function searchText(finding: Finding, words: FindingWords): string {
  return [finding.check, words.title, words.says, words.cause, words.fix, showForeign(finding.subject.name), finding.command ?? ''].join('\n');
}

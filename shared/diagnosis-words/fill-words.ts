/**
 * Puts a finding's arguments into its sentence: `{{name}}`, or with a unit `{{used|percent}}`.
 * Without a unit an integer is written as one types it. Units: number, percent, bytes, seconds, ms, celsius, mhz, dbm, time, yesno. An argument that is absent reads as a dash.
 */
import type { FindingArgs } from '#shared/domain/finding.ts';
import { generalWords, type Tongue } from './general-words.ts';

const missing = '–';

export function fillWords(text: string, args: FindingArgs, tongue: Tongue): string {
  return text.replace(/\{\{(\w+)(?:\|(\w+))?\}\}/g, (_whole, name: string, unit: string | undefined) => say(args[name], unit, tongue));
}

function say(value: FindingArgs[string] | undefined, unit: string | undefined, tongue: Tongue): string {
  if (value === undefined || value === null) return missing;
  if (typeof value === 'boolean') return value ? generalWords[tongue].yes : generalWords[tongue].no;
  if (typeof value === 'string') return plain(value);
  // a process number, or a value that somebody types: no separators
  if (unit === undefined && Number.isInteger(value)) return String(value);
  switch (unit) {
    case 'percent': return `${number(value, 0, tongue)} %`;
    case 'bytes': return bytes(value, tongue);
    case 'seconds': return seconds(value, tongue);
    case 'ms': return value >= 10_000 ? seconds(value / 1000, tongue) : `${number(value, value < 10 ? 1 : 0, tongue)} ms`;
    case 'celsius': return `${number(value, 1, tongue)} °C`;
    case 'mhz': return `${number(value, 0, tongue)} MHz`;
    case 'dbm': return `${number(value, 0, tongue)} dBm`;
    case 'time': return new Intl.DateTimeFormat(tongue, { dateStyle: 'short', timeStyle: 'medium' }).format(value);
    default: return number(value, Number.isInteger(value) ? 0 : 1, tongue);
  }
}

function number(value: number, digits: number, tongue: Tongue): string {
  return new Intl.NumberFormat(tongue, { maximumFractionDigits: digits }).format(value);
}

function bytes(value: number, tongue: Tongue): string {
  const units = tongue === 'fr' ? ['o', 'Kio', 'Mio', 'Gio', 'Tio'] : ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let rest = Math.abs(value);
  let step = 0;
  while (rest >= 1024 && step < units.length - 1) { rest /= 1024; step += 1; }
  return `${number(Math.sign(value) * rest, rest < 10 && step > 0 ? 1 : 0, tongue)} ${units[step] ?? ''}`;
}

function seconds(value: number, tongue: Tongue): string {
  const [size, unit] = value >= 172_800 ? [86_400, tongue === 'fr' ? 'j' : 'd'] as const : value >= 5400 ? [3600, 'h'] as const : value >= 120 ? [60, 'min'] as const : [1, 's'] as const;
  return `${number(value / size, value / size < 10 && size > 1 ? 1 : 0, tongue)} ${unit}`;
}

/** Foreign text on one line. */
function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

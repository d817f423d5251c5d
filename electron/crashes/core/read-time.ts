/**
 * Times as logs write them, to engine time. Without a zone they are the host's local time: its zone is an argument.
 * Must stay true: no clock here; a time that cannot be read is null, never now.
 */
import type { EpochMs } from '#shared/domain/units.ts';

/** Local wall time (as if it were UTC, in ms) to epoch. `isGuess` when the zone of the host is not known. */
export type Zone = { toEpoch(localMs: number): EpochMs; readonly isGuess: boolean };

export const utc: Zone = { toEpoch: (localMs) => localMs, isGuess: false };

export function fixedZone(offsetMinutes: number, isGuess = false): Zone {
  return { toEpoch: (localMs) => localMs - offsetMinutes * 60_000, isGuess };
}

/** Zone with changes of its offset: each holds from its epoch on. The first one also before. In a repeated hour the earlier moment is taken. */
export function zoneWithChanges(changes: readonly { readonly from: EpochMs; readonly offsetMinutes: number }[]): Zone {
  const sorted = [...changes].sort((a, b) => a.from - b.from);
  return {
    isGuess: sorted.length === 0,
    toEpoch(localMs) {
      let offset = sorted[0]?.offsetMinutes ?? 0;
      for (const change of sorted.slice(1)) {
        if (localMs - offset * 60_000 < change.from) break;
        offset = change.offsetMinutes;
      }
      return localMs - offset * 60_000;
    },
  };
}

const dayMs = 86_400_000;

/** Days since 1970-01-01 of a date in the Gregorian calendar. */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

export function localMs(year: number, month: number, day: number, hour: number, minute: number, second: number, ms: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  return daysOf(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;

function number2(text: string, at: number): number {
  const a = digit(text, at);
  const b = digit(text, at + 1);
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : NaN;
}

/** `2026-11-22 00:57:21`, from `at`, with `T` or a space in the middle; null when it is not that. */
export function readStamp(text: string, at: number): number | null {
  if (text.charCodeAt(at + 4) !== 45 || text.charCodeAt(at + 7) !== 45 || text.charCodeAt(at + 13) !== 58 || text.charCodeAt(at + 16) !== 58) return null;
  const year = number2(text, at) * 100 + number2(text, at + 2);
  const value = localMs(year, number2(text, at + 5), number2(text, at + 8), number2(text, at + 11), number2(text, at + 14), number2(text, at + 17), 0);
  return value === null || Number.isNaN(value) ? null : value;
}

/** `2026-11-22 00:57:21,103` or with a point: 23 characters; null when it is not that. */
export function readStampMs(text: string, at: number): number | null {
  const separator = text.charCodeAt(at + 19);
  if (separator !== 44 && separator !== 46) return null;
  const seconds = readStamp(text, at);
  const ms = digit(text, at + 20) * 100 + number2(text, at + 21);
  return seconds === null || Number.isNaN(ms) || ms < 0 || ms > 999 ? null : seconds + ms;
}

/** `21,103` from `at`, in milliseconds; NaN when it is not that. */
export function readSecondsMs(text: string, at: number): number {
  const separator = text.charCodeAt(at + 2);
  const hundreds = digit(text, at + 3);
  if ((separator !== 44 && separator !== 46) || !(hundreds >= 0 && hundreds <= 9)) return NaN;
  return number2(text, at) * 1000 + hundreds * 100 + number2(text, at + 4);
}

const iso = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?/;

/** ISO 8601, with or without a zone of its own. `end`: where it ends in the text. */
export function readIso(text: string, zone: Zone): { readonly at: EpochMs; readonly isGuess: boolean; readonly end: number } | null {
  const found = iso.exec(text);
  if (found === null) return null;
  const seconds = readStamp(text, 0);
  if (seconds === null) return null;
  const local = seconds + (found[2] === undefined ? 0 : Math.floor(Number(`0.${found[2]}`) * 1000));
  const offset = found[3];
  if (offset === undefined) return { at: zone.toEpoch(local), isGuess: zone.isGuess, end: found[0].length };
  if (offset === 'Z') return { at: local, isGuess: false, end: found[0].length };
  const sign = offset.startsWith('-') ? -1 : 1;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return { at: local - sign * minutes * 60_000, isGuess: false, end: found[0].length };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const syslog = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? /;

/** `Nov 22 00:57:21 `: has no year, the last such moment before `reference` is meant. */
export function readSyslogStamp(text: string, zone: Zone, reference: EpochMs): { readonly at: EpochMs; readonly end: number } | null {
  const found = syslog.exec(text);
  if (found === null) return null;
  const month = months.indexOf(found[1] ?? '') + 1;
  if (month === 0) return null;
  const year = 1970 + Math.floor((reference + dayMs) / (365.2425 * dayMs));
  for (const candidate of [year + 1, year, year - 1]) {
    const local = localMs(candidate, month, Number(found[2]), Number(found[3]), Number(found[4]), Number(found[5]), Math.floor(Number(`0.${found[6] ?? '0'}`) * 1000));
    if (local === null) return null;
    const at = zone.toEpoch(local);
    if (at <= reference + dayMs) return { at, end: found[0].length };
  }
  return null;
}

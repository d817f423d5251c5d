/** JSON of a foreign program, asked without trust: another shape is no value, never an exception. */
export type LooseValue = string | number | boolean | null | readonly LooseValue[] | { readonly [name: string]: LooseValue };

export function tolerantJson(line: string): LooseValue {
  try {
    return JSON.parse(line) as LooseValue;
  } catch {
    return null;
  }
}

export function record(value: LooseValue | undefined): { readonly [name: string]: LooseValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: LooseValue }) : {};
}

export function list(value: LooseValue | undefined): readonly LooseValue[] {
  return Array.isArray(value) ? (value as readonly LooseValue[]) : [];
}

export function text(value: LooseValue): string {
  return typeof value === 'string' ? value : value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function textIn(value: LooseValue | undefined, key: string): string | null {
  const found = record(value)[key];
  return typeof found === 'string' ? found.slice(0, 2000) : typeof found === 'number' ? String(found) : null;
}

export function numberIn(value: LooseValue | undefined, key: string): number | null {
  const found = record(value)[key];
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

export function flag(value: LooseValue | undefined, key: string): boolean | null {
  const found = record(value)[key];
  return typeof found === 'boolean' ? found : null;
}

/** RFC 3339 with nanoseconds, as Docker writes it; year 1 means never. */
export function timeIn(value: LooseValue | undefined, key: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(textIn(value, key) ?? '');
  if (found === null || Number(found[1]) < 1980) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const zone = found[8] === 'Z' || found[8] === undefined ? 0 : (found[8].startsWith('-') ? -1 : 1) * (Number(found[8].slice(1, 3)) * 60 + Number(found[8].slice(4, 6)));
  return daysSinceEpoch(year, month, day) * 86_400_000 + ((hour * 60 + minute - zone) * 60 + second) * 1000 + Number((found[7] ?? '').padEnd(3, '0') || 0);
}

/** Of the civil calendar, without a clock. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

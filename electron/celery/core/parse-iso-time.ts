/** ISO 8601 as Python's isoformat writes it, to epoch ms. Without an offset it is taken as UTC (Celery's default). */
export function parseIsoTime(text: string): number | null {
  if (text.length > 64) return null;
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d(?::?\d\d)?)?$/.exec(text.trim());
  if (found === null) return null;
  const part = (index: number): number => Number(found[index] ?? 0);
  const [month, day, hour, minute, second] = [part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null;
  const ms = Math.floor(Number(`0.${found[7] ?? '0'}`) * 1000);
  return daysFromCivil(part(1), month, day) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms - offsetMs(found[8]);
}

function offsetMs(text: string | undefined): number {
  const digits = text === undefined || text === 'Z' ? null : /^([+-])(\d\d):?(\d\d)/.exec(text);
  if (digits === null) return 0;
  return (digits[1] === '-' ? -1 : 1) * (Number(digits[2]) * 60 + Number(digits[3])) * 60_000;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; the year is counted from March, so that leap days end it. */
function daysFromCivil(year: number, month: number, day: number): number {
  const fromMarch = month > 2 ? year : year - 1;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

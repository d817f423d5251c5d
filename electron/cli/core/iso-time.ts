/**
 * Milliseconds since the epoch as ISO 8601 in UTC, by arithmetic alone: a pure room has no clock and no Date.
 * Days to a civil date after the proleptic Gregorian calendar, counted in eras of 400 years from 1 March.
 */
const dayMs = 86_400_000;

/** null for what is no time within the years 0 to 9999. */
export function isoTime(epochMs: number | null | undefined): string | null {
  if (epochMs === null || epochMs === undefined || !(epochMs >= -62_167_219_200_000 && epochMs < 253_402_300_800_000)) return null;
  const ms = Math.floor(epochMs);
  const days = Math.floor(ms / dayMs);
  const rest = ms - days * dayMs;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const pad = (value: number, width = 2): string => String(Math.floor(value)).padStart(width, '0');
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(rest / 3_600_000)}:${pad((rest / 60_000) % 60)}:${pad((rest / 1000) % 60)}.${pad(rest % 1000, 3)}Z`;
}

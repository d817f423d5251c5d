/** Figures as a terminal shows them. Unknown is a dash, never a zero. */
import type { Language } from './language.ts';

export const unknownMark = '—';

export function formatBytes(bytes: number | null | undefined, language: Language): string {
  if (bytes === null || bytes === undefined) return unknownMark;
  const units = language === 'fr' ? ['o', 'Kio', 'Mio', 'Gio', 'Tio'] : ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${number(value, value < 10 && unit > 0 ? 1 : 0, language)} ${units[unit] ?? ''}`;
}

export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return unknownMark;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')}`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export function formatNumber(value: number | null | undefined, digits: number, language: Language, unit = ''): string {
  return value === null || value === undefined ? unknownMark : `${number(value, digits, language)}${unit}`;
}

const number = (value: number, digits: number, language: Language): string => (language === 'fr' ? value.toFixed(digits).replace('.', ',') : value.toFixed(digits));

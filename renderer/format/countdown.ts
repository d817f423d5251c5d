/** Time that is left, second by second and in a width that does not jump: "12 s", "4 min 07 s", "2 h 05 min". Pure. */
import type { Formats } from './create-formats.ts';

const space = '\u00a0';

export function countdown(formats: Pick<Formats, 'number'>, ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return `${formats.number(seconds)}${space}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${formats.number(minutes)}${space}min${space}${two(seconds % 60)}${space}s`;
  return `${formats.number(Math.floor(minutes / 60))}${space}h${space}${two(minutes % 60)}${space}min`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Where the simulated hand acts, and the few things all its parts need: a guarded signal, a unit as systemd shows it. */
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { SimMachine } from './sim-machine.ts';
import type { SimUnits } from './sim-units.ts';

export type HandPlace = { readonly clock: Clock; readonly timers: Timers; readonly machine: SimMachine; readonly units: SimUnits; readonly signal: (pid: number, signal: string) => boolean };
export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
export const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Only the process that was shown: pid, start and boot must be the same. */
export function sendGuarded(place: HandPlace, guard: Fields, signal: string): 'sent' | 'gone' | 'other' | 'forbidden' {
  const found = place.machine.find(Number(guard['pid']));
  if (guard['boot'] !== place.machine.hardware.bootId) return 'other';
  if (found === null) return 'gone';
  if (found.startTicks !== guard['startTicks']) return 'other';
  return place.signal(found.pid, signal.replace(/^SIG/, '')) ? 'sent' : 'forbidden';
}

export function showUnit(units: SimUnits, unit: string): Readonly<Record<string, string>> {
  const { out } = units.control(['show', unit]);
  return Object.fromEntries(out.split('\n').flatMap((line) => { const at = line.indexOf('='); return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)]]; }));
}

/** The zone of times that have none, by offset (`+01:00`), by name (`Europe/Paris`), or this machine's. */
import { fixedZone, localMs, type Zone } from '#electron/crashes/core/read-time.ts';

export function zoneNamed(name: string): Zone | null {
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(name);
  if (offset !== null) return fixedZone((offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])));
  if (name === 'UTC' || name === 'Z') return fixedZone(0);
  try {
    return zoneOf(new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }), false);
  } catch {
    return null;
  }
}

export function zoneHere(): Zone {
  return zoneOf(new Intl.DateTimeFormat('en-US', { hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }), true);
}

/** Offsets hold for whole quarters of an hour: one look per quarter is enough, and a log stays in one for thousands of lines. */
function zoneOf(format: Intl.DateTimeFormat, isGuess: boolean): Zone {
  let quarter = Number.NaN;
  let offset = 0;
  const offsetAt = (at: number): number => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: string): number => parts[name] ?? 0;
    return (localMs(part('year'), part('month'), part('day'), part('hour'), part('minute'), part('second'), 0) ?? at) - Math.floor(at / 1000) * 1000;
  };
  return {
    isGuess,
    toEpoch(local) {
      const now = Math.floor(local / 900_000);
      if (now !== quarter) {
        quarter = now;
        // Twice: the offset of the guess may lie across a change of the clocks.
        offset = offsetAt(local - offsetAt(local));
      }
      return local - offset;
    },
  };
}

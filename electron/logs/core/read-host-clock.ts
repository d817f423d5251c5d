/**
 * What a host says of its clock: how far it is from ours, its zone with the changes of a year around, when it booted.
 * Must stay true: a missing answer gives a guess that says so.
 */
import { fixedZone, zoneWithChanges, type Zone } from '#electron/crashes/core/read-time.ts';

export type HostClock = {
  /** Host clock minus ours; zero when the difference is too small to matter. */
  readonly skewMs: number;
  readonly zone: Zone;
  /** By the host's own clock. */
  readonly bootedAt: number | null;
  /** What it was read from, to be kept: read again it gives the same. */
  readonly said: { readonly text: string; readonly now: number } | null;
};

/** Of a host that has not been asked. */
export const unknownClock: HostClock = { skewMs: 0, zone: fixedZone(0, true), bootedAt: null, said: null };

/** Below this the network's own delay is as large as what is measured. */
const leastSkewMs = 2000;

export function readHostClock(text: string, now: number): HostClock {
  const changes: { from: number; offsetMinutes: number }[] = [];
  let hostNow: number | null = null;
  let bootedAt: number | null = null;
  for (const line of text.split('\n')) {
    const [key, first = '', second = ''] = line.split(' ');
    const [a, b] = [Number(first), Number(second)];
    if (key === 'now' && Number.isFinite(a)) hostNow = a * 1000;
    if (key === 'btime' && Number.isFinite(a)) bootedAt = a * 1000;
    if (key === 'zone' && Number.isFinite(a) && Number.isFinite(b)) changes.push({ from: a * 1000, offsetMinutes: b / 60 });
  }
  const skew = hostNow === null ? 0 : hostNow - now;
  return { skewMs: Math.abs(skew) < leastSkewMs ? 0 : skew, zone: changes.length === 0 ? fixedZone(0, true) : zoneWithChanges(changes), bootedAt, said: { text, now } };
}

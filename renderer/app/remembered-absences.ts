/** Which accounts of absences were put aside, kept in the browser so that a reload does not bring them back. */
import type { HostId } from '#shared/domain/ids.ts';

const place = 'fleetbeat.away-read';
const mostHosts = 1000;

export function readAbsences(storage: Storage): ReadonlyMap<HostId, number> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(place) ?? '[]');
    if (!Array.isArray(kept)) return new Map();
    return new Map(kept.flatMap((pair: unknown): [HostId, number][] => (Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'number' ? [[pair[0] as HostId, pair[1]]] : [])));
  } catch {
    return new Map();
  }
}

export function keepAbsences(storage: Storage, read: ReadonlyMap<HostId, number>): void {
  try {
    storage.setItem(place, JSON.stringify([...read].slice(-mostHosts)));
  } catch {
    // A full or forbidden storage shows an account once more, nothing worse.
  }
}

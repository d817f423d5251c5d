/** What the Fleet screen is set to in this window. Local: the engine never hears of it. */
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';

export type FleetSort = 'sick' | 'name' | 'memory' | 'temperature';
export type FleetGroup = 'none' | 'site';

export type FleetView = {
  readonly search: string;
  readonly isOnlySick: boolean;
  readonly sort: FleetSort;
  readonly group: FleetGroup;
  /** Healthy hosts fold, sick ones unfold; here are the hosts where the operator chose the opposite. */
  readonly flipped: ReadonlySet<HostId>;
  /** The row the keyboard is on: a row id of the Fleet's list. */
  readonly cursor: string | null;
  /** Workers to act on together. May name one that has gone: readers pick from the replica. */
  readonly selected: ReadonlySet<WorkerKey>;
  /** Where a range began: a row id. */
  readonly anchor: string | null;
};

export const initialFleetView: FleetView = { search: '', isOnlySick: false, sort: 'sick', group: 'none', flipped: new Set(), cursor: null, selected: new Set(), anchor: null };

export function flipHost(view: FleetView, host: HostId): FleetView {
  const flipped = new Set(view.flipped);
  if (!flipped.delete(host)) flipped.add(host);
  return { ...view, flipped };
}

/** All of them when one is missing, none when all are there. */
export function toggleWorkers(view: FleetView, workers: readonly WorkerKey[]): FleetView {
  const selected = new Set(view.selected);
  const isWhole = workers.every((key) => selected.has(key));
  for (const key of workers) if (isWhole) selected.delete(key); else selected.add(key);
  return { ...view, selected };
}

export function selectAlso(view: FleetView, workers: readonly WorkerKey[]): FleetView {
  return workers.every((key) => view.selected.has(key)) ? view : { ...view, selected: new Set([...view.selected, ...workers]) };
}

export function selectNone(view: FleetView): FleetView {
  return view.selected.size === 0 ? view : { ...view, selected: new Set(), anchor: null };
}

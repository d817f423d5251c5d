/** What the Fleet screen is set to in this window. Local: the engine never hears of it. */
import type { HostId } from '#shared/domain/ids.ts';

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
};

export const initialFleetView: FleetView = { search: '', isOnlySick: false, sort: 'sick', group: 'none', flipped: new Set(), cursor: null };

export function flipHost(view: FleetView, host: HostId): FleetView {
  const flipped = new Set(view.flipped);
  if (!flipped.delete(host)) flipped.add(host);
  return { ...view, flipped };
}

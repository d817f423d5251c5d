/**
 * Which workers a row of the Fleet stands for, and what a range of rows selects. Pure. Only workers on a host of the
 * list can be acted upon: one seen on a broker alone has no process we could reach.
 */
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { FleetRow } from '#renderer/state/selectors/fleet-rows.ts';
import { selectAlso, toggleWorkers, type FleetView } from '#renderer/state/slices/fleet-view.ts';

export type Ticked = 'none' | 'some' | 'all';

const none: readonly WorkerKey[] = [];

export function workersOfRow(row: FleetRow | undefined): readonly WorkerKey[] {
  if (row?.kind === 'host') return keysOf(row.workers);
  return row?.kind === 'worker' ? keysOf([row.worker]) : none;
}

export function tickedOf(workers: readonly WorkerKey[], selected: ReadonlySet<WorkerKey>): Ticked {
  const count = workers.filter((key) => selected.has(key)).length;
  return count === 0 ? 'none' : count === workers.length ? 'all' : 'some';
}

/** From the row where the range began to this one; without a beginning it begins here. */
export function selectRange(view: FleetView, rows: readonly FleetRow[], to: number): FleetView {
  const from = rows.findIndex((row) => row.id === view.anchor);
  const start = from === -1 ? to : from;
  // A host within a range stands for its workers only where they are folded away: the open ones are rows of their own.
  const between = rows.slice(Math.min(start, to), Math.max(start, to) + 1);
  const keys = between.flatMap((row) => (row.kind === 'host' && row.isOpen && between.length > 1 ? none : workersOfRow(row)));
  return { ...selectAlso(view, keys), anchor: rows[start]?.id ?? null };
}

export function toggleRow(view: FleetView, row: FleetRow): FleetView {
  return { ...toggleWorkers(view, workersOfRow(row)), anchor: row.id };
}

function keysOf(workers: readonly WorkerView[]): readonly WorkerKey[] {
  return workers.flatMap(({ host, key }) => (host === null ? [] : [key]));
}

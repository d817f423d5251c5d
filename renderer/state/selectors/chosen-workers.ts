/** The selected workers that are still there, in the order of the fleet. */
import type { WorkerView } from '#shared/domain/worker.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';

const none: readonly WorkerView[] = [];

export function selectChosenWorkers({ replica, fleetView }: Pick<AppState, 'replica' | 'fleetView'>): readonly WorkerView[] {
  if (fleetView.selected.size === 0) return none;
  return [...replica.workers.values()].filter(({ key }) => fleetView.selected.has(key));
}

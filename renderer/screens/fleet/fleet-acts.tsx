/** Acting on workers is a room of its own; the app hands its parts to this screen, which only says where they stand. */
import { createContext, useContext, type ComponentType, type ReactNode } from 'react';
import type { WorkerView } from '#shared/domain/worker.ts';

export type FleetActs = { readonly Menu: ComponentType<{ worker: WorkerView }>; readonly Recover: ComponentType<{ worker: WorkerView }>; readonly hasPlaybook: (worker: WorkerView) => boolean };

const ActsContext = createContext<FleetActs | null>(null);

export function FleetActsProvider({ acts, children }: { acts: FleetActs; children: ReactNode }) {
  return <ActsContext value={acts}>{children}</ActsContext>;
}

export function useFleetActs(): FleetActs {
  const acts = useContext(ActsContext);
  if (acts === null) throw new Error('FleetActsProvider is missing');
  return acts;
}

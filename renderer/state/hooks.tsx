/** How components read the store: through context, by named selectors. The only file of this room that knows React. */
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useEffect, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CommandName } from '#shared/contract.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerTasks } from '#shared/domain/task.ts';
import type { Actions } from './actions.ts';
import type { AppState, AppStore } from './create-app-store.ts';
import type { Feed } from './feed.ts';
import type { SeriesBuffers, TrendColumns } from './series-buffers.ts';

export type AppDoor = { readonly store: AppStore; readonly actions: Actions; readonly feed: Feed; readonly buffers: SeriesBuffers; /** The window runs in the desktop application, not in a browser. */ readonly isDesktop: boolean };

const DoorContext = createContext<AppDoor | null>(null);

export function AppDoorProvider({ door, children }: { door: AppDoor; children: ReactNode }) {
  return <DoorContext value={door}>{children}</DoorContext>;
}

function useDoor(): AppDoor {
  const door = useContext(DoorContext);
  if (door === null) throw new Error('AppDoorProvider is missing');
  return door;
}

/** Re-renders when what the selector returns changes identity. */
export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useDoor().store, select);
}

/** For selectors that build a list or an object: compared one level deep. */
export function useAppShallow<T>(select: (state: AppState) => T): T {
  return useStore(useDoor().store, useShallow(select));
}

export function useActions(): Actions {
  return useDoor().actions;
}

export function useIsDesktop(): boolean {
  return useDoor().isDesktop;
}

/** True while such a call for this subject is under way: its button waits. */
export function useIsPending(command: CommandName, subject: string): boolean {
  return useApp(({ pending }) => [...pending.values()].some((call) => call.command === command && call.subject === subject));
}

/** Watches the live hour of a host while mounted. null until the first block came. */
export function useTrend(host: HostId): TrendColumns | null {
  const { buffers, feed } = useDoor();
  useEffect(() => feed.watchTrend(host), [feed, host]);
  const subscribe = useCallback((listen: () => void) => buffers.subscribe(host, listen), [buffers, host]);
  return useSyncExternalStore(subscribe, () => buffers.read(host));
}

/** Watches the tasks of a worker while mounted. */
export function useWorkerTasks(worker: WorkerKey): WorkerTasks | null {
  const { feed } = useDoor();
  useEffect(() => feed.watchTasks(worker), [feed, worker]);
  return useApp((state) => state.tasks.get(worker) ?? null);
}

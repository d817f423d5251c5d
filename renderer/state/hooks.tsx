/** How components read the store: through context, by named selectors. The only file of this room that knows React. */
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CommandName, InputOf, OutputOf } from '#shared/contract.ts';
import type { AlertNotice } from '#shared/domain/alert.ts';
import type { CheckCard, CheckId } from '#shared/domain/finding.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { Operation, OperationStep } from '#shared/domain/operation.ts';
import type { WorkerTasks } from '#shared/domain/task.ts';
import type { AppError } from '#shared/errors.ts';
import type { Actions } from './actions.ts';
import type { AppState, AppStore } from './create-app-store.ts';
import type { Feed } from './feed.ts';
import type { LogPicture } from './logs/log-board.ts';
import type { LogSession } from './logs/log-session.ts';
import type { LogSearch, SearchPicture } from './logs/log-search.ts';
import { selectIsReadOnly } from './selectors/app-facts.ts';
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

/** Hears words to a person while mounted. `listen` must keep its identity. */
export function useNotices(listen: (notice: AlertNotice) => void): void {
  const { feed } = useDoor();
  useEffect(() => feed.onNotice(listen), [feed, listen]);
}

/** Every check with its words, fetched when first wanted. null until they came. */
export function useCheckCards(): ReadonlyMap<CheckId, CheckCard> | null {
  const { feed } = useDoor();
  useEffect(() => feed.needChecks(), [feed]);
  return useApp((state) => state.checkCards);
}

/** Watches the tasks of a worker while mounted. */
export function useWorkerTasks(worker: WorkerKey): WorkerTasks | null {
  const { feed } = useDoor();
  useEffect(() => feed.watchTasks(worker), [feed, worker]);
  return useApp((state) => state.tasks.get(worker) ?? null);
}

export type Asked<T> = { readonly phase: 'asking' | 'answered' | 'failed'; readonly value: T | null; readonly error: AppError | null; readonly again: () => void };

/**
 * The answer to a question while mounted, asked anew when the question or `version` changes and when the engine is
 * heard again. The last answer stays while the next is on its way. null: nothing to ask.
 */
export function useAnswer<C extends CommandName>(command: C, input: InputOf<C> | null, version: string | number = 0): Asked<OutputOf<C>> {
  const { ask } = useActions();
  const isLive = useApp((state) => state.link.phase === 'live');
  const key = input === null ? null : JSON.stringify(input);
  const [turn, setTurn] = useState(0);
  const [held, setHeld] = useState<{ readonly key: string | null; readonly phase: Asked<unknown>['phase']; readonly value: OutputOf<C> | null; readonly error: AppError | null }>({ key: null, phase: 'asking', value: null, error: null });
  useEffect(() => {
    if (key === null || !isLive) return undefined;
    const ending = new AbortController();
    void ask(command, JSON.parse(key) as InputOf<C>, { signal: ending.signal }).then((result) => {
      if (ending.signal.aborted) return;
      setHeld((old) => (result.ok ? { key, phase: 'answered', value: result.value, error: null } : { key, phase: 'failed', value: old.key === key ? old.value : null, error: result.error }));
    });
    return () => ending.abort();
  }, [ask, command, key, isLive, version, turn]);
  const again = useCallback(() => setTurn((old) => old + 1), []);
  return held.key === key ? { phase: held.phase, value: held.value, error: held.error, again } : { phase: 'asking', value: null, error: null, again };
}

export type OperationControl = { readonly canAnswer: boolean; readonly isAnswering: boolean; readonly isCancelling: boolean; /** Why the last wish did not reach the engine. */ readonly error: AppError | null; answer(step: OperationStep, allow: boolean): void; cancel(): void };

/** Answering and cancelling one operation. Nothing counts as done before the engine says so. */
export function useOperationControl(operation: Pick<Operation, 'id' | 'state'> | null): OperationControl {
  const { ask } = useActions();
  const isReadOnly = useApp(selectIsReadOnly);
  const isLive = useApp((state) => state.link.phase === 'live');
  const id = operation?.id ?? null;
  const [asked, setAsked] = useState<{ readonly id: string | null; readonly isCancelling: boolean; readonly error: AppError | null }>({ id: null, isCancelling: false, error: null });
  const isAnswering = useIsPending('operations.consent', id ?? '');
  return {
    canAnswer: !isReadOnly && isLive,
    isAnswering,
    isCancelling: operation?.state === 'cancelling' || (asked.id === id && asked.isCancelling),
    error: asked.id === id ? asked.error : null,
    answer(step, allow) {
      if (id !== null) void ask('operations.consent', { id, step: step.id, allow }, { subject: id }).then((result) => setAsked({ id, isCancelling: false, error: result.ok ? null : result.error }));
    },
    cancel() {
      if (id === null) return;
      setAsked({ id, isCancelling: true, error: null });
      void ask('operations.cancel', { id }, { subject: id }).then((result) => { if (!result.ok) setAsked({ id, isCancelling: false, error: result.error }); });
    },
  };
}

/** One reading of the logs, ended when its view goes. */
export function useLogSession(): { readonly session: LogSession; readonly picture: LogPicture } {
  const { feed } = useDoor();
  const session = useOwned(feed.openLog);
  return { session, picture: useSyncExternalStore(session.subscribe, session.read) };
}

export function useLogSearch(): { readonly search: LogSearch; readonly picture: SearchPicture } {
  const { feed } = useDoor();
  const search = useOwned(feed.openLogSearch);
  return { search, picture: useSyncExternalStore(search.subscribe, search.read) };
}

function useOwned<T extends { dispose(): void }>(open: () => T): T {
  const [owned] = useState(open);
  useEffect(() => () => owned.dispose(), [owned]);
  return owned;
}

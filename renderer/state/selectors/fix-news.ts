/** What a host's fixes hang on: when their list may have changed, and the workers that one may be for. */
import { endedStates } from '#shared/domain/operation.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';

/** The ended fixes and profiles of a host: another text when one more has ended. */
export const selectFixNews = (host: HostId) => ({ operations: { operations } }: Pick<AppState, 'operations'>): string =>
  [...operations.values()]
    .filter(({ kind, state, targets }) => (kind === 'fix' || kind === 'profile') && endedStates.some((ended) => ended === state) && targets.some((target) => target.host === host))
    .map(({ id }) => id)
    .join(' ');

/** Largest pool first: who gives up a process, or is to be mended, is most often there. */
export const selectWorkersOn = (host: HostId) => ({ replica: { workers } }: Pick<AppState, 'replica'>): WorkerKey[] =>
  [...workers.values()].filter((worker) => worker.host === host).sort((a, b) => sizeOf(b) - sizeOf(a)).map(({ key }) => key);

const sizeOf = ({ children, pool }: WorkerView): number => Math.max(children.length, pool.maxConcurrency ?? 0);

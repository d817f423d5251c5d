/** When the list of a host's fixes may have changed. Returns a primitive. */
import { endedStates } from '#shared/domain/operation.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';

/** The ended fixes and profiles of a host: another text when one more has ended. */
export const selectFixNews = (host: HostId) => ({ operations: { operations } }: Pick<AppState, 'operations'>): string =>
  [...operations.values()]
    .filter(({ kind, state, targets }) => (kind === 'fix' || kind === 'profile') && endedStates.some((ended) => ended === state) && targets.some((target) => target.host === host))
    .map(({ id }) => id)
    .join(' ');

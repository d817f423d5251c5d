/** Small facts many views need. Each returns a primitive or an object the replica already holds. */
import { defaultSettings, type Settings } from '#shared/domain/settings.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';

export const selectSettings = (state: AppState): Settings => state.replica.engine?.settings ?? defaultSettings;

/** Every command that changes the fleet is refused, whoever asked for it. */
export const selectIsReadOnly = (state: AppState): boolean => selectIsForcedReadOnly(state) || selectSettings(state).isReadOnly;

/** By the session or the command line: the switch in the settings cannot change it. */
export const selectIsForcedReadOnly = (state: AppState): boolean => state.link.isReadOnly || (state.replica.engine?.isForcedReadOnly ?? false);

/** The window shows the past: the engine is not heard at present. */
export const selectIsEngineLost = (state: AppState): boolean => state.link.phase !== 'live' && state.replica.engine !== null;

export const selectHost = (id: HostId) => (state: AppState): HostView | null => state.replica.hosts.get(id) ?? null;

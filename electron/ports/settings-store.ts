/** The settings file: hosts and choices, no secret. Written whole and atomically. */
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type SavedState = { readonly settings: Settings; readonly hosts: readonly HostConfig[] };

export type SettingsStore = {
  /** A missing file is the default state; a corrupt one is set aside, never overwritten, and reported. */
  load(): Promise<Result<{ readonly state: SavedState; readonly setAside: string | null }, AppError>>;
  save(state: SavedState): Promise<Result<void, AppError>>;
};

/** Absences in which something happened and that were not put aside, the newest end first. Compare shallowly. */
import type { AwaySummary } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { isWorthTelling } from '#renderer/format/describe-away.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';

export const selectAwayToTell = (host: HostId | null) => ({ away, awayRead }: Pick<AppState, 'away' | 'awayRead'>): readonly AwaySummary[] =>
  [...away.values()].filter((summary) => (host === null || summary.host === host) && isWorthTelling(summary) && summary.to > (awayRead.get(summary.host) ?? 0)).sort((a, b) => b.incidents - a.incidents || b.to - a.to);

/** Answers questions about crashes from the store, and announces groups that changed. */
import type { Clock } from '#electron/ports/clock.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import type { AwaySummary, CrashChange, CrashGroup, SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { describeGroups, passesFilter } from './describe-group.ts';
import type { CrashDesk } from './crash-desk.ts';

export type CrashDeskNeeds = { readonly store: IncidentStore; readonly clock: Clock; readonly away: (host: HostId | null) => readonly AwaySummary[] };

export type LiveCrashDesk = CrashDesk & { /** Groups touched by the store. */ touched(ids: readonly SignatureId[]): Promise<void> };

export function createCrashDesk({ store, clock, away }: CrashDeskNeeds): LiveCrashDesk {
  const watchers = new Set<(change: CrashChange) => void>();
  let seq = 0;
  const all = async (): Promise<Result<readonly CrashGroup[], AppError>> => {
    const stored = await store.groups(null);
    return stored.ok ? ok(describeGroups(stored.value, clock.now())) : stored;
  };
  /** The roots of these, and those that are no group of their own any more. */
  const rootsOf = (groups: readonly CrashGroup[], ids: readonly SignatureId[]): { groups: CrashGroup[]; gone: SignatureId[] } => {
    const found = groups.filter((group) => ids.includes(group.id) || group.merged.some((id) => ids.includes(id)));
    return { groups: found, gone: ids.filter((id) => !groups.some((group) => group.id === id)) };
  };
  const touched = async (ids: readonly SignatureId[]): Promise<void> => {
    if (watchers.size === 0) return;
    const groups = await all();
    if (!groups.ok) return;
    seq += 1;
    const change: CrashChange = { seq, whole: false, ...rootsOf(groups.value, ids) };
    for (const emit of watchers) emit(change);
  };
  return {
    touched,
    groups: async (filter) => {
      const groups = await all();
      return groups.ok ? ok({ groups: groups.value.filter((group) => passesFilter(group, filter)) }) : groups;
    },
    incidents: (query) => store.incidents(query),
    incident: async (id) => {
      const found = await store.incident(id);
      if (!found.ok) return found;
      return found.value === null ? err({ code: 'not-found', what: id }) : ok(found.value);
    },
    changeGroup: async (id, change) => {
      const changed = await store.changeGroup(id, change, clock.now());
      if (!changed.ok) return changed;
      if (changed.value === null) return err({ code: 'not-found', what: id });
      const groups = await all();
      if (!groups.ok) return groups;
      void touched(changed.value);
      return ok({ groups: rootsOf(groups.value, changed.value).groups });
    },
    away: (host) => ({ summaries: [...away(host)] }),
    watch: (emit) => {
      let isOver = false;
      void all().then((groups) => {
        if (isOver) return;
        seq += 1;
        emit({ seq, whole: true, groups: groups.ok ? [...groups.value] : [], gone: [] });
        watchers.add(emit);
      });
      return () => { isOver = true; watchers.delete(emit); };
    },
  };
}

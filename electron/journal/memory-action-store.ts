/** Acts of an engine that records nothing: kept while it runs, the oldest leave first. */
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { Action, ActionId } from '#shared/domain/action.ts';
import { ok } from '#shared/result.ts';
import { compareActions, matchAction } from './core/match-action.ts';

const keep = 5000;

export function createMemoryActionStore(): ActionStore {
  const kept = new Map<ActionId, Action>();
  return {
    keptIn: 'memory',
    put: async (action) => {
      kept.set(action.id, action);
      for (const id of kept.keys()) { if (kept.size <= keep) break; kept.delete(id); }
      return ok(undefined);
    },
    get: async (id) => ok(kept.get(id) ?? null),
    list: async ({ filter, after, limit }) => ok([...kept.values()].filter((action) => matchAction(filter, action) && (after === null || compareActions(after, action) < 0)).sort(compareActions).slice(0, limit)),
    begun: async () => ok([...kept.values()].filter(({ outcome }) => outcome === 'begun')),
    tidy: async (before) => { for (const [id, { at }] of kept) if (at < before) kept.delete(id); return ok(undefined); },
  };
}

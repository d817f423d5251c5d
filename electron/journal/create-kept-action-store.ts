/**
 * The history file first; a spool beside it while that cannot be written; memory as the last resort, so that a full disk
 * on the operator's own machine does not stop a repair.
 * Must stay true: what the spool holds is taken into the file by whoever owns it, and an act is listed once.
 */
import type { ActionSpool, ActionStore } from '#electron/ports/action-store.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Action } from '#shared/domain/action.ts';
import { ok } from '#shared/result.ts';
import { compareActions, matchAction } from './core/match-action.ts';
import { createMemoryActionStore } from './memory-action-store.ts';

export type KeptActionNeeds = { readonly file: ActionStore; readonly spool: ActionSpool; readonly log: Log; readonly clock: Clock };

/** A short run that was killed leaves its beginning in the spool; no act takes this long. */
const forgottenMs = 86_400_000;

export function createKeptActionStore({ file, spool, log, clock }: KeptActionNeeds): ActionStore {
  const memory = createMemoryActionStore();
  const takeIn = async (): Promise<readonly Action[]> => {
    const left: Action[] = [];
    for (const action of await spool.all()) {
      const taken = await file.put(action);
      if (taken.ok && action.outcome !== 'begun') await spool.remove(action.id);
      if (!taken.ok) left.push(action);
    }
    return left;
  };
  const beside = async (): Promise<readonly Action[]> => {
    const kept = await memory.list({ filter: { hosts: [], workers: [], brokers: [], kinds: [], outcomes: [], from: null, to: null, text: '' }, after: null, limit: 500 });
    return [...(await takeIn()), ...(kept.ok ? kept.value : [])];
  };
  return {
    keptIn: 'file',
    put: async (action) => {
      const saved = await file.put(action);
      if (saved.ok) {
        if (action.outcome !== 'begun') await spool.remove(action.id);
        return saved;
      }
      const spooled = await spool.put(action);
      if (spooled.ok) return spooled;
      log.warn('an action is kept in memory only', { code: saved.error.code, spool: spooled.error.code });
      return memory.put(action);
    },
    get: async (id) => {
      const found = await file.get(id);
      if (found.ok && found.value !== null) return found;
      return ok((await beside()).find((action) => action.id === id) ?? null);
    },
    list: async (query) => {
      const extra = (await beside()).filter((action) => matchAction(query.filter, action) && (query.after === null || compareActions(query.after, action) < 0));
      const found = await file.list(query);
      if (!found.ok && extra.length === 0) return found;
      const byId = new Map([...(found.ok ? found.value : []), ...extra].map((action) => [action.id, action]));
      return ok([...byId.values()].sort(compareActions).slice(0, query.limit));
    },
    // the spool's are of a process that may live
    begun: async () => {
      await takeIn();
      const open = await file.begun();
      if (!open.ok) return open;
      const spooled = new Set((await spool.all()).filter(({ at }) => at > clock.now() - forgottenMs).map(({ id }) => id));
      return ok(open.value.filter(({ id }) => !spooled.has(id)));
    },
    tidy: async (before) => {
      for (const action of await spool.all()) if (action.at < before) await spool.remove(action.id);
      return file.tidy(before);
    },
  };
}

/**
 * Writes the journal: the intent before the act, the outcome after it, names filled in from the fleet.
 * Must stay true: an act whose intent could not be written is not carried out; an act is ended once; one that was begun
 * by an engine that is gone ends as `unknown`.
 */
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Action, ActionChange, ActionFilter, ActionId, ActionTarget } from '#shared/domain/action.ts';
import { ok } from '#shared/result.ts';
import type { ActionEnd, ActionIntent, ActionJournal, OpenAction } from './action-journal.ts';

export type ActionJournalNeeds = {
  readonly store: ActionStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** `ana@laptop` */
  readonly who: string;
  /** Names of what the ids stand for. */
  readonly name: (target: Partial<ActionTarget>) => ActionTarget;
};

const latest = 200;
const keepMs = 2 * 365 * 86_400_000;
export const anyAction: ActionFilter = { hosts: [], workers: [], brokers: [], kinds: [], outcomes: [], from: null, to: null, text: '' };

export function createActionJournal(needs: ActionJournalNeeds): ActionJournal {
  const { store, clock, random } = needs;
  const listeners = new Set<(change: ActionChange) => void>();
  const mine = new Set<ActionId>();
  const say = (action: Action): void => { for (const emit of listeners) emit({ actions: [action] }); };
  const save = async (action: Action): ReturnType<ActionStore['put']> => {
    const saved = await store.put(action);
    if (saved.ok) say(action);
    return saved;
  };

  return {
    record: async (intent) => {
      const action = actionOf(needs, intent, clock.now(), random.uuid() as ActionId);
      mine.add(action.id);
      const saved = await save(action);
      if (saved.ok) return ok(openAction(needs, action, save, () => mine.delete(action.id)));
      mine.delete(action.id);
      return saved;
    },
    settle: async (id, { outcome, after, error }) => {
      const found = await store.get(id);
      if (!found.ok || found.value === null || found.value.outcome !== 'unknown' || mine.has(id)) return;
      const saved = await save({ ...found.value, endedAt: clock.now(), outcome, after: [...(after ?? [])].slice(0, 60), error: error ?? null });
      if (!saved.ok) needs.log.warn('what became known of an action could not be written', { action: id, code: saved.error.code });
    },
    markUndone: async (id, by) => {
      const found = await store.get(id);
      if (found.ok && found.value !== null) await save({ ...found.value, undoneBy: by });
    },
    list: async (query) => {
      const rows = await store.list({ ...query, limit: query.limit + 1 });
      if (!rows.ok) return rows;
      const actions = rows.value.slice(0, query.limit);
      const last = rows.value.length > query.limit ? actions.at(-1) : undefined;
      return ok({ actions: [...actions], next: last === undefined ? null : { at: last.at, id: last.id }, keptIn: store.keptIn });
    },
    watch: (emit) => {
      let isOn = true;
      const whenOn = (change: ActionChange): void => { if (isOn) emit(change); };
      listeners.add(whenOn);
      void store.list({ filter: anyAction, after: null, limit: latest }).then((rows) => { if (rows.ok) whenOn({ actions: [...rows.value] }); });
      return () => { isOn = false; listeners.delete(whenOn); };
    },
    start: async () => {
      const begun = await store.begun();
      for (const action of begun.ok ? begun.value : []) if (!mine.has(action.id)) await save({ ...action, outcome: 'unknown' });
      await store.tidy(clock.now() - keepMs);
    },
    dispose: async () => listeners.clear(),
  };
}

function actionOf(needs: ActionJournalNeeds, intent: ActionIntent, at: number, id: ActionId): Action {
  return {
    id, at, who: needs.who.slice(0, 300), by: intent.by ?? 'person', endedAt: null, kind: intent.kind, what: intent.what ?? null,
    target: needs.name(intent.target), before: [...(intent.before ?? [])].slice(0, 60), after: [], outcome: 'begun', error: null,
    undo: intent.undo ?? null, undoneBy: null, operation: intent.operation ?? null,
  };
}

function openAction(needs: ActionJournalNeeds, action: Action, save: (action: Action) => ReturnType<ActionStore['put']>, forget: () => void): OpenAction {
  let isEnded = false;
  return {
    id: action.id,
    end: async ({ outcome, after, error, undo }: ActionEnd) => {
      if (isEnded) return;
      isEnded = true;
      const saved = await save({ ...action, endedAt: needs.clock.now(), outcome, after: [...(after ?? [])].slice(0, 60), error: error ?? null, undo: undo === undefined ? action.undo : undo });
      forget();
      // the intent stands in the journal: without its end it reads as `unknown`, which is true
      if (!saved.ok) needs.log.warn('the end of an action could not be written', { action: action.id, code: saved.error.code });
    },
  };
}

/** Commands and events about the journal, unacknowledged messages and recovery, passed to their desks. */
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import type { RecoveryDesk } from '#electron/recovery/recovery-desk.ts';
import type { UnackedDesk } from '#electron/unacked/unacked-desk.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import { ok } from '#shared/result.ts';

type UnackedCommands = 'unacked.list' | 'unacked.dead' | 'unacked.copies' | 'unacked.give-back' | 'unacked.move' | 'unacked.undo' | 'tasks.stuck' | 'tasks.retry';
type RecoveryCommands = 'recovery.offers' | 'recovery.plan' | 'recovery.run';

export type RecoveryDesks = { readonly journal: ActionJournal; readonly unacked: UnackedDesk; readonly recovery: RecoveryDesk };

export function createRecoveryHandlers({ journal, unacked, recovery }: RecoveryDesks): Pick<Handlers, 'actions.list' | UnackedCommands | RecoveryCommands> {
  return {
    'actions.list': (query) => journal.list(query),
    'unacked.list': (query, { signal }) => unacked.list(query, signal),
    'unacked.dead': async ({ broker, limit }, { signal }) => {
      const dead = await unacked.dead(broker, limit, signal);
      return dead.ok ? ok({ total: dead.value.total, messages: [...dead.value.messages] }) : dead;
    },
    'unacked.copies': async ({ broker }) => {
      const copies = await unacked.copies(broker);
      return copies.ok ? ok({ copies: [...copies.value] }) : copies;
    },
    'unacked.give-back': (request, { signal }) => unacked.giveBack(request, signal),
    'unacked.move': (request, { signal }) => unacked.move(request, signal),
    'unacked.undo': ({ copy }, { signal }) => unacked.undo(copy, signal),
    'tasks.stuck': async ({ host }, { signal }) => {
      const records = await unacked.stuck(host, signal);
      return records.ok ? ok({ records: [...records.value] }) : records;
    },
    'tasks.retry': (request, { signal }) => unacked.retry(request, signal),
    'recovery.offers': async ({ target }, { signal }) => {
      const offers = await recovery.offers(target, signal);
      return offers.ok ? ok({ offers: [...offers.value] }) : offers;
    },
    'recovery.plan': (request, { signal }) => recovery.plan(request, signal),
    'recovery.run': async ({ consents, ...request }, { signal }) => {
      const operation = await recovery.run(request, consents, signal);
      return operation.ok ? ok({ operation: operation.value }) : operation;
    },
  };
}

export function createActionEvents({ journal }: Pick<RecoveryDesks, 'journal'>): Pick<EventSources, 'actions.changed'> {
  return { 'actions.changed': (_params, emit) => journal.watch(emit) };
}

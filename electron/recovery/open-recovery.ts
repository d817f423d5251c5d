/**
 * The door of recovery: the journal, the message workbench and the playbooks, joined.
 * Must stay true: the journal is there before anything may be done to the fleet.
 */
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import { createActionJournal } from '#electron/journal/create-action-journal.ts';
import { createMemoryActionStore } from '#electron/journal/memory-action-store.ts';
import { nameTarget } from '#electron/journal/name-target.ts';
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { CopyStore } from '#electron/ports/copy-store.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import { createUnackedDesk } from '#electron/unacked/create-unacked-desk.ts';
import type { UnackedDesk } from '#electron/unacked/unacked-desk.ts';
import { tidyCopies } from '#electron/unacked/tidy-copies.ts';
import { createStuckSource } from './create-stuck-source.ts';
import type { Mender } from './mender.ts';
import { absentUnackedDesk } from './absent-desks.ts';

export type RecoveryNeeds = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly keeper: FleetKeeper;
  /** null: the journal is kept in memory. */
  readonly actions: ActionStore | null;
  /** null: no copy could be saved, so no message is touched. */
  readonly copies: CopyStore | null;
  readonly mender: Mender;
  readonly timers: Timers;
  readonly brokers: Pick<BrokerDesk, 'watch'>;
  readonly operator: string;
};

export type Recovery = {
  readonly journal: ActionJournal;
  readonly unacked: UnackedDesk;
  start(): Promise<void>;
  dispose(): Promise<void>;
};

const tidyEveryMs = 6 * 3_600_000;

export function openRecovery(needs: RecoveryNeeds): Recovery {
  const journal = createActionJournal({ ...needs, store: needs.actions ?? createMemoryActionStore(), who: needs.operator, name: (target) => nameTarget(needs.keeper, target) });
  const unacked = needs.copies === null ? absentUnackedDesk : createUnackedDesk({ ...needs, copies: needs.copies, journal, watches: needs.brokers.watch, stuck: createStuckSource({ ...needs, mender: needs.mender }) });
  const tidy = (): void => { if (needs.copies !== null) void tidyCopies({ ...needs, copies: needs.copies, journal }); };
  let tidying: Disposable | null = null;
  return {
    journal, unacked,
    start: async () => {
      await journal.start();
      tidy();
      tidying = needs.timers.every(tidyEveryMs, tidy);
    },
    dispose: async () => {
      tidying?.[Symbol.dispose]();
      await journal.dispose();
    },
  };
}

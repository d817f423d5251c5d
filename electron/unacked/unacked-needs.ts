/** What the workbench works with. */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import type { CopyStore } from '#electron/ports/copy-store.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { HolderNeeds } from './holder-facts.ts';

export type UnackedNeeds = HolderNeeds & {
  readonly watches: (broker: BrokerId) => BrokerWatch | null;
  readonly copies: CopyStore;
  readonly journal: Pick<ActionJournal, 'record' | 'markUndone'>;
  readonly random: Random;
  readonly timers: Timers;
  /** Who asks: a person, or a playbook in the course of an operation. */
  readonly by?: { readonly by: 'person' | 'playbook'; readonly operation: string | null };
};

/** What recovery works with: the other rooms' doors, each as narrow as it is used. */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { CrashDesk } from '#electron/crashes/crash-desk.ts';
import type { FixDesk } from '#electron/fixes/fix-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import type { OperationDesk } from '#electron/operations/operation-desk.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { SupervisionDesk } from '#electron/supervision/supervision-desk.ts';
import type { UnackedDesk } from '#electron/unacked/unacked-desk.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Mender } from './mender.ts';

export type PlaybookNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly keeper: Pick<FleetKeeper, 'snapshot' | 'worker' | 'host'>;
  readonly brokers: Pick<BrokerDesk, 'watch'>;
  readonly crashes: Pick<CrashDesk, 'incidents'>;
  readonly scan: (host: HostId) => void;
  readonly journal: Pick<ActionJournal, 'record' | 'list'>;
  readonly operations: OperationDesk;
  readonly supervision: SupervisionDesk;
  readonly unacked: UnackedDesk;
  readonly mender: Mender;
  readonly fixes: Pick<FixDesk, 'plan' | 'apply'>;
  readonly isReadOnly: () => boolean;
};

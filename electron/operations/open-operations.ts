/**
 * The door of all that acts on the fleet, for the wiring: operations, supervision, deployment, the journal, recovery.
 * Must stay true: each part gets the others as arguments; none reaches around this door.
 */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import { openDeploy, type DeployScripts } from '#electron/deploy/open-deploy.ts';
import type { CrashDesk } from '#electron/crashes/crash-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { createFixDesk } from '#electron/fixes/create-fix-desk.ts';
import { createFixDoor } from '#electron/fixes/fix-door.ts';
import { createFixHandlers } from '#electron/handlers/fix-handlers.ts';
import { createDeployHandlers } from '#electron/handlers/deploy-handlers.ts';
import { createOperationEvents, createOperationHandlers } from '#electron/handlers/operation-handlers.ts';
import { createActionEvents, createRecoveryHandlers } from '#electron/handlers/recovery-handlers.ts';
import { markingActs } from '#electron/journal/mark-acts.ts';
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { CopyStore } from '#electron/ports/copy-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { createRecoveryDesk } from '#electron/recovery/create-recovery-desk.ts';
import { createMender } from '#electron/recovery/mender.ts';
import { openRecovery } from '#electron/recovery/open-recovery.ts';
import { createSupervision } from '#electron/supervision/create-supervision.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { createOperationDesk } from './create-operation-desk.ts';

export type OperationsNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly keeper: FleetKeeper;
  readonly brokers: BrokerDesk;
  /** What workers died of. */
  readonly crashes: Pick<CrashDesk, 'incidents'>;
  /** `session` null: the host is not connected now. `scan`: look for Celery processes there, soon. */
  readonly hosts: { session(host: HostId): RemoteSession | null; scan(host: HostId): void };
  /** null: the journal is kept in memory. */
  readonly actions: ActionStore | null;
  /** null: no message of a broker is touched. */
  readonly copies: CopyStore | null;
  /** Who acts, for the journal: `ana@laptop`. */
  readonly operator: string;
  readonly isReadOnly: () => boolean;
  /** Text of the program that acts on a host. */
  readonly handScript: string;
  /** Text of the program that playbooks look and mend with. */
  readonly menderScript: string;
  /** Text of the program that applies fixes. */
  readonly fixScript: string;
  /** What is put on a Pi; null: nothing can be deployed. */
  readonly deployScripts: DeployScripts | null;
};

export function openOperations(needs: OperationsNeeds) {
  const { isReadOnly } = needs;
  const mender = createMender({ session: needs.hosts.session, script: needs.menderScript, random: needs.random });
  const recovery = openRecovery({ ...needs, mender });
  const record = markingActs(recovery.journal.record, needs.keeper);
  const operations = createOperationDesk({ ...needs, who: needs.operator });
  const supervision = createSupervision({ ...needs, operations, record, journal: recovery.journal });
  const door = createFixDoor({ session: needs.hosts.session, script: needs.fixScript, random: needs.random, log: needs.log });
  const fixes = createFixDesk({ ...needs, operations, record, door, scan: needs.hosts.scan });
  const playbooks = createRecoveryDesk({ ...needs, ...recovery, operations, supervision, scan: needs.hosts.scan, mender, fixes });
  return {
    handlers: {
      ...createOperationHandlers({ operations, supervision, isReadOnly }),
      ...createRecoveryHandlers({ ...recovery, recovery: playbooks }),
      ...createFixHandlers(fixes, isReadOnly),
      ...createDeployHandlers(openDeploy({ ...needs, operations, record })),
    },
    events: { ...createOperationEvents(operations), ...createActionEvents(recovery) },
    watch: operations.watch,
    record,
    journal: recovery.journal,
    start: async (): Promise<void> => {
      await recovery.start();
      await supervision.settler.start();
    },
    dispose: async (): Promise<void> => {
      supervision.settler.dispose();
      await operations.dispose();
      await recovery.dispose();
    },
  };
}

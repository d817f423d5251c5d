/**
 * Joins the parts that act on the fleet, for the wiring: operations, supervision, deployment, the journal, recovery.
 * Must stay true: each part gets the others as arguments; none reaches around this door.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { absentSupervisionDesk, type SupervisionDesk } from '#electron/supervision/supervision-desk.ts';
import { createOperationDesk } from './create-operation-desk.ts';
import type { OperationDesk } from './operation-desk.ts';

export type OperationsNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** `operator@panel` */
  readonly who: string;
};

export type Operations = { readonly operations: OperationDesk; readonly supervision: SupervisionDesk; dispose(): Promise<void> };

export function openOperations(needs: OperationsNeeds): Operations {
  const operations = createOperationDesk(needs);
  return { operations, supervision: absentSupervisionDesk, dispose: operations.dispose };
}

/**
 * One store per window or test. `replica`, `crashes`, `alerts`, `operations`, `diagnosis`, `away`, `link` and `tasks` mirror the engine and are written only by feed.ts;
 * `view` is what this window is looking at; `pending` lists what was asked and not yet answered.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandName } from '#shared/contract.ts';
import type { CheckCard, CheckId } from '#shared/domain/finding.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { OperationId } from '#shared/domain/operation.ts';
import type { WorkerTasks } from '#shared/domain/task.ts';
import type { AppError } from '#shared/errors.ts';
import type { LinkStatus } from '#renderer/backend/link-keeper.ts';
import { emptyReplica, type Replica } from './replica.ts';
import { emptyAlerts, type AlertReplica } from './alert-replica.ts';
import { emptyCrashes, type AwayByHost, type CrashReplica } from './crash-replica.ts';
import { emptyOperations, type OperationReplica } from './operation-replica.ts';
import { emptyDiagnosis, type DiagnosisReplica } from './diagnosis-replica.ts';
import { initialCrashView, type CrashView } from './slices/crash-view.ts';
import { initialDiagnosisView, type DiagnosisView, type Replay } from './slices/diagnosis-view.ts';
import { initialFleetView, type FleetView } from './slices/fleet-view.ts';
import type { LogScope, LogView } from './slices/log-view.ts';
import type { Wish } from './slices/wish.ts';

export type LinkView = LinkStatus & { /** Engine clock minus page clock. */ readonly offsetMs: number };
/** `subject`: what it concerns (a host id, a worker key, a question id), so that its own button can wait. */
export type PendingCall = { readonly command: CommandName; readonly subject: string | null; readonly since: number };

export type AppState = {
  readonly replica: Replica;
  readonly link: LinkView;
  readonly tasks: ReadonlyMap<WorkerKey, WorkerTasks>;
  /** Why the fleet feed itself failed (a bug in the engine); null when it works. */
  readonly feedError: AppError | null;
  readonly crashes: CrashReplica;
  /** Why the feed of the crashes failed; null when it works. */
  readonly crashError: AppError | null;
  readonly alerts: AlertReplica;
  /** Why the feed of the alerts failed; null when it works. */
  readonly alertError: AppError | null;
  readonly operations: OperationReplica;
  /** Why the feed of the operations failed; null when it works. */
  readonly operationError: AppError | null;
  /** Raised with each piece of news of the journal of actions. */
  readonly actionNews: number;
  readonly diagnosis: DiagnosisReplica;
  /** Why the feed of the diagnoses failed; null when it works. */
  readonly diagnosisError: AppError | null;
  /** Every check with its words; null until a view needed them. */
  readonly checkCards: ReadonlyMap<CheckId, CheckCard> | null;
  /** What happened on each host while the panel was not connected to it. */
  readonly away: AwayByHost;
  readonly fleetView: FleetView;
  readonly crashView: CrashView;
  readonly diagnosisView: DiagnosisView;
  readonly replay: Replay | null;
  readonly logViews: ReadonlyMap<LogScope, LogView>;
  /** Per host the end of the last absence that was read and put aside. */
  readonly awayRead: ReadonlyMap<HostId, number>;
  /** What is about to be done; null: nothing. */
  readonly wish: Wish | null;
  /** Ended operations that were read and put aside. */
  readonly operationsRead: ReadonlySet<OperationId>;
  readonly pending: ReadonlyMap<number, PendingCall>;
};
export type AppStore = StoreApi<AppState>;

export function createAppStore(link: LinkView, awayRead: ReadonlyMap<HostId, number> = new Map()): AppStore {
  return createStore<AppState>(() => ({ replica: emptyReplica, link, tasks: new Map(), feedError: null, crashes: emptyCrashes, crashError: null, alerts: emptyAlerts, alertError: null, operations: emptyOperations, operationError: null, actionNews: 0, wish: null, operationsRead: new Set(), diagnosis: emptyDiagnosis, diagnosisError: null, checkCards: null, diagnosisView: initialDiagnosisView, replay: null, away: new Map(), fleetView: initialFleetView, crashView: initialCrashView, logViews: new Map(), awayRead, pending: new Map() }));
}

/**
 * What a person can ask for. Every call is recorded as pending until it ends; nothing here touches the replica:
 * the picture changes only when the engine says so.
 */
import type { CommandName, InputOf, OutputOf } from '#shared/contract.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import type { AppStore } from './create-app-store.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { CrashView } from './slices/crash-view.ts';
import type { DiagnosisView, Replay } from './slices/diagnosis-view.ts';
import type { FleetView } from './slices/fleet-view.ts';
import type { OperationId } from '#shared/domain/operation.ts';
import { initialLogView, type LogScope, type LogView } from './slices/log-view.ts';
import type { Wish } from './slices/wish.ts';

export type AskOptions = { readonly signal?: AbortSignal | undefined; /** What it concerns; see PendingCall. */ readonly subject?: string | undefined };

export type Actions = {
  ask<C extends CommandName>(command: C, input: InputOf<C>, options?: AskOptions): Promise<Result<OutputOf<C>, AppError>>;
  changeFleetView(change: (view: FleetView) => FleetView): void;
  changeCrashView(change: (view: CrashView) => CrashView): void;
  changeDiagnosisView(change: (view: DiagnosisView) => DiagnosisView): void;
  /** Shows a bundle read from a file; null puts it away. */
  showReplay(replay: Replay | null): void;
  changeLogView(scope: LogScope, change: (view: LogView) => LogView): void;
  /** Puts the account of an absence aside, up to this moment. */
  putAwayAside(host: HostId, until: number): void;
  /** Opens the dialog that answers it; null closes it. */
  wish(wish: Wish | null): void;
  putOperationAside(id: OperationId): void;
  /** Tries the link to the engine now. */
  retryLink(): void;
};

export function createActions(needs: { readonly client: ContractClient; readonly store: AppStore; readonly now: () => number }): Actions {
  const { client, store } = needs;
  let lastId = 0;
  return {
    async ask(command, input, options = {}) {
      const id = (lastId += 1);
      store.setState(({ pending }) => ({ pending: new Map(pending).set(id, { command, subject: options.subject ?? null, since: needs.now() }) }));
      try {
        return await client.call(command, input, { signal: options.signal });
      } finally {
        store.setState(({ pending }) => { const left = new Map(pending); left.delete(id); return { pending: left }; });
      }
    },
    changeFleetView: (change) => store.setState(({ fleetView }) => ({ fleetView: change(fleetView) })),
    changeCrashView: (change) => store.setState(({ crashView }) => ({ crashView: change(crashView) })),
    changeDiagnosisView: (change) => store.setState(({ diagnosisView }) => ({ diagnosisView: change(diagnosisView) })),
    showReplay: (replay) => store.setState({ replay }),
    changeLogView: (scope, change) => store.setState(({ logViews }) => ({ logViews: new Map(logViews).set(scope, change(logViews.get(scope) ?? initialLogView)) })),
    putAwayAside: (host, until) => store.setState(({ awayRead }) => ({ awayRead: new Map(awayRead).set(host, until) })),
    wish: (wish) => store.setState({ wish }),
    putOperationAside: (id) => store.setState(({ operationsRead }) => ({ operationsRead: new Set([...operationsRead, id].slice(-500)) })),
    retryLink: () => client.retryNow(),
  };
}

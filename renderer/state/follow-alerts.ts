/**
 * Keeps the store's alerts as the engine tells them: first all that are open, then what changed. Words to a person are
 * passed on once and never kept: a window opened later must not repeat them.
 */
import type { AlertChange, AlertNotice } from '#shared/domain/alert.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import { applyAlertChange } from './alert-replica.ts';
import type { AppStore } from './create-app-store.ts';

export type AlertWatch = { onNotice(listen: (notice: AlertNotice) => void): () => void; dispose(): void };

export function followAlerts({ client, store }: { readonly client: Pick<ContractClient, 'subscribe'>; readonly store: AppStore }): AlertWatch {
  const listeners = new Set<(notice: AlertNotice) => void>();
  const stop = client.subscribe('alerts.changed', {}, take, (alertError) => store.setState({ alertError }));

  function take(change: AlertChange): void {
    store.setState(({ alerts }) => ({ alerts: applyAlertChange(alerts, change), alertError: null }));
    for (const notice of change.notices) for (const listen of listeners) listen(notice);
  }

  return {
    onNotice(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    dispose: stop,
  };
}

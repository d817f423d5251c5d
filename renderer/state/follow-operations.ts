/**
 * Keeps the store's operations as the engine tells them, and counts the news of the journal: its rows are read in pages
 * by whoever looks at them, so only that something changed is kept here.
 */
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import type { AppStore } from './create-app-store.ts';
import { applyOperationChange } from './operation-replica.ts';

export function followOperations({ client, store }: { readonly client: Pick<ContractClient, 'subscribe'>; readonly store: AppStore }): { dispose(): void } {
  const stops = [
    client.subscribe('operations.changed', {}, (change) => store.setState(({ operations }) => ({ operations: applyOperationChange(operations, change), operationError: null })), (operationError) => store.setState({ operationError })),
    client.subscribe('actions.changed', {}, () => store.setState(({ actionNews }) => ({ actionNews: actionNews + 1 }))),
  ];
  return { dispose: () => { for (const stop of stops) stop(); } };
}

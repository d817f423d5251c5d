/**
 * Keeps the store's diagnoses as the engine tells them, and fetches the catalogue of checks with its words the first
 * time a view needs it: it changes only with the engine's version, so it is asked again after the link was lost.
 */
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import type { DiagnosisChange } from '#shared/domain/diagnosis.ts';
import type { AppStore } from './create-app-store.ts';
import { applyDiagnosisChange } from './diagnosis-replica.ts';

export type DiagnosisWatch = { needChecks(): void; dispose(): void };

export function followDiagnosis({ client, store }: { readonly client: Pick<ContractClient, 'subscribe' | 'call'>; readonly store: AppStore }): DiagnosisWatch {
  const ending = new AbortController();
  let isNeeded = false;
  let isFresh = false;
  const stop = client.subscribe('diagnosis.changed', {}, take, (diagnosisError) => store.setState({ diagnosisError }));
  const stopWatching = store.subscribe((state, before) => {
    if (state.link === before.link) return;
    if (state.link.phase !== 'live') isFresh = false;
    else void fetchChecks();
  });

  function take(change: DiagnosisChange): void {
    store.setState(({ diagnosis }) => ({ diagnosis: applyDiagnosisChange(diagnosis, change), diagnosisError: null }));
  }

  async function fetchChecks(): Promise<void> {
    if (!isNeeded || isFresh || store.getState().link.phase !== 'live') return;
    isFresh = true;
    const answer = await client.call('diagnosis.catalogue', {}, { signal: ending.signal });
    if (ending.signal.aborted) return;
    if (answer.ok) store.setState({ checkCards: new Map(answer.value.checks.map((card) => [card.id, card])) });
    else isFresh = false;
  }

  return {
    needChecks() {
      isNeeded = true;
      void fetchChecks();
    },
    dispose() {
      stop();
      stopWatching();
      ending.abort();
    },
  };
}

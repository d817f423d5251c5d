/**
 * Keeps the store's crashes and absences as the engine tells them. A gap in the numbers means subscribing anew.
 * Absences have no event: they are asked for when a host comes back, and again with the fleet's own news while its
 * records are still being read.
 */
import type { CrashChange } from '#shared/domain/crash.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import type { AppStore } from './create-app-store.ts';
import { applyCrashChange, mergeAway } from './crash-replica.ts';

const againMs = 3000;

export function followCrashes({ client, store, now }: { readonly client: Pick<ContractClient, 'subscribe' | 'call'>; readonly store: AppStore; readonly now: () => number }): { dispose(): void } {
  let stop = subscribe();
  let ending = new AbortController();
  let connected = '';
  let askedAt = -Infinity;

  function subscribe(): () => void {
    return client.subscribe('crashes.changed', {}, take, (crashError) => store.setState({ crashError }));
  }

  function take(change: CrashChange): void {
    const applied = applyCrashChange(store.getState().crashes, change);
    if (!applied.ok) {
      stop();
      stop = subscribe();
      return;
    }
    store.setState({ crashes: applied.value, crashError: null });
  }

  async function askAway(): Promise<void> {
    askedAt = now();
    ending.abort();
    ending = new AbortController();
    const { signal } = ending;
    const answer = await client.call('away.summary', { host: null }, { signal });
    if (signal.aborted || !answer.ok) return;
    store.setState(({ away }) => ({ away: mergeAway(away, answer.value.summaries) }));
  }

  const stopWatching = store.subscribe((state, before) => {
    if (state.replica === before.replica && state.link === before.link) return;
    if (state.link.phase !== 'live' || state.replica.engine === null) {
      connected = '';
      return;
    }
    const here = state.replica.hosts === before.replica.hosts && connected !== '' ? connected : connectedHosts(state);
    const isUnfinished = now() - askedAt > againMs && [...state.away.values()].some(({ isComplete }) => !isComplete);
    if (here === connected && !isUnfinished) return;
    connected = here;
    void askAway();
  });

  return {
    dispose() {
      stop();
      stopWatching();
      ending.abort();
    },
  };
}

/** Changes when a host comes or goes, and at nothing else. */
function connectedHosts({ replica }: ReturnType<AppStore['getState']>): string {
  const names = ['-'];
  for (const host of replica.hosts.values()) if (host.link.phase === 'connected') names.push(`${host.id} ${host.link.since}`);
  return names.join('\n');
}

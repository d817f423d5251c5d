/**
 * The only writer of what mirrors the engine: link, fleet, tasks, trends, crashes, alerts, operations, diagnoses, absences. A gap in the numbers means subscribing anew.
 * Watches of trends and tasks are counted, so that two views of one host cost one subscription.
 */
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import type { FleetChange } from '#shared/domain/fleet.ts';
import type { AppStore } from './create-app-store.ts';
import type { AlertNotice } from '#shared/domain/alert.ts';
import { followAlerts } from './follow-alerts.ts';
import { followCrashes } from './follow-crashes.ts';
import { followOperations } from './follow-operations.ts';
import { followDiagnosis } from './follow-diagnosis.ts';
import { createLogSearch, type LogSearch } from './logs/log-search.ts';
import { createLogSession, type LogSession } from './logs/log-session.ts';
import { applyPatch, replicaFromSnapshot } from './replica.ts';
import type { SeriesBuffers } from './series-buffers.ts';

export type Feed = {
  watchTrend(host: HostId): () => void;
  watchTasks(worker: WorkerKey): () => void;
  /** Words to a person, each once. */
  onNotice(listen: (notice: AlertNotice) => void): () => void;
  /** The words of the checks are wanted; fetched once. */
  needChecks(): void;
  /** One reading of the logs; whoever opens it disposes it. */
  openLog(): LogSession;
  openLogSearch(): LogSearch;
  dispose(): void;
};

/** A smaller step of the engine's clock is delivery time, not a changed clock. */
const clockStepMs = 2000;

export function createFeed(needs: { readonly client: ContractClient; readonly store: AppStore; readonly buffers: SeriesBuffers; readonly now: () => number }): Feed {
  const { client, store, buffers } = needs;
  let stopFleet = subscribeFleet();

  function subscribeFleet(): () => void {
    return client.subscribe('fleet.changed', {}, takeChange, (feedError) => store.setState({ feedError }));
  }

  function takeChange(change: FleetChange): void {
    if (change.kind === 'snapshot') {
      store.setState({ replica: replicaFromSnapshot(change.snapshot), feedError: null });
      return followClock(change.snapshot.at);
    }
    const applied = applyPatch(store.getState().replica, change.patch);
    if (!applied.ok) {
      stopFleet();
      stopFleet = subscribeFleet();
      return;
    }
    store.setState({ replica: applied.value });
    followClock(change.patch.at);
  }

  /** Ages are computed from the engine's clock; it may step (time set, laptop slept). */
  function followClock(engineAt: number): void {
    const { link } = store.getState();
    const offsetMs = engineAt - needs.now();
    if (Math.abs(offsetMs - link.offsetMs) > clockStepMs) store.setState({ link: { ...link, offsetMs } });
  }

  const stopStatus = client.onStatus((status) => store.setState({ link: { ...status, offsetMs: status.phase === 'live' ? client.offsetMs() : store.getState().link.offsetMs } }));
  const alerts = followAlerts({ client, store });
  const crashes = followCrashes({ client, store, now: needs.now });
  const operations = followOperations({ client, store });
  const diagnosis = followDiagnosis({ client, store });
  const trends = countedWatch<HostId>((host) => {
    const stop = client.subscribe('trend.sampled', { host }, buffers.take);
    return () => { stop(); buffers.drop(host); };
  });
  const tasks = countedWatch<WorkerKey>((worker) => {
    const stop = client.subscribe('tasks.changed', { worker }, (next) => store.setState(({ tasks: old }) => ({ tasks: new Map(old).set(worker, next) })));
    return () => {
      stop();
      store.setState(({ tasks: old }) => { const left = new Map(old); left.delete(worker); return { tasks: left }; });
    };
  });

  return {
    watchTrend: trends,
    watchTasks: tasks,
    onNotice: alerts.onNotice,
    needChecks: diagnosis.needChecks,
    openLog: () => createLogSession({ client }),
    openLogSearch: () => createLogSearch({ client }),
    dispose() {
      stopStatus();
      alerts.dispose();
      crashes.dispose();
      operations.dispose();
      diagnosis.dispose();
      stopFleet();
    },
  };
}

function countedWatch<K>(open: (key: K) => () => void): (key: K) => () => void {
  const watches = new Map<K, { count: number; readonly stop: () => void }>();
  return (key) => {
    const watch = watches.get(key) ?? { count: 0, stop: open(key) };
    watches.set(key, watch);
    watch.count += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      watch.count -= 1;
      if (watch.count > 0) return;
      watches.delete(key);
      watch.stop();
    };
  };
}

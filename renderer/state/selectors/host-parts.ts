/** What belongs to one host, picked from the replica. Lists keep the identity of their members: compare them shallowly. */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';

export const selectWorkersOf = (host: HostId) => (state: AppState): readonly WorkerView[] => [...state.replica.workers.values()].filter((worker) => worker.host === host);

/** Brokers the host names, and those its workers use. */
export const selectBrokersOf = (host: HostId) => (state: AppState): readonly BrokerView[] => {
  const wanted = new Set(state.replica.hosts.get(host)?.brokers ?? []);
  for (const worker of state.replica.workers.values()) if (worker.host === host && worker.broker !== null) wanted.add(worker.broker);
  return [...state.replica.brokers.values()].filter((broker) => wanted.has(broker.id));
};

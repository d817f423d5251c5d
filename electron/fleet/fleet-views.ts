/** Builds what a window gets from the records: entities for patches, the whole for a snapshot. */
import type { Clock } from '#electron/ports/clock.ts';
import type { FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { BrokerId, HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { toBrokerView } from './core/broker-record.ts';
import { toHostView } from './core/host-record.ts';
import { judge, toWorkerView, type Surroundings } from './core/worker-view.ts';
import type { WorkerRecord } from './core/worker-record.ts';
import type { FleetState } from './fleet-keeper.ts';
import type { Dirt } from './fleet-outbox.ts';

export type FleetViews = {
  /** Judges one worker anew and keeps the verdict; true when kind or reason changed. */
  judge(key: WorkerKey): boolean;
  broker(id: BrokerId): BrokerView | null;
  patch(dirt: Dirt): Omit<FleetPatch, 'seq' | 'at'>;
  snapshot(seq: number): FleetSnapshot;
};

export function createFleetViews(state: FleetState, clock: Clock): FleetViews {
  const around = (record: WorkerRecord): Surroundings => ({
    host: record.host === null ? null : (state.hosts.get(record.host) ?? null),
    broker: record.broker === null ? null : (state.brokers.get(record.broker) ?? null),
    sampleEveryMs: state.engine.settings.sampleEveryMs,
    now: clock.now(),
  });
  const worker = (key: WorkerKey): WorkerView | null => {
    const record = state.roster.get(key);
    if (record === null) return null;
    const place = around(record);
    return toWorkerView(record, judge(record, place), place.host);
  };
  const host = (id: HostId): HostView | null => {
    const record = state.hosts.get(id);
    if (record === undefined) return null;
    return toHostView(record, [...state.brokers.values()].filter((broker) => broker.hosts.includes(id)).map((broker) => broker.id));
  };
  const broker = (id: BrokerId): BrokerView | null => {
    const record = state.brokers.get(id);
    return record === undefined ? null : toBrokerView(record, consumersOn(state, id));
  };
  const pick = <K extends string, V>(ids: ReadonlySet<string>, build: (id: K) => V | null): V[] => [...ids].flatMap((id) => build(id as K) ?? []);
  return {
    judge: (key) => {
      const record = state.roster.get(key);
      if (record === null) return false;
      const verdict = judge(record, around(record));
      const changed = record.verdict?.kind !== verdict.kind || record.verdict.reason !== verdict.reason;
      if (changed) state.roster.put({ ...record, verdict });
      return changed;
    },
    broker,
    patch: ({ engine, changed, gone }) => ({
      ...(engine ? { engine: state.engine } : {}),
      ...(changed.hosts.size > 0 ? { hosts: pick(changed.hosts, host) } : {}),
      ...(changed.workers.size > 0 ? { workers: pick(changed.workers, worker) } : {}),
      ...(changed.brokers.size > 0 ? { brokers: pick(changed.brokers, broker) } : {}),
      ...(changed.questions.size > 0 ? { questions: state.questions.filter((question) => changed.questions.has(question.id)) } : {}),
      ...(Object.values(gone).some((set) => set.size > 0) ? { gone: { hosts: [...gone.hosts], workers: [...gone.workers], brokers: [...gone.brokers], questions: [...gone.questions] } } : {}),
    }),
    snapshot: (seq) => ({
      seq, at: clock.now(), engine: state.engine,
      hosts: [...state.hosts.keys()].map(host).filter((view) => view !== null),
      workers: [...state.roster.all()].map((record) => worker(record.key)).filter((view) => view !== null),
      brokers: [...state.brokers.keys()].map(broker).filter((view) => view !== null),
      questions: [...state.questions],
    }),
  };
}

/** Node names that say they consume a queue, and live as far as we know. */
function consumersOn(state: FleetState, broker: BrokerId): (queue: string) => readonly WorkerName[] {
  const records = state.roster.onBroker(broker).filter((record) => record.gone === null || record.process !== null);
  return (queue) => [...new Set(records.filter((record) => record.activeQueues?.includes(queue) === true).map((record) => record.name))].sort();
}

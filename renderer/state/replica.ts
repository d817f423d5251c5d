/**
 * The engine's picture as the window holds it, and the only rules by which it changes. Pure.
 * Must stay true: applying every patch in order equals the engine's own state; a patch out of order changes nothing.
 */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { EngineView, FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { BrokerId, HostId, QuestionId, WorkerKey } from '#shared/domain/ids.ts';
import type { Question } from '#shared/domain/question.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type Replica = {
  /** null until the first snapshot. */
  readonly engine: EngineView | null;
  readonly seq: number;
  /** Engine time of the last change. */
  readonly at: number;
  readonly hosts: ReadonlyMap<HostId, HostView>;
  readonly workers: ReadonlyMap<WorkerKey, WorkerView>;
  readonly brokers: ReadonlyMap<BrokerId, BrokerView>;
  readonly questions: ReadonlyMap<QuestionId, Question>;
};

export const emptyReplica: Replica = { engine: null, seq: 0, at: 0, hosts: new Map(), workers: new Map(), brokers: new Map(), questions: new Map() };

export function replicaFromSnapshot(snapshot: FleetSnapshot): Replica {
  return {
    engine: snapshot.engine,
    seq: snapshot.seq,
    at: snapshot.at,
    hosts: new Map(snapshot.hosts.map((host) => [host.id, host])),
    workers: new Map(snapshot.workers.map((worker) => [worker.key, worker])),
    brokers: new Map(snapshot.brokers.map((broker) => [broker.id, broker])),
    questions: new Map(snapshot.questions.map((question) => [question.id, question])),
  };
}

/** `gap`: something was missed, take a new snapshot. Collections that did not change keep their identity. */
export function applyPatch(replica: Replica, patch: FleetPatch): Result<Replica, 'gap'> {
  if (replica.engine === null || patch.seq !== replica.seq + 1) return err('gap');
  return ok({
    engine: patch.engine ?? replica.engine,
    seq: patch.seq,
    at: patch.at,
    hosts: replace(replica.hosts, patch.hosts, (host) => host.id, patch.gone?.hosts),
    workers: replace(replica.workers, patch.workers, (worker) => worker.key, patch.gone?.workers),
    brokers: replace(replica.brokers, patch.brokers, (broker) => broker.id, patch.gone?.brokers),
    questions: replace(replica.questions, patch.questions, (question) => question.id, patch.gone?.questions),
  });
}

function replace<K extends string, V>(all: ReadonlyMap<K, V>, changed: readonly V[] | undefined, keyOf: (value: V) => K, gone: readonly string[] | undefined): ReadonlyMap<K, V> {
  if ((changed?.length ?? 0) === 0 && (gone?.length ?? 0) === 0) return all;
  const next = new Map(all);
  for (const value of changed ?? []) next.set(keyOf(value), value);
  for (const key of gone ?? []) next.delete(key as K);
  return next;
}

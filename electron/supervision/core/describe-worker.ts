/** What a person is told of a worker's supervision: the backend, what may be done and why not, the rungs of the ladder. */
import type { WorkerKey } from '#shared/domain/ids.ts';
import { SupervisionVerb, type Ability, type Supervision, type SupervisionBackendView, type SupervisionLayer } from '#shared/domain/supervision.ts';
import { bindBackend } from './backends/backend-list.ts';
import { rungsOf } from './compose-plan.ts';
import type { Holder } from './read-answer.ts';
import { abilityOf, refusal, type BackendFacts } from './supervision-backend.ts';

export type BrokerMeans = { readonly isConnected: boolean; /** Consumed now, or taken away here before; null: not known. */ readonly queues: readonly string[] | null };

export function judge(verb: SupervisionVerb, facts: BackendFacts, broker: BrokerMeans): Ability {
  const isRunning = facts.process !== null;
  if (verb === 'pause-intake' || verb === 'resume-intake' || verb === 'drain') {
    if (!isRunning) return abilityOf(verb, refusal('not-running'));
    if (!broker.isConnected) return abilityOf(verb, refusal('broker-not-connected'));
    return abilityOf(verb, broker.queues === null || broker.queues.length === 0 ? refusal('queues-unknown') : null);
  }
  if (verb === 'start' && isRunning) return abilityOf(verb, refusal('already-running'));
  if (verb === 'stop' && !isRunning && facts.handle.kind === 'plain') return abilityOf(verb, refusal('not-running'));
  // a restart of what does not run is its start
  return abilityOf(verb, bindBackend(facts).refuse(verb === 'restart' && !isRunning ? 'start' : verb, ));
}

export function backendView(facts: BackendFacts, layers: readonly SupervisionLayer[]): SupervisionBackendView {
  const words = bindBackend(facts).describe();
  return { ...words, name: words.name.slice(0, 600), user: words.user?.slice(0, 100) ?? null, layers: layers.map((layer, index) => ({ ...layer, name: layer.name.slice(0, 600), kind: index === layers.length - 1 ? words.kind : layer.kind })).slice(0, 8) };
}

export function processOf(facts: BackendFacts): Supervision['process'] {
  return facts.process === null ? null : { pid: facts.process.main.pid, startTicks: facts.process.main.startTicks, bootId: facts.host.boot };
}

export function describeWorker(worker: WorkerKey, facts: BackendFacts, layers: readonly SupervisionLayer[], lockedBy: Holder | null, broker: BrokerMeans, now: number): Supervision {
  return {
    worker, at: now,
    backend: backendView(facts, layers),
    status: bindBackend(facts).statusWords().slice(0, 300),
    process: processOf(facts),
    abilities: SupervisionVerb.options.map((verb) => judge(verb, facts, broker)),
    rungs: [...rungsOf(facts, broker.isConnected)],
    lockedBy: lockedBy === null ? null : { who: lockedBy.who, until: now + lockedBy.leftMs },
  };
}

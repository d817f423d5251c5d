/**
 * Who holds a message that nobody acknowledged, and whether it lives. Redis does not say: it is put together from what
 * the workers themselves list, their processes, and their connections.
 * Must stay true: `dead` only when every worker that could hold it is proven not to; a silence, a cut list, an unknown
 * listener or a stranger's connection makes it `unknown`. A worker that reconnected may still run what it took before.
 */
import type { TaskId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { AcksKind, Holder, UnackedMessage } from '#shared/domain/unacked.ts';

export type HeldTask = { readonly id: TaskId; readonly stage: 'running' | 'reserved' | 'scheduled'; readonly acknowledged: boolean | null };

/** One worker of the broker, as it stands at this look. */
export type Candidate = {
  readonly key: WorkerKey | null;
  readonly name: WorkerName;
  /** What its process shows. `ended`: proven by pid and start time. `unseen`: its host is not ours or not connected. */
  readonly process: 'alive' | 'ended' | 'unseen';
  /** Start of the process by its host's boot clock, in engine time; null: not known. */
  readonly startedAt: number | null;
  readonly heartbeatAgeMs: number | null;
  readonly intervalMs: number;
  /** It answered this time: what it holds. Null: no answer. */
  readonly held: { readonly tasks: readonly HeldTask[]; readonly isWhole: boolean } | null;
  /** It is acks-late by its own configuration; null: not told. */
  readonly acksLate: boolean | null;
};

export type HolderFacts = {
  readonly candidates: readonly Candidate[];
  /** Subscribers of the control channel beyond the workers we know: somebody listens whom we do not see. Null: not known. */
  readonly strangers: number | null;
};

/** Clocks of a Pi and of the operator's machine agree to about this. */
const clockSlackMs = 5_000;

export function presumeHolder(facts: HolderFacts, id: TaskId | null, deliveredAt: number | null): { readonly holder: Holder; readonly stage: UnackedMessage['stage']; readonly acks: AcksKind } {
  const proofs: Holder['proofs'] = [];
  let candidate: Candidate | null = null;
  let isOpen = false;
  for (const one of facts.candidates) {
    const found = id === null ? undefined : one.held?.tasks.find((task) => task.id === id);
    if (found !== undefined && one.process !== 'ended') return listed(one, found);
    const cleared = whyNot(one, id, deliveredAt);
    proofs.push({ says: cleared ?? 'no-answer', name: one.name });
    if (cleared !== null) continue;
    isOpen = true;
    candidate ??= one;
  }
  if (facts.candidates.length === 0) proofs.push({ says: 'no-worker', name: null });
  if (facts.strangers === null || facts.strangers > 0) proofs.push({ says: 'stranger-connected', name: null });
  const isDead = !isOpen && facts.strangers === 0;
  const acks = candidate?.acksLate ?? facts.candidates.find(({ acksLate }) => acksLate !== null)?.acksLate ?? null;
  return {
    holder: { worker: candidate?.key ?? null, name: candidate?.name ?? null, life: isDead ? 'dead' : 'unknown', proofs: proofs.slice(0, 100) },
    stage: 'unknown', acks: acks === null ? 'unknown' : acks ? 'late' : 'early',
  };
}

function listed(one: Candidate, found: HeldTask): ReturnType<typeof presumeHolder> {
  const says = found.stage === 'running' ? 'listed-active' : found.stage === 'reserved' ? 'listed-reserved' : 'listed-scheduled';
  // one that runs and lies here was not acknowledged when it began
  const acks = found.stage === 'running' ? (found.acknowledged === true ? 'early' : 'late') : one.acksLate === null ? 'unknown' : one.acksLate ? 'late' : 'early';
  return { holder: { worker: one.key, name: one.name, life: 'alive', proofs: [{ says, name: one.name }] }, stage: found.stage, acks };
}

/** Why this worker cannot hold the message; null: it may. */
function whyNot(one: Candidate, id: TaskId | null, deliveredAt: number | null): Holder['proofs'][number]['says'] | null {
  if (one.process === 'ended') return 'process-ended';
  if (deliveredAt !== null && one.startedAt !== null && one.process === 'alive' && one.startedAt > deliveredAt + clockSlackMs) return 'process-younger';
  if (id !== null && one.held !== null && one.held.isWhole) return 'not-listed';
  // seen on the broker only: long silent and not listening (strangers counts those who listen)
  if (one.process === 'unseen' && one.heartbeatAgeMs !== null && one.heartbeatAgeMs > Math.max(60_000, one.intervalMs * 5)) return 'heartbeat-silent';
  return null;
}

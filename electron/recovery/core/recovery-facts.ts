/** Everything a playbook is judged by, gathered at one moment. Null: nobody could say. */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { FixPlan } from '#shared/domain/fix.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { RecoveryChoices, RecoveryTarget, StormGuard } from '#shared/domain/playbook.ts';
import type { Supervision } from '#shared/domain/supervision.ts';
import type { TaskView } from '#shared/domain/task.ts';
import type { UnackedMessage } from '#shared/domain/unacked.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { MendLook } from './read-mend.ts';

export type RecoveryFacts = {
  readonly now: number;
  readonly target: RecoveryTarget;
  readonly choices: RecoveryChoices;
  readonly host: HostView | null;
  readonly worker: WorkerView | null;
  readonly broker: BrokerView | null;
  readonly supervision: Supervision | null;
  readonly look: MendLook | null;
  readonly active: readonly TaskView[] | null;
  readonly unacked: readonly UnackedMessage[] | null;
  /** Deaths of this worker or its children within six hours that the logs explain by memory. */
  readonly memoryDeaths: number | null;
  /** When a look before this one, in this engine, found a storm. */
  readonly stormSeenAt: number | null;
  /** A memory limit for its children as it would be set; null: nobody asked, or no answer. */
  readonly limit: FixPlan | null;
  readonly guard: StormGuard;
  readonly isReadOnly: boolean;
  readonly isBusy: boolean;
};

export const orphansIn = (facts: RecoveryFacts): readonly UnackedMessage[] => (facts.unacked ?? []).filter(({ holder, tag }) => holder.life === 'dead' && (facts.choices.tags.length === 0 || facts.choices.tags.includes(tag)));
export const stuckTask = (facts: RecoveryFacts): TaskView | null => (facts.active ?? []).find(({ id }) => id === facts.choices.task) ?? null;
/** In the hands of a worker that answers nothing: what lies unacknowledged and is presumed its own. */
export const heldBy = (facts: RecoveryFacts): readonly UnackedMessage[] => (facts.unacked ?? []).filter(({ holder }) => holder.worker !== null && holder.worker === facts.worker?.key && holder.life !== 'dead');
export const proposedKiB = (plan: FixPlan | null): number | null => {
  const flag = plan?.changes.find(({ kind, what }) => kind === 'flag' && what === '--max-memory-per-child')?.after ?? null;
  return flag !== null && /^\d{1,9}$/.test(flag) ? Number(flag) : null;
};
export const freeBytes = (facts: RecoveryFacts): number | null => {
  const free = (facts.look?.space ?? []).map((one) => one.free);
  return free.length > 0 ? Math.min(...free) : (facts.host?.sample?.disk?.available ?? null);
};

/**
 * One operation over several workers: canary, batches, stop at the first failure, cancel between them.
 * Must stay true: those that were never begun are `skipped`; the next batch waits for the proof of the one before.
 */
import type { RunningOperation, WorkEnd } from '#electron/operations/operation-desk.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { Supervision, SupervisionOptions, SupervisionVerb } from '#shared/domain/supervision.ts';
import { actOnIntake } from './act-on-intake.ts';
import { actOnWorker, type ActNeeds, type Outcome, type Turn } from './act-on-worker.ts';
import { planBatches } from './core/plan-batches.ts';
import { pause } from './verify-worker.ts';

export type RollingWish = {
  readonly verb: SupervisionVerb;
  readonly workers: readonly WorkerKey[];
  readonly options: SupervisionOptions;
  readonly shown: ReadonlyMap<WorkerKey, Supervision['process']>;
  readonly by: 'person' | 'playbook';
};

export async function runRolling(needs: ActNeeds, operation: RunningOperation, wish: RollingWish): Promise<WorkEnd> {
  const { rolling } = wish.options;
  const batches = planBatches(wish.workers.length, rolling);
  let hasFailed = false;
  for (const [place, batch] of batches.entries()) {
    if (operation.signal.aborted || (hasFailed && rolling.stopAtFirstFailure)) {
      for (const target of batch) operation.settle(target, { state: operation.signal.aborted ? 'cancelled' : 'skipped' });
      continue;
    }
    if (place > 0 && rolling.pauseMs > 0) await settle(needs, operation, rolling.pauseMs);
    if (operation.signal.aborted) {
      for (const target of batch) operation.settle(target, { state: 'cancelled' });
      continue;
    }
    const outcomes = await Promise.all(batch.map((target) => one(needs, operation, wish, target)));
    hasFailed ||= outcomes.some(({ state }) => state !== 'done');
  }
  return null;
}

async function settle(needs: ActNeeds, operation: RunningOperation, ms: number): Promise<void> {
  const step = operation.begin('settle', { until: needs.clock.now() + ms });
  await pause(needs.timers, ms, operation.signal);
  step.end({ state: operation.signal.aborted ? 'cancelled' : 'done' });
}

async function one(needs: ActNeeds, operation: RunningOperation, wish: RollingWish, target: number): Promise<Outcome> {
  const worker = wish.workers[target] ?? ('' as WorkerKey);
  const turn: Turn = { operation, target, worker, verb: wish.verb, options: wish.options, shown: wish.shown.get(worker), by: wish.by };
  const began = needs.clock.monotonic();
  operation.settle(target, { state: 'running' });
  const { verb } = wish;
  const outcome = verb === 'start' || verb === 'stop' || verb === 'restart' ? await actOnWorker(needs, turn, verb) : await actOnIntake(needs, turn, verb);
  operation.settle(target, { ...outcome, tookMs: outcome.state === 'done' ? needs.clock.monotonic() - began : null });
  return outcome;
}

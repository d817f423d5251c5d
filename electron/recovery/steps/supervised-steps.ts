/** Steps that start, stop and restart workers: by supervision's own verbs, each an operation of its own with its own proofs. */
import type { Operation } from '#shared/domain/operation.ts';
import { defaultSupervisionOptions, type SupervisionOptions, type SupervisionVerb } from '#shared/domain/supervision.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { done, failed, skipped, type StepContext, type StepOutcome, type StepTable } from './step-context.ts';

export async function supervise(ctx: StepContext, verb: SupervisionVerb, worker: WorkerKey): Promise<Result<Operation, AppError>> {
  const { operations, supervision } = ctx.needs;
  const begun = await supervision.run({ verb, workers: [worker], options: optionsFor(ctx), preview: null }, ctx.operation.signal);
  if (!begun.ok) return begun;
  const { operation } = begun.value;
  const cancel = (): void => void operations.cancel(operation);
  ctx.operation.signal.addEventListener('abort', cancel, { once: true });
  // what the operator agreed to before is not asked again
  const stop = operations.watch((change) => {
    for (const one of change.operations) if (one.id === operation && ctx.consents.includes('kill')) for (const step of one.steps) if (step.state === 'asking-consent') operations.consent(operation, step.id, true);
  });
  const ended = await operations.ended(operation);
  stop();
  ctx.operation.signal.removeEventListener('abort', cancel);
  return ended === null ? { ok: false, error: { code: 'not-found', what: operation } } : ok(ended);
}

function optionsFor(ctx: StepContext): SupervisionOptions {
  const { ladder } = defaultSupervisionOptions;
  const isDeaf = ctx.request.playbook === 'deaf-worker' || ctx.request.playbook === 'redis-down';
  const mayForce = ctx.consents.includes('lose-running-tasks') || ctx.facts.active?.length === 0;
  // a deaf worker hears no request to pause, and has nothing in hand to wait for
  return { ...defaultSupervisionOptions, ladder: { ...ladder, pauseFirst: !isDeaf, idleMs: isDeaf ? 0 : ladder.idleMs, warmMs: isDeaf ? 20_000 : ladder.warmMs, cold: mayForce ? 'allow' : 'never', kill: 'ask' } };
}

async function run(ctx: StepContext, verb: SupervisionVerb): Promise<StepOutcome> {
  if (ctx.worker === null) return failed(null, 'no worker');
  const ended = await supervise(ctx, verb, ctx.worker);
  await ctx.kept.drained;
  if (!ended.ok) return failed(ended.error);
  const { state, error, outcomes } = ended.value;
  const missing = outcomes.flatMap((one) => one.missing);
  ctx.kept.facts.push({ name: `${verb}.took-ms`, value: outcomes[0]?.tookMs ?? null });
  return state === 'done' ? done(verb) : { state: state === 'unverified' ? 'unverified' : 'failed', error, missing, detail: `${verb}: ${state}` };
}

export const supervisedSteps: StepTable = {
  start: (ctx) => run(ctx, 'start'),
  restart: (ctx) => run(ctx, 'restart'),
  'stop-loop': async (ctx) => {
    const ended = ctx.worker === null ? null : await supervise(ctx, 'stop', ctx.worker);
    if (ended === null) return failed(null);
    // at its start limit the backend has stopped by itself
    if (!ended.ok) return ended.error.code === 'supervision-refused' ? skipped('nothing runs') : failed(ended.error);
    return ended.value.state === 'done' ? done() : failed(ended.value.error, ended.value.state);
  },
  'restart-deaf': async (ctx) => {
    if (ctx.kept.deaf.length === 0) return skipped('every worker waits for work again');
    for (const worker of ctx.kept.deaf) {
      const ended = await supervise(ctx, 'restart', worker);
      if (!ended.ok || ended.value.state !== 'done') return failed(ended.ok ? ended.value.error : ended.error, worker);
    }
    return done(`${ctx.kept.deaf.length}`);
  },
};

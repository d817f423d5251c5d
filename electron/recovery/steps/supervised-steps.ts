/** Steps that start, stop and restart workers: by supervision's own verbs, each an operation of its own with its own proofs. */
import type { Operation } from '#shared/domain/operation.ts';
import { defaultSupervisionOptions, type SupervisionOptions, type SupervisionVerb } from '#shared/domain/supervision.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { done, failed, pause, skipped, type StepContext, type StepOutcome, type StepTable } from './step-context.ts';

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

const stopTurns = 6;

function optionsFor(ctx: StepContext): SupervisionOptions {
  const { ladder } = defaultSupervisionOptions;
  const isDeaf = ctx.request.playbook === 'deaf-worker' || ctx.request.playbook === 'redis-down' || ctx.request.playbook === 'stuck-task';
  const mayForce = ctx.consents.includes('lose-running-tasks') || ctx.facts.active?.length === 0;
  // a deaf worker hears no request to pause, and has nothing in hand to wait for
  return { ...defaultSupervisionOptions, ladder: { ...ladder, pauseFirst: !isDeaf, idleMs: isDeaf ? 0 : ladder.idleMs, warmMs: ctx.request.playbook === 'stuck-task' ? 5_000 : isDeaf ? 20_000 : ladder.warmMs, cold: mayForce ? 'allow' : 'never', kill: 'ask' } };
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

/** The fix has its own plan, proof and way back on the host; here it is begun and awaited. */
async function limitMemory(ctx: StepContext): Promise<StepOutcome> {
  const { fixes, operations } = ctx.needs;
  const plan = ctx.facts.limit;
  if (plan === null || plan.refused !== null) return failed({ code: 'fix-refused', because: 'plan-refused', about: plan?.refused?.because ?? '' });
  const begun = fixes.apply(plan.id);
  if (!begun.ok) return failed(begun.error);
  const ended = await operations.ended(begun.value);
  if (ended === null || ended.state !== 'done') return failed(ended?.error ?? null, `worker-memory-limit: ${ended?.state ?? ''}`);
  const fix = ended.steps.find(({ what }) => what === 'confirm')?.detail ?? '';
  ctx.kept.facts.push({ name: 'fix', value: fix }, { name: 'max-memory-per-child', value: ctx.request.choices.maxMemoryPerChildKiB });
  return done(fix);
}

export const supervisedSteps: StepTable = {
  'limit-memory': limitMemory,
  start: (ctx) => run(ctx, 'start'),
  restart: (ctx) => run(ctx, 'restart'),
  /** A loop starts another process between looking and acting: looked at again, a few times. */
  'stop-loop': async (ctx) => {
    if (ctx.worker === null) return failed(null);
    for (let turn = 0; ; turn += 1) {
      const ended = await supervise(ctx, 'stop', ctx.worker);
      if (ended.ok && ended.value.state === 'done') return done();
      const error = ended.ok ? ended.value.error : ended.error;
      // at its start limit the backend has stopped by itself
      if (error?.code === 'supervision-refused' && error.because === 'not-running') return skipped('nothing runs');
      if (turn >= stopTurns || ctx.operation.signal.aborted || error?.code !== 'supervision-refused') return failed(error);
      await pause(ctx, 1500);
    }
  },
  'restart-deaf': async (ctx) => {
    if (ctx.kept.deaf.length === 0) return skipped('every worker waits for work again');
    for (const worker of ctx.kept.deaf) {
      const ended = await supervise(ctx, ctx.needs.keeper.worker(worker)?.process === null ? 'start' : 'restart', worker);
      if (!ended.ok || ended.value.state !== 'done') return failed(ended.ok ? ended.value.error : ended.error, worker);
    }
    return done(`${ctx.kept.deaf.length}`);
  },
};

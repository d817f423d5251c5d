/** Steps on tasks and messages: through the worker's own remote control, and the message workbench. */
import type { ControlAction } from '#shared/domain/control.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, type Result } from '#shared/result.ts';
import { describeControl } from '#electron/journal/core/describe-control.ts';
import { orphansIn } from '#electron/recovery/core/recovery-facts.ts';
import { done, failed, pause, skipped, type StepContext, type StepTable } from './step-context.ts';

async function control(ctx: StepContext, worker: WorkerKey, action: ControlAction): Promise<Result<{ readonly outcome: 'done' | 'unanswered'; readonly said: string }, AppError>> {
  const view = ctx.needs.keeper.snapshot().workers.find(({ key }) => key === worker);
  const watch = view === undefined || view.broker === null ? null : ctx.needs.brokers.watch(view.broker);
  if (view === undefined || watch === null) return err({ code: 'not-found', what: worker.slice(0, 200) });
  const story = describeControl(action, view);
  const entry = await ctx.needs.journal.record({ kind: 'control', what: action.kind, by: 'playbook', operation: ctx.operation.id, target: { worker, queue: story.queue, tasks: [...story.tasks] }, before: story.before });
  if (!entry.ok) return entry;
  const said = await watch.control(view.name, action, ctx.operation.signal);
  await entry.value.end(said.ok ? { outcome: said.value.outcome, undo: said.value.outcome === 'done' ? story.undo : null, after: [{ name: 'said', value: said.value.said }] } : { outcome: 'failed', error: said.error });
  return said;
}

const task = (ctx: StepContext) => ctx.request.choices.task;

export const taskSteps: StepTable = {
  revoke: async (ctx) => {
    const id = task(ctx);
    if (id === null || ctx.worker === null) return failed(null, 'no task');
    const said = await control(ctx, ctx.worker, { kind: 'revoke', tasks: [id], terminate: true, signal: 'SIGTERM' });
    return said.ok ? done(said.value.said) : failed(said.error);
  },
  'shrink-pool': async (ctx) => {
    const size = ctx.facts.worker?.pool.maxConcurrency ?? null;
    if (size !== null && size <= 1) return skipped('the pool has one process already');
    const said = ctx.worker === null ? null : await control(ctx, ctx.worker, { kind: 'pool-shrink', by: 1 });
    if (said === null || !said.ok) return failed(said === null ? null : said.error);
    return said.value.outcome === 'done' ? done(said.value.said) : { state: 'unverified', missing: ['other'] };
  },
  /** Nobody may take it meanwhile: every worker that consumes its queue, not this one alone. */
  'pause-intake': async (ctx) => {
    const queues = queuesOf(ctx);
    const consumers = ctx.needs.keeper.snapshot().workers.filter((one) => one.broker === ctx.broker && one.process !== null).flatMap((one) => (one.queues ?? []).filter((queue) => queues.includes(queue)).map((queue) => ({ worker: one.key, queue })));
    if (consumers.length === 0) return failed(null, 'nobody is known to consume its queue');
    ctx.kept.paused = consumers;
    for (const { worker, queue } of consumers) {
      const said = await control(ctx, worker, { kind: 'cancel-consumer', queue });
      if (!said.ok) return failed(said.error, worker);
    }
    return done(`${consumers.length}`);
  },
  'resume-intake': async (ctx) => {
    const lost: AppError[] = [];
    for (const { worker, queue } of ctx.kept.paused) {
      const said = await control(ctx, worker, { kind: 'add-consumer', queue });
      if (!said.ok) lost.push(said.error);
    }
    return lost[0] === undefined ? done(`${ctx.kept.paused.length}`) : failed(lost[0]);
  },
  'set-aside': async (ctx) => {
    const id = task(ctx);
    if (id === null || ctx.broker === null) return failed(null, 'no task');
    const end = ctx.needs.clock.monotonic() + ctx.maxMs;
    for (;;) {
      const moved = await ctx.needs.unacked.setAside(ctx.broker, queuesOf(ctx), id, ctx.operation.signal);
      if (moved.ok && moved.value.messages[0]?.outcome === 'moved') { ctx.kept.facts.push({ name: 'copy', value: moved.value.copy }); return done(moved.value.messages[0].to ?? ''); }
      if (!moved.ok && moved.error.code !== 'message-refused') return failed(moved.error);
      // in hand: it ends its process and comes back, or it lies where nobody holds it
      const page = await ctx.needs.unacked.list({ broker: ctx.broker, offset: 0, limit: 500 }, ctx.operation.signal);
      const held = page.ok ? page.value.messages.find(({ message }) => message.id === id) : undefined;
      if (held !== undefined && held.holder.life === 'dead') {
        const aside = await ctx.needs.unacked.move({ broker: ctx.broker, tags: [held.tag], consents: ['unreadable'] }, ctx.operation.signal);
        if (aside.ok && aside.value.messages[0]?.outcome === 'moved') return done(aside.value.messages[0].to ?? '');
      }
      if (ctx.needs.clock.monotonic() >= end || ctx.operation.signal.aborted) return failed(held === undefined ? { code: 'message-refused', because: 'gone' } : null, 'it did not come back to its queue');
      await pause(ctx, 500);
    }
  },
  'give-back': async (ctx) => {
    const orphans = orphansIn(ctx.facts);
    if (ctx.broker === null || orphans.length === 0) return failed({ code: 'message-refused', because: 'gone' });
    const given = await ctx.needs.unacked.giveBack({ broker: ctx.broker, tags: orphans.map(({ tag }) => tag), consents: ctx.consents.includes('run-twice') ? ['runs-twice', 'queue-unknown'] : [] }, ctx.operation.signal);
    if (!given.ok) return failed(given.error);
    const moved = given.value.messages.filter(({ outcome }) => outcome === 'moved').length;
    ctx.kept.facts.push({ name: 'given-back', value: moved }, { name: 'copy', value: given.value.copy });
    return moved === given.value.messages.length ? done(`${moved}`) : { state: moved > 0 ? 'unverified' : 'failed', detail: `${moved}/${given.value.messages.length}`, missing: ['queue-moving'] };
  },
  'verify-task-gone': async (ctx) => {
    const end = ctx.needs.clock.monotonic() + ctx.maxMs;
    const name = ctx.facts.worker?.name ?? null;
    const watch = ctx.broker === null ? null : ctx.needs.brokers.watch(ctx.broker);
    while (name !== null && watch !== null && ctx.needs.clock.monotonic() < end && !ctx.operation.signal.aborted) {
      const now = await watch.tasks(name, ctx.operation.signal);
      if (now.ok && ![...now.value.active.tasks, ...now.value.reserved.tasks].some(({ id }) => id === task(ctx))) return done();
      await pause(ctx, 700);
    }
    return { state: 'unverified', missing: ['empty-hands'] };
  },
};

/** Where the task came from, or all that the worker consumes. */
function queuesOf(ctx: StepContext): readonly string[] {
  const held = ctx.facts.unacked?.find(({ message }) => message.id === task(ctx))?.queue ?? null;
  return held !== null ? [held] : (ctx.facts.worker?.queues ?? []);
}

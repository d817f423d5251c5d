/** Steps that only look: what was before, and whether it is well after. */
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { StepContext, StepTable } from './step-context.ts';
import { done, failed, look, pause, skipped, until } from './step-context.ts';

/** Longer than it takes to be judged deaf. */
const steadyMs = 15_000;

const record = (ctx: StepContext) => (ctx.worker === null ? null : ctx.needs.keeper.worker(ctx.worker));
const view = (ctx: StepContext) => ctx.needs.keeper.snapshot().workers.find(({ key }) => key === ctx.worker) ?? null;
const broker = (ctx: StepContext) => ctx.needs.keeper.snapshot().brokers.find(({ id }) => id === ctx.broker) ?? null;

/** Nothing left to take: then a waiting connection is all the proof there can be. */
function hasNothingToTake(ctx: StepContext): boolean {
  const queues = new Set(view(ctx)?.queues ?? []);
  const depths = (broker(ctx)?.queues ?? []).filter(({ name }) => queues.size === 0 || queues.has(name));
  return depths.every(({ depth, at }) => depth === 0 && at >= ctx.since);
}

function hasConsumed(ctx: StepContext): boolean {
  const one = record(ctx);
  if (one === null || one.process === null || one.processed === null || one.processed.at < ctx.since) return false;
  return (one.processed.movedAt ?? 0) >= ctx.since || (one.process.firstSeenAt >= ctx.since && one.processed.count > 0);
}

export const proofSteps: StepTable = {
  snapshot: async (ctx) => {
    const { worker, active, broker: seen } = ctx.facts;
    ctx.kept.facts.push(
      { name: 'pid', value: worker?.process?.pid ?? null }, { name: 'verdict', value: worker?.verdict.kind ?? null }, { name: 'active-tasks', value: active?.length ?? null },
      { name: 'argv', value: worker?.process?.argv.join(' ').slice(0, 500) ?? null }, { name: 'unacked', value: seen?.unacked?.count ?? null },
    );
    return done();
  },
  'verify-heartbeat': async (ctx) => {
    const isHeard = await until(ctx, () => { const one = record(ctx); return one !== null && one.process !== null && Math.max(one.heartbeat.lastAt ?? 0, one.reply.lastAt ?? 0) >= ctx.since; }, ctx.maxMs, () => look(ctx));
    return isHeard ? done() : { state: 'unverified', missing: ['heartbeat-or-reply'] };
  },
  'verify-consumed': async (ctx) => {
    let isIdle = false;
    const isWell = await until(ctx, () => {
      if (hasConsumed(ctx)) return true;
      isIdle = record(ctx)?.connection?.isWaiting === true && (record(ctx)?.connection?.at ?? 0) >= ctx.since && hasNothingToTake(ctx);
      return isIdle;
    }, ctx.maxMs, () => look(ctx));
    return isWell ? done(isIdle ? 'waiting; no message to take' : 'a message was consumed') : { state: 'unverified', missing: ['message-consumed'] };
  },
  watch: async (ctx) => {
    // A child that leaves because the pool shrank is not replaced; one that was killed is.
    const isLost = ({ at, replacedBy }: { readonly at: number; readonly replacedBy: number | null }): boolean => at >= before.at && replacedBy !== null;
    const before = { at: ctx.needs.clock.now(), ends: view(ctx)?.ends.length ?? 0, pid: view(ctx)?.process?.pid ?? null };
    const end = ctx.needs.clock.monotonic() + Math.min(ctx.maxMs, 30_000);
    while (ctx.needs.clock.monotonic() < end && !ctx.operation.signal.aborted) {
      await pause(ctx, 500);
      const now = view(ctx);
      if ((now?.ends.length ?? 0) > before.ends || (before.pid !== null && now?.process?.pid !== before.pid)) return failed(null, 'it ended again');
      if (now?.childDeaths.some(isLost) === true) return failed(null, 'a child was lost again');
    }
    return done();
  },
  'verify-queues': async (ctx) => {
    const isUp = await until(ctx, () => broker(ctx)?.phase === 'ready', ctx.maxMs, () => ctx.broker === null ? undefined : ctx.needs.brokers.watch(ctx.broker)?.retryNow());
    if (!isUp) return { state: 'unverified', missing: ['queue-moving'] };
    const depth = (broker(ctx)?.queues ?? []).reduce((sum, one) => sum + one.depth, 0);
    ctx.kept.facts.push({ name: 'queue-depth', value: depth });
    return done(`${depth}`);
  },
  'wait-workers': async (ctx) => {
    const mine = (): readonly { key: WorkerKey; isWell: boolean }[] => ctx.kept.crew.map((key) => {
      const one = ctx.needs.keeper.worker(key);
      return { key, isWell: one?.process !== null && one?.connection?.isWaiting === true && one.connection.at >= ctx.since };
    });
    if (mine().length === 0) return skipped('no worker runs');
    await until(ctx, () => mine().every(({ isWell }) => isWell), Math.min(ctx.maxMs, 45_000), () => look(ctx));
    // Celery 5.2.6 may wait for work once after a reconnect and be deaf from then on: well is what stays well
    await until(ctx, () => false, steadyMs, () => look(ctx));
    ctx.kept.deaf = mine().filter(({ isWell }) => !isWell).map(({ key }) => key);
    return done(`${mine().length - ctx.kept.deaf.length}/${mine().length}`);
  },
};

/** Steps on the host itself, by the mender. */
import type { WorkerView } from '#shared/domain/worker.ts';
import type { ProcessToMend } from '#electron/recovery/mender.ts';
import { lastTraceback, readMendLook } from '#electron/recovery/core/read-mend.ts';
import { freeBytes, stuckTask } from '#electron/recovery/core/recovery-facts.ts';
import { act, done, failed, mend, pause, sayLines, skipped, told, until, type StepContext, type StepTable } from './step-context.ts';

const drainS = 300;
const importableModule = /^[\w.]{1,200}$/;

function mainOf(ctx: StepContext): ProcessToMend | null {
  const { worker, host } = ctx.facts;
  const boot = host?.identity?.bootId ?? null;
  return worker === null || worker.process === null || boot === null ? null : { pid: worker.process.pid, start: worker.process.startTicks, boot };
}

function childOfTask(ctx: StepContext, worker: WorkerView | null): ProcessToMend | null {
  const pid = stuckTask(ctx.facts)?.childPid ?? null;
  const child = worker?.children.find((one) => one.pid === pid) ?? null;
  const boot = ctx.facts.host?.identity?.bootId ?? null;
  return child === null || boot === null ? null : { pid: child.pid, start: child.startTicks, boot };
}

const unitOf = (ctx: StepContext): { unit: string; user: boolean } | null => {
  const backend = ctx.facts.supervision?.backend;
  return backend?.kind === 'systemd-system' || backend?.kind === 'systemd-user' ? { unit: backend.name, user: backend.kind === 'systemd-user' } : null;
};

export const hostSteps: StepTable = {
  /** Goes on in the background until the process has ended: the worker writes on while it stops. */
  'drain-pipe': async (ctx) => {
    const process = mainOf(ctx);
    if (process === null) return failed(null, 'no process');
    ctx.kept.drained = act(ctx, 'signal', 'drain-pipe', {}, () => mend(ctx, { do: 'drain', process, seconds: drainS }, (drainS + 30) * 1000), (answer) => [{ name: 'bytes', value: Number(answer['bytes'] ?? 0) }])
      .then((drained) => { if (drained.ok) { ctx.kept.facts.push({ name: 'drained-bytes', value: Number(drained.value['bytes'] ?? 0) }); sayLines(ctx, told(drained.value, 'tail'), 20); } });
    const isMoving = await until(ctx, () => { const one = ctx.worker === null ? null : ctx.needs.keeper.worker(ctx.worker); return one?.process === null || one?.process === undefined || one.process.sample?.wchan?.endsWith('pipe_write') !== true; });
    return isMoving ? done('it moves again') : failed(null, 'it is still blocked');
  },
  'dump-stack': async (ctx) => {
    const process = childOfTask(ctx, ctx.facts.worker) ?? mainOf(ctx);
    if (process === null) return skipped();
    const dumped = await mend(ctx, { do: 'dump', process });
    // a picture for the operator: without it the repair goes on
    if (!dumped.ok) return skipped('no stack could be read');
    sayLines(ctx, told(dumped.value, 'text'));
    return done(told(dumped.value, 'by'));
  },
  'kill-child': async (ctx) => {
    const broker = ctx.broker === null ? null : ctx.needs.brokers.watch(ctx.broker);
    const task = ctx.request.choices.task;
    const isGone = async (): Promise<boolean> => { const now = await broker?.tasks(ctx.facts.worker?.name ?? '', ctx.operation.signal); return now?.ok === true && !now.value.active.tasks.some(({ id }) => id === task); };
    // a task in Python ends at TERM; one in native code does not
    for (let look = 0; look < 6; look += 1) { if (await isGone()) return skipped('the revocation did it'); await pause(ctx, 1000); }
    const [main, child] = [mainOf(ctx), childOfTask(ctx, ctx.facts.worker)];
    if (main === null || child === null) return failed(null, 'its process is not among the worker’s children');
    const killed = await act(ctx, 'signal', 'SIGKILL', {}, () => mend(ctx, { do: 'kill-child', main, child, signal: 'SIGKILL' }), () => [{ name: 'child', value: child.pid }]);
    return killed.ok ? done(`pid ${child.pid}`) : failed(killed.error);
  },
  'read-crash': async (ctx) => {
    const lines = ctx.facts.look?.journal === null || ctx.facts.look?.journal === undefined ? null : lastTraceback(ctx.facts.look.journal);
    if (lines === null) return skipped('no traceback in the journal');
    for (const line of lines.slice(0, 15)) ctx.operation.say(line);
    ctx.kept.facts.push({ name: 'last-error', value: lines[0] ?? null });
    return done(lines[0]);
  },
  'try-import': async (ctx) => {
    const argv = ctx.facts.worker?.process?.argv ?? (ctx.worker === null ? [] : (ctx.needs.keeper.worker(ctx.worker)?.lastMain?.argv ?? []));
    const main = ctx.worker === null ? null : ctx.needs.keeper.worker(ctx.worker)?.lastMain ?? null;
    const app = main?.app?.split(':')[0] ?? null;
    const python = argv[0]?.startsWith('/') === true && argv[0].includes('python') ? argv[0] : '/usr/bin/python3';
    if (app === null || !importableModule.test(app)) return skipped('the application is not known by name');
    const tried = await mend(ctx, { do: 'try-import', python, app, folder: main?.cwd ?? null }, 80_000);
    if (!tried.ok) return skipped('it could not be tried here');
    const text = told(tried.value, 'text');
    sayLines(ctx, text, 10);
    return tried.value['code'] === 0 ? done(app) : failed(null, text.trim().split('\n').at(-1) ?? '');
  },
  'reset-failed': async (ctx) => {
    const unit = unitOf(ctx);
    if (unit === null) return skipped('its backend keeps no start limit');
    const reset = await act(ctx, 'backend', 'reset-failed', {}, () => mend(ctx, { do: 'unit', verb: 'reset-failed', ...unit }));
    if (!reset.ok) return failed(reset.error);
    return reset.value['code'] === 0 ? done(unit.unit) : failed(null, told(reset.value, 'text'));
  },
  'test-redis': async (ctx) => {
    const looked = await mend(ctx, { do: 'look', processes: [], redis: true });
    const redis = looked.ok ? readMendLook(looked.value)?.redis : null;
    if (redis === null || redis === undefined) return failed(looked.ok ? null : looked.error, 'nothing could be seen');
    return redis.running.length > 0 ? failed(null, `a redis-server runs: pid ${redis.running.map(({ pid }) => pid).join(', ')}`) : done(redis.unit ?? '');
  },
  'start-redis': async (ctx) => {
    const unit = ctx.facts.look?.redis?.unit ?? null;
    if (unit === null) return failed(null, 'no unit');
    const started = await act(ctx, 'backend', 'start-redis', {}, () => mend(ctx, { do: 'unit', verb: 'start', unit }), (answer) => [{ name: 'code', value: Number(answer['code'] ?? -1) }]);
    if (!started.ok) return failed(started.error);
    sayLines(ctx, told(started.value, 'text'), 10);
    return started.value['code'] === 0 ? done(unit) : failed(null, told(started.value, 'text').slice(0, 300));
  },
  'vacuum-journal': async (ctx) => {
    if (ctx.facts.look?.mayVacuum !== true) return skipped('this account may not shorten the journal');
    const emptied = await act(ctx, 'file', 'vacuum-journal', {}, () => mend(ctx, { do: 'vacuum', mebibytes: 50 }));
    return emptied.ok ? done(told(emptied.value, 'text').trim().split('\n').at(-1)) : failed(emptied.error);
  },
  'truncate-logs': async (ctx) => {
    const offered = new Set((ctx.facts.look?.logs ?? []).map(({ path }) => path));
    const paths = ctx.request.choices.files.filter((path) => offered.has(path));
    if (paths.length === 0) return failed(null, 'none of these files was offered');
    const emptied = await act(ctx, 'file', 'truncate-logs', {}, () => mend(ctx, { do: 'empty', paths }), () => paths.slice(0, 40).map((path) => ({ name: 'file', value: path.slice(0, 500) })));
    if (!emptied.ok) return failed(emptied.error);
    const files = Array.isArray(emptied.value['files']) ? (emptied.value['files'] as readonly Readonly<Record<string, unknown>>[]) : [];
    for (const one of files) ctx.operation.say(`${told(one, 'path')}: ${one['failed'] === undefined ? `${told(one, 'freed')} bytes` : told(one, 'failed')}`);
    return files.some((one) => one['failed'] === undefined) ? done() : failed(null, told(files[0] ?? {}, 'failed'));
  },
  'verify-space': async (ctx) => {
    const looked = await mend(ctx, { do: 'look', processes: [] });
    const free = looked.ok ? readMendLook(looked.value)?.space ?? [] : [];
    const least = free.length === 0 ? null : Math.min(...free.map((one) => one.free));
    const before = freeBytes(ctx.facts);
    ctx.kept.facts.push({ name: 'free-before', value: before }, { name: 'free-after', value: least });
    if (least === null) return { state: 'unverified', missing: ['host-answer'] };
    return before !== null && least > before ? done(`${least - before}`) : failed(null, 'no space was won');
  },
};

/**
 * How a simulated worker takes messages and runs them: kombu's order of keys, prefetch, early or late
 * acknowledgement, rate and time limits, results, memory that a task leaves behind, silent recycling of children.
 */
import type { SimProcess } from '#electron/demo/linux/sim-process.ts';
import { fromBytes, toBytes } from '#electron/demo/redis/resp.ts';
import { addChild, idleProcesses, isWornOut, removeChild } from './pool-children.ts';
import { float, type PyValue, pythonJson, pythonRepr } from './python-text.ts';
import { queueKey } from './envelope.ts';
import { readTask } from './read-task.ts';
import { type EventSender, receivedFields } from './send-events.ts';
import type { UnackedBook } from './unacked.ts';
import type { LiveWorker, Running, TaskKind, TaskRequest, WorkerNeeds, WorkerPlan } from './worker-plan.ts';

export type TaskDoer = {
  /** Takes what it may take and starts what it can. Called when a list grew and when something ended. */
  goOn(): void;
  /** Kills the child that runs this task; false when it does not run. */
  terminate(id: string, signal: number): boolean;
  /** The process died with whatever it ran. */
  lose(child: SimProcess, signal: number): void;
  giveBackReserved(): void;
  /** Cold stop: what runs ends here; what was not acknowledged goes back. */
  dropActive(): void;
};

type Outcome = { readonly kind: 'success'; readonly result: PyValue } | { readonly kind: 'failure'; readonly type: string; readonly text: string } | { readonly kind: 'revoked' };
type Doing = { readonly needs: WorkerNeeds; readonly plan: WorkerPlan; readonly live: LiveWorker; readonly events: EventSender; readonly book: UnackedBook; readonly onFree: () => void; readonly goOn: () => void };

export function createTaskDoer(base: Omit<Doing, 'goOn'>): TaskDoer {
  let isBusy = false;
  const goOn = () => {
    if (isBusy) return;
    isBusy = true;
    try { launchReserved(doing); takeMessages(doing); } finally { isBusy = false; }
  };
  const doing: Doing = { ...base, goOn };
  const { live, needs, plan } = base;
  return {
    goOn,
    terminate(id, signal) {
      const running = live.active.get(id);
      if (running === undefined) return false;
      const child = live.children.find((process) => process.pid === running.pid);
      end(doing, running, { kind: 'revoked' }, signal);
      if (child !== undefined) { removeChild(needs, live, child); addChild(needs, plan, live); }
      goOn();
      return true;
    },
    lose(child, signal) {
      removeChild(needs, live, child);
      for (const running of [...live.active.values()]) {
        if (running.pid !== child.pid) continue;
        end(doing, running, { kind: 'failure', type: 'WorkerLostError', text: `Worker exited prematurely: signal ${signal} (${signal === 11 ? 'SIGSEGV' : 'SIGKILL'}) Job: ${[...live.totals.values()].reduce((sum, runs) => sum + runs, 0)}.` }, signal);
      }
      addChild(needs, plan, live);
      goOn();
    },
    giveBackReserved() {
      for (const request of live.reserved.splice(0)) base.book.giveBack(request);
      for (const { request, timer } of live.scheduled.values()) { timer[Symbol.dispose](); base.book.giveBack(request); }
      live.scheduled.clear();
    },
    dropActive() {
      for (const { request, timer } of live.active.values()) {
        timer[Symbol.dispose]();
        if (!request.isAcknowledged) base.book.giveBack(request);
      }
      live.active.clear();
    },
  };
}

function mayTake({ plan, live }: Doing): boolean {
  if (!live.isReady || live.condition !== 'normal' || live.queues.length === 0) return false;
  if (plan.pool === 'solo') return live.active.size === 0 && live.reserved.length === 0;
  const held = live.reserved.length + (plan.isAckLate ? live.active.size : 0);
  return plan.prefetchMultiplier === 0 || held < live.concurrency * plan.prefetchMultiplier;
}

function takeMessages(doing: Doing): void {
  while (mayTake(doing)) {
    const next = popNext(doing);
    if (next === null) { doing.live.links?.consumer.note('brpop', true); return; }
    accept(doing, next.text, next.queue);
    launchReserved(doing);
  }
  if (doing.live.condition === 'normal') doing.live.links?.consumer.note('brpop', false);
}

/** BRPOP's order: every queue at step 0, then 3, 6, 9. */
function popNext({ needs, plan, live }: Doing): { readonly text: string; readonly queue: string } | null {
  const space = needs.redis.space(plan.db);
  for (const step of [0, 3, 6, 9]) {
    for (const queue of live.queues) {
      const key = toBytes(queueKey(queue, step));
      const list = space.read(key, 'list');
      if (list === null || list === 'wrong') continue;
      const text = list.items.pop();
      space.tidy(key);
      if (text !== undefined) return { text, queue };
    }
  }
  return null;
}

function accept(doing: Doing, bytes: string, queue: string): void {
  const { plan, live, events, book, needs } = doing;
  const request = readTask(fromBytes(bytes), queue);
  if (request === null) return;
  book.delivered(request, bytes);
  events.task('task-received', request, receivedFields(request));
  if (live.revoked.has(request.id)) { settle(doing, request, { kind: 'revoked' }, null, 0); return; }
  if (!plan.tasks.some((kind) => kind.name === request.name)) {
    settle(doing, request, { kind: 'failure', type: 'NotRegistered', text: request.name }, null, 0);
    return;
  }
  const dueIn = request.eta === null ? 0 : Date.parse(request.eta) - needs.clock.now();
  if (dueIn > 0) {
    const timer = needs.timers.after(Math.min(dueIn, 2 ** 31 - 1), () => { live.scheduled.delete(request.id); live.owned.delete(timer); live.reserved.push(request); doing.goOn(); });
    live.owned.add(timer);
    live.scheduled.set(request.id, { request, timer });
  } else live.reserved.push(request);
}

function launchReserved(doing: Doing): void {
  const { live, plan, needs } = doing;
  if (!live.isReady || (live.condition !== 'normal' && live.condition !== 'deaf')) return;
  for (let i = 0; i < live.reserved.length;) {
    const [process] = idleProcesses(plan, live);
    const request = live.reserved[i];
    if (process === undefined || request === undefined) return;
    if (live.revoked.has(request.id)) { live.reserved.splice(i, 1); settle(doing, request, { kind: 'revoked' }, null, 0); continue; }
    if (mustWait(doing, request)) { i += 1; continue; }
    const kind = plan.tasks.find((known) => known.name === request.name);
    live.reserved.splice(i, 1);
    if (kind !== undefined) begin(doing, request, kind, process, needs);
  }
}

function mustWait({ live, needs, goOn }: Doing, request: TaskRequest): boolean {
  const rate = live.rates.get(request.name);
  if (rate === undefined) return false;
  const now = needs.clock.monotonic();
  if (now >= rate.nextAt) { rate.nextAt = now + rate.gapMs; return false; }
  const timer = needs.timers.after(rate.nextAt - now, () => { live.owned.delete(timer); goOn(); });
  live.owned.add(timer);
  return true;
}

function begin(doing: Doing, request: TaskRequest, kind: TaskKind, process: SimProcess, needs: WorkerNeeds): void {
  const { live, plan, events, book } = doing;
  const [low, high] = kind.runMs;
  const wantedMs = low + (high - low) * needs.random.next();
  const limits = live.limits.get(kind.name) ?? { softS: plan.softLimitS, hardS: plan.hardLimitS };
  const softMs = plan.pool === 'prefork' && limits.softS !== null ? limits.softS * 1000 : Infinity;
  const hardMs = plan.pool === 'prefork' && limits.hardS !== null ? limits.hardS * 1000 : Infinity;
  const runMs = Math.min(wantedMs, softMs, hardMs);
  const outcome: Outcome = runMs === wantedMs ? chance(kind, request, needs)
    : runMs === softMs ? { kind: 'failure', type: 'SoftTimeLimitExceeded', text: '' } : { kind: 'failure', type: 'TimeLimitExceeded', text: String(limits.hardS) };
  if (!plan.isAckLate) book.acknowledge(request);
  const before = process.rssKiB();
  process.setLoad(plan.pool === 'threads' ? Math.min(1, process.load() + kind.cores) : kind.cores);
  if (kind.peakKiB !== undefined || kind.leakKiB !== undefined) process.moveRss(before + (kind.peakKiB ?? 0) + (kind.leakKiB ?? 0), runMs * 0.7);
  events.task('task-started', request, {});
  const timer = needs.timers.after(runMs, () => {
    if (kind.peakKiB !== undefined) process.moveRss(before + (kind.leakKiB ?? 0), 400);
    process.setLoad(plan.pool === 'threads' ? Math.max(0, process.load() - kind.cores) : 0);
    live.runsOf.set(process.pid, (live.runsOf.get(process.pid) ?? 0) + 1);
    end(doing, running, outcome, 0);
    const isKilled = outcome.kind === 'failure' && outcome.type === 'TimeLimitExceeded';
    if (plan.pool === 'prefork' && (isKilled || isWornOut(plan, live, process))) { removeChild(needs, live, process); addChild(needs, plan, live); }
    doing.onFree();
    doing.goOn();
  });
  const running: Running = { request, pid: process.pid, startedAt: needs.clock.now(), timer };
  live.owned.add(timer);
  live.active.set(request.id, running);
}

function chance(kind: TaskKind, request: TaskRequest, needs: WorkerNeeds): Outcome {
  if (needs.random.next() < (kind.failRate ?? 0)) return { kind: 'failure', type: 'ValueError', text: `cannot read ${request.argsRepr.slice(0, 60)}` };
  return { kind: 'success', result: kind.result ?? null };
}

function end(doing: Doing, running: Running, outcome: Outcome, signal: number): void {
  const { live, needs } = doing;
  running.timer[Symbol.dispose]();
  live.owned.delete(running.timer);
  live.active.delete(running.request.id);
  live.totals.set(running.request.name, (live.totals.get(running.request.name) ?? 0) + 1);
  settle(doing, running.request, outcome, (needs.clock.now() - running.startedAt) / 1000, signal);
}

function settle({ plan, events, book, needs }: Doing, request: TaskRequest, outcome: Outcome, runtimeS: number | null, signal: number): void {
  book.acknowledge(request);
  const at = new Date(needs.clock.now()).toISOString().replace('Z', '+00:00');
  const status = outcome.kind === 'success' ? 'SUCCESS' : outcome.kind === 'failure' ? 'FAILURE' : 'REVOKED';
  const result: PyValue = outcome.kind === 'success' ? outcome.result
    : outcome.kind === 'failure' ? { exc_type: outcome.type, exc_message: [outcome.text], exc_module: 'builtins' }
      : { exc_type: 'TaskRevokedError', exc_message: [signal === 0 ? 'revoked' : 'terminated'], exc_module: 'celery.exceptions' };
  const text = pythonJson({ status, result, traceback: null, children: [], date_done: at, task_id: request.id });
  needs.redis.call(plan.db, 'SETEX', `celery-task-meta-${request.id}`, '3600', text);
  needs.redis.channels.publish(`celery-task-meta-${request.id}`, text);
  if (outcome.kind === 'success') events.task('task-succeeded', request, { result: pythonRepr(outcome.result), runtime: float(runtimeS ?? 0) });
  else if (outcome.kind === 'failure') events.task('task-failed', request, { exception: `${outcome.type}(${pythonRepr(outcome.text)})`, traceback: 'Traceback (most recent call last):\n' });
  else events.task('task-revoked', request, { terminated: signal !== 0, signum: signal === 0 ? null : signal, expired: false });
}

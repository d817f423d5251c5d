/**
 * One simulated Celery worker: processes on the machine, connections to Redis, heartbeats, remote control, tasks.
 * What it does when it dies is what a real one does: killed, it says nothing and its bindings stay; stopped, it says
 * goodbye and gives its messages back. A solo worker in a task answers nothing and sends nothing until it ends.
 */
import { toBytes } from '#electron/demo/redis/resp.ts';
import type { SimProcess } from '#electron/demo/linux/sim-process.ts';
import { answerControl } from './answer-control.ts';
import type { ControlDesk } from './control-commands.ts';
import { createTaskDoer, type TaskDoer } from './do-tasks.ts';
import { addChild } from './pool-children.ts';
import { createEventSender, type EventSender } from './send-events.ts';
import { createUnackedBook } from './unacked.ts';
import type { Condition, Links, LiveWorker, WorkerNeeds, WorkerPlan } from './worker-plan.ts';

export type SimWorker = {
  readonly plan: WorkerPlan;
  main(): SimProcess | null;
  children(): readonly SimProcess[];
  isReady(): boolean;
  start(): void;
  /** Warm shutdown: running tasks are finished first. */
  stop(): void;
  /** Cold shutdown: what it runs and has not acknowledged goes back to its queue, and it ends at once. */
  quit(): void;
  /** A signal that leaves no time for words: SIGKILL, SIGSEGV. */
  kill(): void;
  /** One child dies of a signal with its task. */
  killChild(pid: number, signal: number): void;
  setCondition(condition: Condition): void;
  onEnd(listen: (isClean: boolean) => void): () => void;
  dispose(): void;
};

export const heartbeatMs = 2000;
/** A worker that has been running for hours when the simulation begins is there at once. */
const agedBootMs = 20;
const inboxLimit = 1000;

type Alive = { readonly live: LiveWorker; readonly events: EventSender; readonly doer: TaskDoer; isStopping: boolean };

export function createSimWorker(needs: WorkerNeeds, plan: WorkerPlan): SimWorker {
  const { redis } = needs;
  const ends = new Set<(isClean: boolean) => void>();
  let alive: Alive | null = null;
  let starts = 0;
  const finish = (isClean: boolean) => {
    const ended = alive;
    if (ended === null) return;
    alive = null;
    bury(needs, plan, ended, isClean);
    for (const listen of ends) listen(isClean);
  };
  const stopWhenIdle = () => { if (alive?.isStopping === true && alive.live.active.size === 0) finish(true); };
  const unsubscribe = redis.onPush((db) => { if (db === plan.db && alive !== null && alive.live.isReady && !alive.isStopping) alive.doer.goOn(); });
  const worker: SimWorker = {
    plan,
    main: () => alive?.live.main ?? null,
    children: () => alive?.live.children ?? [],
    isReady: () => alive?.live.isReady === true,
    start() {
      if (alive !== null) return;
      const live = createLive(needs, plan, starts === 0 ? plan.firstAgeS : 0);
      starts += 1;
      const events = createEventSender(needs, plan, live);
      const started: Alive = { live, events, isStopping: false, doer: createTaskDoer({ needs, plan, live, events, book: createUnackedBook(needs, plan.db), onFree: () => { wake(desk); stopWhenIdle(); } }) };
      const desk: Desk = { needs, plan, live, doer: started.doer, beat: () => events.worker('worker-heartbeat', 5), shutDown: () => worker.stop() };
      alive = started;
      const bootMs = live.ageS > 0 ? agedBootMs : plan.bootMs;
      later(desk, bootMs * 0.6, () => { if (plan.pool === 'prefork') for (let i = 0; i < live.concurrency; i += 1) addChild(needs, plan, live); });
      later(desk, bootMs, () => becomeReady(desk, events));
    },
    stop() {
      if (alive === null || alive.isStopping) return;
      alive.isStopping = true;
      alive.live.links?.consumer.note('brpop', false);
      alive.live.isReady = false;
      alive.doer.giveBackReserved();
      stopWhenIdle();
    },
    quit() {
      if (alive === null) return;
      alive.isStopping = true;
      alive.live.isReady = false;
      alive.doer.giveBackReserved();
      alive.doer.dropActive();
      finish(true);
    },
    kill: () => finish(false),
    killChild(pid, signal) {
      const child = alive?.live.children.find((process) => process.pid === pid);
      if (child !== undefined) alive?.doer.lose(child, signal);
    },
    setCondition(condition) { if (alive !== null) turn(alive, condition); },
    onEnd(listen) { ends.add(listen); return () => ends.delete(listen); },
    dispose() { unsubscribe(); ends.clear(); if (alive !== null) { bury(needs, plan, alive, false); alive = null; } },
  };
  return worker;
}

type Desk = ControlDesk;

function createLive({ machine, random }: WorkerNeeds, plan: WorkerPlan, ageS: number): LiveWorker {
  const main = machine.spawn({
    ppid: 1, comm: 'celery', argv: plan.process.argv, user: plan.process.user, uid: plan.process.uid, cwd: plan.process.cwd, cgroup: plan.process.cgroup,
    env: plan.process.env, rssKiB: 14_000, threads: plan.pool === 'threads' ? 1 + plan.concurrency : 1, output: plan.process.output, ageS,
  });
  main.moveRss(plan.rssKiB.main, ageS > 0 ? 0 : plan.bootMs);
  main.addCpuMs(600 + ageS * 4);
  return {
    main, children: [], links: null, isReady: false, condition: 'normal', concurrency: plan.pool === 'solo' ? 1 : plan.concurrency, prefetchExtra: 0,
    readyAt: 0, queues: [...plan.queues], reserved: [], active: new Map(), scheduled: new Map(), revoked: new Set(), rates: new Map(), limits: new Map(),
    totals: new Map(), runsOf: new Map(), inbox: [], sendsTaskEvents: plan.hasTaskEvents, autoscale: plan.autoscale === null ? null : { ...plan.autoscale },
    lamport: 1, gossipId: random.uuid(), owned: new Set(), ageS,
  };
}

/** A timer that dies with the process. */
function later({ live, needs }: Desk, ms: number, run: () => void): void {
  const timer = needs.timers.after(ms, () => { live.owned.delete(timer); run(); });
  live.owned.add(timer);
}

function becomeReady(desk: Desk, events: EventSender): void {
  const { needs, plan, live } = desk;
  const connect = (command: string) => {
    const port = needs.machine.takePort();
    live.main.sockets.push({ localPort: port, remotePort: 6379 });
    return needs.redis.join(port, plan.db, command);
  };
  const links: Links = { consumer: connect('brpop'), control: connect('psubscribe'), events: connect('publish') };
  live.links = links;
  links.control.subscribe(`/${plan.db}.celery.pidbox`, plan.hasHeartbeat ? [`/${plan.db}.celeryev/worker.*`] : [], (payload) => {
    if (!isListening(desk)) { if (live.condition !== 'deaf' && live.inbox.length < inboxLimit) live.inbox.push(payload); return; }
    later(desk, 2 + needs.random.next() * 6, () => receive(desk, payload));
  });
  bind(desk, 'SADD');
  live.isReady = true;
  if (plan.hasHeartbeat) {
    const beat = () => { if (isLooping(desk)) events.worker('worker-heartbeat', heartbeatMs / 1000); };
    const keepBeating = () => { live.owned.add(needs.timers.every(heartbeatMs, beat)); };
    if (live.ageS > 0) later(desk, needs.random.next() * heartbeatMs, () => { beat(); keepBeating(); });
    else { events.worker('worker-online', heartbeatMs / 1000); keepBeating(); }
  }
  desk.doer.goOn();
}

/** The event loop turns: not held, and no task in a solo worker. */
function isLooping({ plan, live }: Desk): boolean {
  return (live.condition === 'normal' || live.condition === 'deaf') && !(plan.pool === 'solo' && live.active.size > 0);
}

function isListening(desk: Desk): boolean {
  return desk.live.condition === 'normal' && isLooping(desk);
}

function receive(desk: Desk, payload: string): void {
  if (desk.live.links === null) return;
  if (!isListening(desk)) { desk.live.inbox.push(payload); return; }
  answerControl(desk, payload);
  desk.live.main.addCpuMs(2);
}

/** The loop turns again: what waited in the socket is read now, late but done. */
function wake(desk: Desk): void {
  if (!isListening(desk)) return;
  for (const payload of desk.live.inbox.splice(0)) receive(desk, payload);
}

function bind({ needs, plan, live }: Pick<Desk, 'needs' | 'plan' | 'live'>, verb: 'SADD' | 'SREM'): void {
  const separator = '\x06\x16';
  const change = (key: string, member: string) => needs.redis.call(plan.db, verb, toBytes(key), toBytes(member));
  change('_kombu.binding.celery.pidbox', `${separator}${separator}${plan.node}.celery.pidbox`);
  if (plan.hasHeartbeat) change('_kombu.binding.celeryev', `worker.#${separator}${separator}celeryev.${live.gossipId}`);
  if (verb === 'SADD') for (const queue of plan.queues) change(`_kombu.binding.${queue}`, `${queue}${separator}${separator}${queue}`);
}

function turn(alive: Alive, condition: Condition): void {
  const { live, doer } = alive;
  live.condition = condition;
  live.main.hold = condition === 'blocked' ? { state: 'S', wchan: 'pipe_write' } : condition === 'frozen' ? { state: 'T', wchan: 'do_signal_stop' } : null;
  if (condition === 'normal') { doer.goOn(); return; }
  live.main.setLoad(0);
  if (condition === 'deaf') { live.links?.consumer.leave(); live.links?.control.leave(); live.main.sockets.splice(0, 2); }
  else live.links?.consumer.note('brpop', false);
}

function bury(needs: WorkerNeeds, plan: WorkerPlan, { live, events }: Alive, isClean: boolean): void {
  if (isClean && plan.hasHeartbeat && live.links !== null) events.worker('worker-offline', heartbeatMs / 1000);
  if (isClean && live.links !== null) bind({ needs, plan, live }, 'SREM');
  for (const timer of live.owned) timer[Symbol.dispose]();
  live.owned.clear();
  for (const running of live.active.values()) running.timer[Symbol.dispose]();
  for (const link of Object.values(live.links ?? {})) link.leave();
  live.links = null;
  live.isReady = false;
  needs.machine.exit(live.main.pid);
  for (const child of [...live.children]) needs.machine.exit(child.pid);
  live.children.length = 0;
}

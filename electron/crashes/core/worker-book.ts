/**
 * What is known of each source and each process from the lines before: node name, pool, tasks under way, starts, stops.
 * Plain data. Must stay true: bounded; a task counts as under way from "received" to its end, whichever worker says so.
 */
import type { EpochMs } from '#shared/domain/units.ts';
import type { CrashEvent, TaskRef } from './crash-event.ts';

export type SourceState = {
  node: string | null;
  /** Unit, program or container whose output this is. */
  owner: string | null;
  pool: string | null;
  concurrency: number | null;
  isRunning: boolean;
  stopAskedAt: EpochMs | null;
  isColdStop: boolean;
  lastAt: EpochMs;
  /** Oldest first. */
  inFlight: { readonly id: string; readonly name: string | null; readonly at: EpochMs }[];
  /** Tasks received since the worker was ready: the pool's job numbers count the same way. */
  received: number;
  hasSeenStart: boolean;
  /** Ids by job number, the last ones. */
  jobs: { readonly job: number; readonly id: string }[];
  lastEnd: { readonly at: EpochMs; readonly tookMs: number } | null;
  /** Tasks by the pid of the child that began them, as the broker tells. */
  byPid?: { [pid: string]: TaskRef };
  /** The last task line taken: a piece read again is known by it. */
  taskMark: { readonly offset: number; readonly at: EpochMs } | null;
};

/** A unit, program or container: when it started, as which process. */
export type OwnerState = { pid: number | null; startedAt: EpochMs | null; stopAskedAt: EpochMs | null; stoppedBy: string | null };
export type ProcessFacts = { readonly innerPid: number; readonly node: string | null; readonly owner: string | null };

const maxInFlight = 200;
const maxJobs = 400;

export function newSource(event: CrashEvent): SourceState {
  return { node: event.node, owner: event.owner, pool: null, concurrency: null, isRunning: false, stopAskedAt: null, isColdStop: false, lastAt: event.at, inFlight: [], received: 0, hasSeenStart: false, jobs: [], lastEnd: null, taskMark: null };
}

export function takeTask(state: SourceState, event: CrashEvent): void {
  const task = event.task;
  if (task === null) return;
  const { offset } = event.place;
  if (offset !== null) {
    if (state.taskMark !== null && offset <= state.taskMark.offset && event.at <= state.taskMark.at) return;
    state.taskMark = { offset, at: event.at };
  }
  // Only the broker's word names the child: a line of a log has no pid.
  if (event.pid !== null) noteChild(state, event.pid, event.kind === 'task-received' ? task : null);
  // Every line of a busy worker comes here: no allocation beyond what is kept.
  const { inFlight, jobs } = state;
  let index = inFlight.length - 1;
  while (index >= 0 && inFlight[index]?.id !== task.id) index -= 1;
  const begun = inFlight[index];
  if (index >= 0) inFlight.splice(index, 1);
  if (event.kind !== 'task-received') {
    if (begun !== undefined) state.lastEnd = { at: event.at, tookMs: event.at - begun.at };
    return;
  }
  inFlight.push({ id: task.id, name: task.name, at: event.at });
  jobs.push({ job: state.received, id: task.id });
  state.received += 1;
  if (inFlight.length > maxInFlight) inFlight.splice(0, maxInFlight / 4);
  if (jobs.length > maxJobs) jobs.splice(0, maxJobs / 2);
}

const maxChildren = 100;

function noteChild(state: SourceState, pid: number, task: TaskRef | null): void {
  const known = Object.entries(state.byPid ?? {}).filter(([key]) => key !== String(pid)).slice(-maxChildren);
  state.byPid = Object.fromEntries(task === null ? known : [...known, [String(pid), task] as const]);
}

/** Told by its own log, else by the broker about the node of that name. */
export function runningOf(sources: { readonly [id: string]: SourceState }, source: SourceState): TaskRef[] {
  const own = runningTasks(source);
  if (own.length > 0 || source.node === null) return own;
  const other = Object.values(sources).find((one) => one !== source && one.node === source.node && one.inFlight.length > 0);
  return other === undefined ? [] : runningTasks({ ...other, concurrency: source.concurrency ?? other.concurrency });
}

/** The task that the broker said is in the hands of one of these children. */
export function taskOfChild(sources: { readonly [id: string]: SourceState }, node: string | null, pids: readonly number[]): TaskRef | null {
  if (node === null) return null;
  for (const source of Object.values(sources)) {
    if (source.node !== node || source.byPid === undefined) continue;
    for (const pid of pids) {
      const key = String(pid);
      if (Object.hasOwn(source.byPid, key)) return source.byPid[key] ?? null;
    }
  }
  return null;
}

export function takeStart(state: SourceState, event: CrashEvent): void {
  const { concurrency, pool, banner } = event.detail;
  if (typeof concurrency === 'number') state.concurrency = concurrency;
  if (typeof pool === 'string') state.pool = pool;
  if (event.kind !== 'ready' && banner !== true) return;
  state.node = event.node ?? state.node;
  state.isRunning = event.kind === 'ready';
  state.stopAskedAt = null;
  state.isColdStop = false;
  if (banner === true) forgetTasks(state);
  if (event.kind === 'ready' && state.received === 0) state.hasSeenStart = true;
}

export function forgetTasks(state: SourceState): void {
  state.inFlight = [];
  state.jobs = [];
  state.received = 0;
  state.lastEnd = null;
}

/** Tasks that can have been in a child's hands: the pool begins them in order, as many as it has children. */
export function runningTasks(state: SourceState): TaskRef[] {
  const tasks = state.inFlight.map(({ id, name }) => ({ id, name }));
  return state.concurrency === null ? tasks.slice(0, 20) : tasks.slice(0, Math.min(20, state.concurrency));
}

/** Certain when only one is possible, or when the pool's job number, counted from the worker's start, points at a possible one. */
export function findVictim(state: SourceState, running: readonly TaskRef[], job: number | null): TaskRef | null {
  const counted = job === null || !state.hasSeenStart ? undefined : state.jobs.findLast((one) => one.job === job)?.id;
  return running.find(({ id }) => id === counted) ?? (running.length === 1 ? (running[0] ?? null) : null);
}

export function endTask(state: SourceState, id: string): void {
  state.inFlight = state.inFlight.filter((other) => other.id !== id);
}

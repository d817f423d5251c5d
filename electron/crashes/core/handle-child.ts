/** Deaths of pool children, lost tasks and time limits. */
import { ownerOf, sourceOf } from './assembly-state.ts';
import { add, open, unite, type Assembly } from './assembly-moves.ts';
import type { Cluster } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';
import { byLimit, byLoss, byNative, byPid, byTask, recent, windows } from './match-events.ts';
import { endTask, findVictim, runningOf, taskOfChild, type SourceState } from './worker-book.ts';

export function handleChildExit(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  const source = sourceOf(state, event);
  if (isPartOfStop(source, event)) return;
  const limited = byLimit(state, event);
  const known = limited ?? byPid(state, event) ?? byNative(state, event) ?? byContainer(assembly, event);
  if (known === null) {
    const opened = open(assembly, 'child-died', event);
    opened.inFlight = runningOf(state.sources, source);
    settleTask(assembly, opened, null);
    return;
  }
  add(assembly, known, event);
  if (known.kind === 'main-died') known.kind = 'child-died';
  if (known.task === null && known.kind === 'child-died') known.inFlight = runningOf(state.sources, source);
  settleTask(assembly, known, null);
}

/** A warm shutdown lets children finish: one that is killed meanwhile was killed by someone. A cold one kills them itself. */
function isPartOfStop(source: SourceState, event: CrashEvent): boolean {
  if (source.stopAskedAt === null || event.at - source.stopAskedAt > 120_000) return false;
  return event.signal === 'SIGKILL' ? source.isColdStop : event.signal !== null && ['SIGTERM', 'SIGINT', 'SIGQUIT'].includes(event.signal);
}

/** Memory kills told by the container or the control group, whose pids are numbered otherwise. */
function byContainer({ state }: Assembly, event: CrashEvent): Cluster | null {
  if (event.signal !== 'SIGKILL' || event.owner === null) return null;
  return recent(state, event).find((cluster) => cluster.events.some((other) => (other.kind === 'oom-kill' || other.kind === 'oom-flagged') && other.owner === event.owner && Math.abs(other.at - event.at) <= windows.limitMs)
    && !cluster.events.some(({ kind }) => kind === 'child-exited' || kind === 'main-exited')) ?? null;
}

/** With one child, its task is the running one at once; with more, the loss that follows tells which. */
function settleTask(assembly: Assembly, cluster: Cluster, job: number | null, event?: CrashEvent): void {
  const id = cluster.events.at(-1)?.source;
  const source = id === undefined ? undefined : assembly.state.sources[id];
  if (source === undefined || cluster.task !== null) return;
  cluster.task = taskOfChild(assembly.state.sources, source.node ?? cluster.node, cluster.pids);
  if (cluster.task !== null) return assembly.touch(cluster);
  if (event === undefined && source.concurrency !== 1) return assembly.touch(cluster);
  cluster.task = findVictim(source, cluster.inFlight, job);
  assembly.touch(cluster);
}

export function handleLoss(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  const source = sourceOf(state, event);
  if (isPartOfStop(source, event)) return;
  const { job } = event.detail;
  const known = byLoss(state, event);
  const cluster = known === null ? open(assembly, 'child-died', event) : add(assembly, known, event);
  if (known === null) cluster.inFlight = runningOf(state.sources, source);
  settleTask(assembly, cluster, typeof job === 'number' ? job : null, event);
  if (cluster.task === null) return;
  const lost = cluster.task;
  endTask(source, lost.id);
  const earlier = state.clusters.findLast((one) => one.cluster !== cluster && one.cluster.host === cluster.host && one.cluster.kind === 'child-died' && one.cluster.task?.id === lost.id && cluster.first - one.cluster.last <= windows.poisonMs)?.cluster;
  if (earlier === undefined) return;
  // The same task again: one story, told once.
  const times = earlier.times + 1;
  unite(assembly, earlier, cluster);
  earlier.times = times;
  assembly.touch(earlier);
}

export function handleLimit(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  if (event.kind === 'hard-time-limit' && event.task !== null) endTask(sourceOf(state, event), event.task.id);
  const soft = event.kind === 'hard-time-limit' ? byTask(state, event, 'soft-time-limit', 24 * 3_600_000) : null;
  if (soft !== null) return void add(assembly, soft, event);
  const again = byTask(state, event, event.kind, 1000);
  if (again !== null) return void add(assembly, again, event);
  open(assembly, 'task-killed', event);
}

/** Somebody revoked the task and asked for its child's end: what follows is wanted. */
export function handleTermination(assembly: Assembly, event: CrashEvent): void {
  if (event.signal === null) return;
  if (event.task !== null) endTask(sourceOf(assembly.state, event), event.task.id);
  assembly.state.loose.push(event);
}

export function handleRecycle({ state }: Assembly, event: CrashEvent): void {
  if (event.owner !== null) ownerOf(state, event.host, event.owner);
}

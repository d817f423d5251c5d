/**
 * The processes of a prefork pool: made, recycled in silence, killed with their task, grown and shrunk.
 * Solo and threads run their tasks in the main process and have none.
 */
import type { SimProcess } from '#electron/demo/linux/sim-process.ts';
import type { LiveWorker, WorkerNeeds, WorkerPlan } from './worker-plan.ts';

export function addChild(needs: WorkerNeeds, plan: WorkerPlan, live: LiveWorker): SimProcess {
  const child = needs.machine.spawn({
    ppid: live.main.pid, comm: 'celery', argv: plan.process.argv, user: plan.process.user, uid: plan.process.uid, cwd: plan.process.cwd,
    cgroup: plan.process.cgroup, env: plan.process.env, rssKiB: Math.round(plan.rssKiB.child * 0.8), threads: 1, output: plan.process.output, ageS: live.isReady ? 0 : live.ageS,
  });
  child.moveRss(plan.rssKiB.child, 1500);
  live.children.push(child);
  return child;
}

export function removeChild(needs: WorkerNeeds, live: LiveWorker, child: SimProcess): void {
  const at = live.children.indexOf(child);
  if (at >= 0) live.children.splice(at, 1);
  live.runsOf.delete(child.pid);
  needs.machine.exit(child.pid);
}

/** Processes without a task; the main itself for pools without children. */
export function idleProcesses(plan: WorkerPlan, live: LiveWorker): readonly SimProcess[] {
  if (plan.pool !== 'prefork') return live.active.size < live.concurrency ? [live.main] : [];
  const taken = new Set([...live.active.values()].map((running) => running.pid));
  return live.children.filter((child) => !taken.has(child.pid));
}

/** Celery's own rule: counted tasks, or the highest memory ever used, looked at after each task. */
export function isWornOut(plan: WorkerPlan, live: LiveWorker, child: SimProcess): boolean {
  const runs = live.runsOf.get(child.pid) ?? 0;
  return (plan.maxTasksPerChild !== null && runs >= plan.maxTasksPerChild)
    || (plan.maxMemoryPerChildKiB !== null && child.peakRssKiB() > plan.maxMemoryPerChildKiB);
}

export function growPool(needs: WorkerNeeds, plan: WorkerPlan, live: LiveWorker, by: number): void {
  for (let i = 0; i < by; i += 1) addChild(needs, plan, live);
  live.concurrency += by;
  live.prefetchExtra += by * (plan.prefetchMultiplier - 1);
}

/** False when there are not so many idle processes; those that are idle are gone all the same, as in billiard. */
export function shrinkPool(needs: WorkerNeeds, plan: WorkerPlan, live: LiveWorker, by: number): boolean {
  const idle = idleProcesses(plan, live).slice(0, by);
  for (const child of idle) removeChild(needs, live, child);
  live.concurrency -= idle.length;
  return idle.length >= by;
}

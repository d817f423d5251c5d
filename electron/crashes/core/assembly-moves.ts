/**
 * What a rule may do with clusters: open one with the evidence that waited for it, add to one, unite two.
 */
import type { IncidentKind } from '#shared/domain/crash.ts';
import { ambientOf, ownerOf, type AssemblyState } from './assembly-state.ts';
import { join, merge, openCluster, type Cluster } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';
import { distance, dumpWindow, isRelated, windows } from './match-events.ts';

export type Assembly = {
  readonly state: AssemblyState;
  /** The cluster has changed: describe it anew. */
  touch(cluster: Cluster): void;
  add(cluster: Cluster): void;
  remove(cluster: Cluster): void;
};

const countSlackMs = 1500;

/** Opens a cluster with what waited for it. */
export function open(assembly: Assembly, kind: IncidentKind, event: CrashEvent): Cluster {
  const { state } = assembly;
  const cluster = openCluster(kind, event);
  cluster.node ??= state.sources[event.source]?.node ?? null;
  cluster.around = ambientOf(state, cluster).filter((other) => other !== event).slice(-60);
  assembly.add(cluster);
  claim(assembly, cluster);
  assembly.touch(cluster);
  return cluster;
}

export function add(assembly: Assembly, cluster: Cluster, event: CrashEvent): Cluster {
  join(cluster, event);
  cluster.node ??= assembly.state.sources[event.source]?.node ?? null;
  claim(assembly, cluster);
  assembly.touch(cluster);
  return cluster;
}

/** Takes loose evidence that is about the same process, or was printed by it just before. */
function claim({ state }: Assembly, cluster: Cluster): void {
  const claimed = state.loose.filter((event) => event.host === cluster.host && cluster.events.some((other) => isEvidenceFor(event, other, cluster)));
  if (claimed.length === 0) return;
  state.loose = state.loose.filter((event) => !claimed.includes(event));
  for (const event of claimed) join(cluster, event);
  if (claimed.some(({ kind }) => kind === 'task-terminated')) cluster.kind = 'task-killed';
}

function isEvidenceFor(loose: CrashEvent, event: CrashEvent, cluster: Cluster): boolean {
  if (cluster.kind === 'stall' || cluster.kind === 'outage' || cluster.kind === 'host-restarted') return false;
  const gap = distance(loose, event);
  if (loose.pid !== null && event.pid === loose.pid) return gap <= windows.pidMs;
  if (loose.kind === 'task-terminated') return event.kind === 'child-exited' && loose.source === event.source && loose.signal === event.signal && event.at >= loose.at && gap <= windows.limitMs;
  if (loose.kind === 'stop-timeout') return event.kind === 'main-exited' && event.signal === 'SIGKILL' && isRelated(loose, event) && event.at >= loose.at && gap <= windows.pidMs;
  if (loose.kind === 'oom-asked') return event.kind === 'oom-kill' && gap <= windows.nativeMs;
  if (loose.kind === 'oom-kill' && loose.detail['counter'] === true) return isCounted(loose, event);
  if (loose.kind === 'oom-flagged' || loose.kind === 'oom-kill') return loose.owner !== null && loose.owner === event.owner && event.signal === 'SIGKILL' && gap <= windows.flagMs;
  if (loose.kind === 'exception') return event.kind === 'main-exited' && event.signal === null && isRelated(loose, event) && gap <= windows.ownerMs;
  return (loose.kind === 'native-abort' || loose.kind === 'python-fatal') && (event.kind === 'child-exited' || event.kind === 'main-exited') && isRelated(loose, event) && gap <= dumpWindow(loose, event)
    && (loose.signal === null || event.signal === null || loose.signal === event.signal);
}

/** The count of the whole host rose between two readings, and this death lies between them. */
export function isCounted(counter: CrashEvent, event: CrashEvent): boolean {
  return event.signal === 'SIGKILL' && (event.kind === 'child-exited' || event.kind === 'main-exited') && event.at >= (counter.since ?? counter.at) - countSlackMs && event.at <= counter.at + countSlackMs;
}

/** Two clusters turned out to be one. */
export function unite(assembly: Assembly, into: Cluster, other: Cluster): void {
  if (into === other) return;
  merge(into, other);
  assembly.remove(other);
  assembly.touch(into);
}

export function noteOwnerStart(state: AssemblyState, event: CrashEvent): void {
  if (event.owner === null) return;
  const owner = ownerOf(state, event.host, event.owner);
  owner.pid = event.pid ?? owner.pid;
  owner.startedAt = event.at;
  owner.stopAskedAt = null;
  owner.stoppedBy = null;
}

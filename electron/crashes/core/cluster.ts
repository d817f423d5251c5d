/**
 * Events that belong to one incident, as they are gathered. Plain data: saved with the offsets and read back.
 * Must stay true: bounded; what it says never depends on how its sources were split into pieces.
 */
import type { IncidentKind } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { EpochMs } from '#shared/domain/units.ts';
import type { CrashEvent, TaskRef } from './crash-event.ts';

export type Cluster = {
  readonly host: HostId;
  kind: IncidentKind;
  events: CrashEvent[];
  /** Surroundings: under-voltage, restarts, what the operator did. */
  around: CrashEvent[];
  pids: number[];
  owners: string[];
  sources: string[];
  node: string | null;
  first: EpochMs;
  last: EpochMs;
  times: number;
  /** Tasks under way in the worker when it happened, oldest first; and the one it held, when certain. */
  inFlight: TaskRef[];
  task: TaskRef | null;
  /** How long the process had lived; null when its start was not seen. */
  aliveMs: number | null;
  /** For a stall: who printed it, and what spoke against the one or the other. */
  stall: { printer: string | null; peers: string[]; printers: string[]; hints: string[]; /** Who missed whom. */ named?: { [peer: string]: string[] } } | null;
};

export const maxClusterEvents = 80;
const maxAround = 60;

export function openCluster(kind: IncidentKind, event: CrashEvent): Cluster {
  const cluster: Cluster = {
    host: event.host, kind, events: [], around: [], pids: [], owners: [], sources: [], node: event.node,
    first: event.at, last: event.at, times: 1, inFlight: [], task: null, aliveMs: null, stall: null,
  };
  join(cluster, event);
  return cluster;
}

export function join(cluster: Cluster, event: CrashEvent): void {
  cluster.events.push(event);
  // The beginning and the end of a long story say most.
  if (cluster.events.length > maxClusterEvents) cluster.events.splice(maxClusterEvents / 2, 1);
  addOnce(cluster.pids, event.pid);
  addOnce(cluster.owners, event.owner);
  addOnce(cluster.sources, event.source);
  cluster.node ??= event.node;
  cluster.task ??= event.task;
  cluster.first = Math.min(cluster.first, event.at);
  cluster.last = Math.max(cluster.last, event.at);
}

/** False when there is no more room. */
export function addAround(cluster: Cluster, event: CrashEvent): boolean {
  if (cluster.around.length >= maxAround) return false;
  cluster.around.push(event);
  return true;
}

/** The second is the same story as the first. */
export function merge(into: Cluster, other: Cluster): void {
  for (const event of other.events) join(into, event);
  into.events.sort(inOrder);
  for (const event of other.around) if (!into.around.includes(event)) addAround(into, event);
  into.times = Math.max(into.times, other.times);
  into.inFlight = into.inFlight.length > 0 ? into.inFlight : other.inFlight;
  into.aliveMs ??= other.aliveMs;
  into.task ??= other.task;
  into.node ??= other.node;
}

function addOnce<T>(list: T[], item: T | null): void {
  if (item !== null && !list.includes(item) && list.length < 40) list.push(item);
}

/** By time, then by place: the same whatever the order of arrival. */
export function inOrder(a: CrashEvent, b: CrashEvent): number {
  return a.at - b.at || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) || (a.place.offset ?? 0) - (b.place.offset ?? 0) || (a.kind < b.kind ? -1 : 1);
}

export function has(cluster: Cluster, kind: CrashEvent['kind']): boolean {
  return cluster.events.some((event) => event.kind === kind);
}

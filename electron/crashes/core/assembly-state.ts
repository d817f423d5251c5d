/**
 * All that the assembly remembers, as plain data: it is written with the offsets in one transaction and read back.
 */
import type { Incident } from '#shared/domain/crash.ts';
import type { EpochMs } from '#shared/domain/units.ts';
import type { Cluster } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';
import { inOrder } from './cluster.ts';
import { newSource, type OwnerState, type ProcessFacts, type SourceState } from './worker-book.ts';

/** What the panel can see on a host: it decides what an absent line proves. */
export type HostSight = {
  readonly kernelLog: 'readable' | 'denied' | 'unknown';
  /** Memory of the workers was being recorded. */
  readonly hasMemoryHistory: boolean;
  /** Task events are on, or the log is at INFO. */
  readonly seesTasks: boolean;
};
export const blindSight: HostSight = { kernelLog: 'unknown', hasMemoryHistory: false, seesTasks: false };

export type Seen = { readonly at: EpochMs; readonly signature: string; readonly signal: string | null; readonly program: string; readonly host: string; readonly key: string };

export type AssemblyState = {
  clusters: { cluster: Cluster; incident: Incident | null }[];
  sources: { [id: string]: SourceState };
  owners: { [key: string]: OwnerState };
  processes: { [key: string]: ProcessFacts };
  sights: { [host: string]: HostSight };
  /** When workers of other hosts lost their broker, recent moments. */
  outagesElsewhere?: readonly EpochMs[];
  /** Evidence that no death has claimed yet. */
  loose: CrashEvent[];
  /** Surroundings of every host, recent ones. */
  ambient: CrashEvent[];
  /** Names of events taken lately: reading a piece of a log again changes nothing. */
  taken: { [name: string]: true };
  takenCount: number;
  seen: Seen[];
  newest: EpochMs;
};

export function emptyState(): AssemblyState {
  return { clusters: [], sources: {}, owners: {}, processes: {}, sights: {}, loose: [], ambient: [], taken: {}, takenCount: 0, seen: [], newest: 0 };
}

const minute = 60_000;
const limits = { clusters: 200, loose: 300, ambient: 500, taken: 2000, seen: 1000, sources: 500, processes: 2000 };

/** Foreign names are keys here: own entries only. */
export function entryOf<T>(table: { [key: string]: T }, key: string, make: () => T): T {
  if (Object.hasOwn(table, key)) return table[key] as T;
  const made = make();
  Object.defineProperty(table, key, { value: made, enumerable: true, writable: true, configurable: true });
  return made;
}

export function sourceOf(state: AssemblyState, event: CrashEvent): SourceState {
  return entryOf(state.sources, event.source, () => newSource(event));
}

export function ownerOf(state: AssemblyState, host: string, owner: string): OwnerState {
  return entryOf(state.owners, `${host}\n${owner}`, () => ({ pid: null, startedAt: null, stopAskedAt: null, stoppedBy: null }));
}

export function processOf(state: AssemblyState, host: string, pid: number): ProcessFacts | null {
  const key = `${host}\n${pid}`;
  return Object.hasOwn(state.processes, key) ? (state.processes[key] ?? null) : null;
}

export function noteTaken(state: AssemblyState, event: CrashEvent): boolean {
  // Estimated times depend on what followed; a place that has an offset is name enough with the text.
  const name = `${event.source}\n${event.place.offset ?? event.place.cursor ?? event.at}\n${event.kind}\n${event.pid ?? ''}\n${event.text.slice(0, 80)}`;
  if (Object.hasOwn(state.taken, name)) return false;
  state.taken[name] = true;
  state.takenCount += 1;
  if (state.takenCount > limits.taken) {
    state.taken = Object.fromEntries(Object.keys(state.taken).slice(limits.taken / 2).map((key) => [key, true] as const));
    state.takenCount = Object.keys(state.taken).length;
  }
  return true;
}

/** Called often: the tables are walked only now and then. */
export function forgetOld(state: AssemblyState): void {
  if (state.loose.length > limits.loose) state.loose.splice(0, limits.loose / 3);
  if (state.ambient.length > limits.ambient) state.ambient.splice(0, limits.ambient / 3);
  if (state.seen.length > limits.seen) state.seen.splice(0, limits.seen / 3);
  if (state.clusters.length > limits.clusters) state.clusters.splice(0, limits.clusters / 4);
  const oldest = state.clusters[0];
  // Two days for the first, a day for all: so that the walk is rare.
  if (oldest !== undefined && oldest.cluster.last < state.newest - 48 * 60 * minute) state.clusters = state.clusters.filter(({ cluster }) => cluster.last >= state.newest - 26 * 60 * minute);
  if (state.takenCount % 64 !== 0) return;
  shrink(state.sources, limits.sources);
  shrink(state.owners, limits.sources);
  shrink(state.processes, limits.processes);
}

function shrink(table: { [key: string]: unknown }, limit: number): void {
  const keys = Object.keys(table);
  if (keys.length > limit) for (const key of keys.slice(0, keys.length - limit)) delete table[key];
}

export const around = { beforeMs: 10 * minute, afterMs: 2 * minute };

/** Surroundings already known when a cluster is opened. */
export function ambientOf(state: AssemblyState, cluster: Cluster): CrashEvent[] {
  return state.ambient.filter((event) => event.host === cluster.host && isAround(cluster, event)).toSorted(inOrder);
}

export function isAround(cluster: Cluster, event: CrashEvent): boolean {
  return event.at >= cluster.first - around.beforeMs && event.at <= cluster.last + around.afterMs;
}

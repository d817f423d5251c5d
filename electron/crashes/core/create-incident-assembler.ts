/**
 * Events in, incidents out. Must stay true: the same events give the same incidents, whatever the order of sources within
 * their windows and however often a piece is read again; a recycled child, a shutdown that was asked for and an expected
 * exit are no incidents; all it remembers is plain data.
 */
import type { Incident, IncidentId, SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { emptyState, forgetOld, noteTaken, type AssemblyState, type HostSight } from './assembly-state.ts';
import type { CrashEvent } from './crash-event.ts';
import { handleEvent } from './handle-event.ts';
import { describeIncident } from './describe-incident.ts';
import type { ProcessFacts } from './worker-book.ts';
import type { Cluster } from './cluster.ts';
import { signIncident } from './sign-incident.ts';

export type Assembled = {
  readonly changed: readonly Incident[];
  readonly gone: readonly IncidentId[];
  /** What the groups of the changed ones are called, by signature. */
  readonly groups: ReadonlyMap<SignatureId, { readonly family: string; readonly title: string }>;
};

export type IncidentAssembler = {
  take(event: CrashEvent): void;
  /** What the panel can see on a host, whenever it changes. */
  see(host: HostId, sight: HostSight): void;
  /** Workers of another host lost their broker at that moment. */
  outageElsewhere(at: number): void;
  /** A process that may die: its pid in the host's numbering, and as it sees itself. */
  know(host: HostId, pid: number, process: ProcessFacts): void;
  /** Incidents made or changed since the last call, whole; and those that became part of others. */
  drain(): Assembled;
  /** A drain would give something. */
  hasNews(): boolean;
  /** Plain data; give it to the next `createIncidentAssembler`. */
  save(): AssemblyState;
};

export function createIncidentAssembler(saved?: AssemblyState): IncidentAssembler {
  const state = saved ?? emptyState();
  const changed = new Map<IncidentId, Incident>();
  const gone = new Set<IncidentId>();
  const groups = new Map<SignatureId, { readonly family: string; readonly title: string }>();

  const drop = (id: IncidentId): void => {
    changed.delete(id);
    gone.add(id);
  };
  const touch = (cluster: Cluster): void => {
    const entry = state.clusters.findLast((one) => one.cluster === cluster);
    if (entry === undefined) return;
    const signed = signIncident(cluster);
    const key = seenKey(cluster);
    forgetSeen(state, key);
    const incident = describeIncident(cluster, signed, { sight: state.sights[cluster.host] ?? null, seen: state.seen, outagesElsewhere: state.outagesElsewhere ?? [] });
    state.seen.push({ at: cluster.first, signature: signed.signature, signal: incident.signal, program: signed.program, host: cluster.host, key });
    if (entry.incident !== null && entry.incident.id !== incident.id) drop(entry.incident.id);
    entry.incident = incident;
    gone.delete(incident.id);
    changed.set(incident.id, incident);
    groups.set(signed.signature, { family: signed.family, title: signed.title });
  };
  const remove = (cluster: Cluster): void => {
    const entry = state.clusters.find((one) => one.cluster === cluster);
    if (entry === undefined) return;
    const old = entry.incident;
    if (old !== null) {
      drop(old.id);
      forgetSeen(state, seenKey(cluster));
    }
    state.clusters = state.clusters.filter((one) => one !== entry);
  };

  return {
    take(event) {
      const isOrdinary = isTask(event);
      if (!(isOrdinary || noteTaken(state, event))) return;
      state.newest = Math.max(state.newest, event.at);
      handleEvent({ state, touch, remove, add: (cluster) => state.clusters.push({ cluster, incident: null }) }, event);
      if (!isOrdinary) forgetOld(state);
    },
    see: (host, sight) => { state.sights[host] = sight; },
    outageElsewhere(at) {
      if (noteElsewhere(state, at)) for (const { cluster } of state.clusters) if (cluster.kind === 'outage' && Math.abs(cluster.first - at) <= sameMinuteMs) touch(cluster);
    },
    know(host, pid, process) {
      state.processes[`${host}\n${pid}`] = process;
    },
    drain() {
      const result = { changed: [...changed.values()], gone: [...gone], groups: new Map(groups) };
      changed.clear();
      gone.clear();
      groups.clear();
      return result;
    },
    hasNews: () => changed.size > 0 || gone.size > 0,
    save: () => state,
  };
}

const sameMinuteMs = 60_000;
const maxElsewhere = 50;

/** False for a moment that is known already. */
function noteElsewhere(state: AssemblyState, at: number): boolean {
  const known = state.outagesElsewhere ?? [];
  if (known.some((other) => Math.abs(other - at) <= sameMinuteMs / 2)) return false;
  state.outagesElsewhere = [...known, at].slice(-maxElsewhere);
  return true;
}

const seenKey = (cluster: Cluster): string => `${cluster.host}\n${cluster.first}\n${cluster.sources[0] ?? ''}\n${cluster.pids[0] ?? ''}`;

/** It is told of once; nearly always it is the last one. */
function forgetSeen(state: AssemblyState, key: string): void {
  const index = state.seen.findLastIndex((one) => one.key === key);
  if (index >= 0) state.seen.splice(index, 1);
}

/** Most events are these; taking one twice changes nothing. */
const isTask = (event: CrashEvent): boolean => event.kind === 'task-received' || (event.kind === 'task-ended' && event.exception === null);

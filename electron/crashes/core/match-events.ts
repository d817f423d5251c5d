/**
 * Which incident an event belongs to: same process within 15 s, same unit within 5 s, and the exceptions that the
 * sources force (a lost worker is told up to 10 s late, untimed lines take the next moment known).
 */
import type { AssemblyState } from './assembly-state.ts';
import { processOf } from './assembly-state.ts';
import { has, type Cluster } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';

export const windows = { pidMs: 15_000, ownerMs: 5_000, lostMs: 12_000, limitMs: 10_000, nativeMs: 2_000, abortMs: 10_000, flagMs: 12_000, outageMs: 60_000, stallMs: 10_000, loopMs: 120_000, poisonMs: 3_600_000 };

/** Distance in time; an event that only bounds its time counts from the nearer bound. */
export function distance(a: CrashEvent, b: { readonly at: number; readonly since: number | null }): number {
  const from = Math.max(a.since ?? a.at, b.since ?? b.at);
  const to = Math.min(a.at, b.at);
  return Math.max(0, from - to);
}

export function nearest(cluster: Cluster, event: CrashEvent): number {
  return Math.min(...cluster.events.map((other) => distance(other, event)));
}

/** The pid as the outermost and as the worker's own namespace know it; another container's process of that number is not meant. */
export function pidsOf(state: AssemblyState, event: CrashEvent): readonly number[] {
  if (event.pid === null) return [];
  const pids = [event.pid];
  const inner = processOf(state, event.host, event.pid)?.innerPid;
  if (inner !== undefined && inner !== event.pid) pids.push(inner);
  const prefix = `${event.host}\n`;
  const node = event.node ?? state.sources[event.source]?.node ?? null;
  for (const [key, process] of Object.entries(state.processes)) {
    if (process.innerPid !== event.pid || !key.startsWith(prefix)) continue;
    const isAnother = (process.node !== null && node !== null && process.node !== node) || (process.owner !== null && event.owner !== null && process.owner !== event.owner);
    const outer = Number(key.slice(prefix.length));
    if (!isAnother && !pids.includes(outer)) pids.push(outer);
  }
  return pids;
}

export function ownersOf(state: AssemblyState, event: CrashEvent): readonly string[] {
  const known = event.pid === null ? null : (processOf(state, event.host, event.pid)?.owner ?? null);
  return [event.owner, known].filter((owner) => owner !== null);
}

export function compatible(cluster: Cluster, event: CrashEvent): boolean {
  const signals = cluster.events.map(({ signal }) => signal).filter((signal) => signal !== null);
  if (event.signal !== null) return signals.length === 0 ? true : signals.includes(event.signal);
  return event.exitCode === null || signals.length === 0;
}

/** Newest first. */
export function recent(state: AssemblyState, event: CrashEvent): readonly Cluster[] {
  return state.clusters.map(({ cluster }) => cluster).filter((cluster) => cluster.host === event.host).toReversed();
}

export function byPid(state: AssemblyState, event: CrashEvent): Cluster | null {
  const pids = pidsOf(state, event);
  if (pids.length === 0) return null;
  return recent(state, event).find((cluster) => cluster.pids.some((pid) => pids.includes(pid)) && nearest(cluster, event) <= windows.pidMs && compatible(cluster, event)) ?? null;
}

/** A main process of the same unit, program or container; never one that names another process. */
export function byOwner(state: AssemblyState, event: CrashEvent, kinds: readonly Cluster['kind'][], withinMs: number = windows.ownerMs): Cluster | null {
  const owners = ownersOf(state, event);
  if (owners.length === 0) return null;
  return recent(state, event).find((cluster) => kinds.includes(cluster.kind) && isOf(cluster, owners) && nearest(cluster, event) <= withinMs && samePid(cluster, event)) ?? null;
}

/** Container names and ids, units with and without their suffix. */
function isOf(cluster: Cluster, owners: readonly string[]): boolean {
  return cluster.owners.some((owner) => owners.includes(owner));
}

function samePid(cluster: Cluster, event: CrashEvent): boolean {
  return event.pid === null || cluster.pids.length === 0 || cluster.pids.includes(event.pid);
}

/** A native dump without pid or time, followed by the death it explains. */
export function byNative(state: AssemblyState, event: CrashEvent): Cluster | null {
  return recent(state, event).find((cluster) => {
    const dump = cluster.events.find(({ kind }) => kind === 'python-fatal' || kind === 'native-abort' || kind === 'exception');
    if (dump === undefined || cluster.events.some(({ kind }) => kind === 'child-exited' || kind === 'main-exited')) return false;
    return isRelated(dump, event) && compatible(cluster, event) && distance(dump, event) <= dumpWindow(dump, event);
  }) ?? null;
}

/** A busy machine takes its time from the C library's words to the word of the end; in one log nothing else can be meant. */
export function dumpWindow(dump: CrashEvent, event: CrashEvent): number {
  return dump.kind === 'native-abort' && dump.source === event.source ? windows.abortMs : windows.nativeMs;
}

/** Written to the same log, or by the same unit, program, container or worker. */
export function isRelated(a: CrashEvent, b: CrashEvent): boolean {
  return a.source === b.source || (a.owner !== null && a.owner === b.owner) || (a.node !== null && a.node === b.node && a.host === b.host);
}

/** The child whose loss is being told: the first one that still waits for it. */
export function byLoss(state: AssemblyState, event: CrashEvent): Cluster | null {
  return recent(state, event).toReversed().find((cluster) => cluster.events.some((other) =>
    other.kind === 'child-exited' && other.source === event.source && event.at - other.at >= -500 && event.at - other.at <= windows.lostMs
    && (event.signal === null || event.signal === other.signal) && (event.exitCode === null || other.exitCode === null || event.exitCode === other.exitCode))
    && losses(cluster, 'worker-lost') < losses(cluster, 'child-exited')) ?? null;
}

const losses = (cluster: Cluster, kind: CrashEvent['kind']): number => cluster.events.filter((event) => event.kind === kind).length;

/** A time limit of the same worker whose killed child has not been told yet. */
export function byLimit(state: AssemblyState, event: CrashEvent): Cluster | null {
  return recent(state, event).toReversed().find((cluster) => !has(cluster, 'child-exited') && cluster.events.some((other) =>
    other.kind === 'hard-time-limit' && other.source === event.source && event.signal === 'SIGKILL'
    && event.at - other.at >= 0 && event.at - other.at <= windows.limitMs)) ?? null;
}

export function byTask(state: AssemblyState, event: CrashEvent, kind: CrashEvent['kind'], withinMs: number): Cluster | null {
  const id = event.task?.id;
  if (id === undefined) return null;
  return recent(state, event).find((cluster) => Math.abs(event.at - cluster.last) <= withinMs && cluster.events.some((other) => other.kind === kind && other.task?.id === id)) ?? null;
}

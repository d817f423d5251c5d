/** Ends of main processes as supervisors tell them, starts, stops, restart loops; and an end that only a new start betrays. */
import { ownerOf, processOf, sourceOf, type AssemblyState } from './assembly-state.ts';
import { add, noteOwnerStart, open, unite, type Assembly } from './assembly-moves.ts';
import type { Cluster } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';
import { byNative, byOwner, byPid, distance, isRelated, windows } from './match-events.ts';
import { forgetTasks, runningTasks, takeStart } from './worker-book.ts';

/** A process that lived shorter than this did not get to work: its start failed. */
const lateClusters = 5;
const shortLifeMs = 15_000;
/** A stop that was asked for covers what ends within this. */
const stopCoversMs = 120_000;
const mainKinds: readonly Cluster['kind'][] = ['main-died', 'start-failed', 'gave-up'];
/** First word of Celery's `worker: Warm shutdown`. */
const ownWords = ['warm', 'cold', 'hitting', 'soft'] as const;
const stopSignals: readonly (string | null)[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', null];

export function handleMainExit(assembly: Assembly, told: CrashEvent): void {
  const { state } = assembly;
  const event = withPid(state, told);
  const aliveMs = aliveOf(state, event);
  const known = firstDeath(event, byPid(state, event) ?? byOwner(state, event, mainKinds) ?? byNative(state, event) ?? byBook(state, event));
  const wasAsked = endBook(state, event);
  if (known !== null) {
    known.aliveMs ??= aliveMs;
    if (known.kind === 'child-died' && event.signal !== null) return void add(assembly, known, event);
    loop(assembly, add(assembly, known, event));
    return;
  }
  if (isWanted(state, event, wasAsked)) return;
  const cluster = open(assembly, 'main-died', event);
  cluster.aliveMs = aliveMs;
  cluster.inFlight = tasksOf(state, event);
  if (cluster.inFlight.length === 1) cluster.task ??= cluster.inFlight[0] ?? null;
  assembly.touch(cluster);
  loop(assembly, cluster);
}

/** The same teller saying it again within seconds means another death, not the same one. */
function firstDeath(event: CrashEvent, known: Cluster | null): Cluster | null {
  // what `docker inspect` shows of an end is the end that its event told
  const wasTold = !isLookedUp(event) && known?.events.some((other) => other.kind === 'main-exited' && !isLookedUp(other) && other.source === event.source && other.backend === event.backend && other.detail['inferred'] !== true) === true;
  return wasTold ? null : known;
}

const isLookedUp = ({ detail }: CrashEvent): boolean => 'finishedAt' in detail;

/** `exited:` names no pid: the last start of that program does. */
function withPid(state: AssemblyState, event: CrashEvent): CrashEvent {
  if (event.pid !== null || event.owner === null) return event;
  const { pid } = ownerOf(state, event.host, event.owner);
  return pid === null ? event : { ...event, pid };
}

function aliveOf(state: AssemblyState, event: CrashEvent): number | null {
  const told = event.detail['uptimeMs'];
  if (typeof told === 'number') return told;
  const startedAt = event.owner === null ? null : ownerOf(state, event.host, event.owner).startedAt;
  return startedAt === null || startedAt > event.at ? null : event.at - startedAt;
}

/** Closes the books of the ended process; says whether its end had been asked for. */
function endBook(state: AssemblyState, event: CrashEvent): boolean {
  let wasAsked = false;
  if (event.owner !== null) {
    const owner = ownerOf(state, event.host, event.owner);
    wasAsked = owner.stopAskedAt !== null && event.at - owner.stopAskedAt <= stopCoversMs;
    owner.pid = null;
  }
  for (const source of Object.values(state.sources).filter((one) => one.node !== null && one.node === nodeOf(state, event))) {
    wasAsked ||= source.stopAskedAt !== null && event.at - source.stopAskedAt <= stopCoversMs;
    source.isRunning = false;
  }
  return wasAsked;
}

/** A line of the worker's that came after the word of its end, from another source, and was written before it. */
export function takeLateTask(assembly: Assembly, event: CrashEvent): void {
  const { state, touch } = assembly;
  for (const { cluster } of state.clusters.slice(-lateClusters)) {
    if (cluster.kind !== 'main-died' || cluster.task !== null || cluster.host !== event.host || event.at > cluster.first || cluster.sources.includes(event.source)) continue;
    const isIts = (event.owner !== null && cluster.owners.includes(event.owner)) || (event.node !== null && event.node === cluster.node);
    if (!isIts) continue;
    cluster.inFlight = runningTasks(sourceOf(state, event));
    if (cluster.inFlight.length === 1) cluster.task = cluster.inFlight[0] ?? null;
    touch(cluster);
  }
}

function nodeOf(state: AssemblyState, event: CrashEvent): string | null {
  const known = event.pid === null ? null : processOf(state, event.host, event.pid);
  return event.node ?? known?.node ?? state.sources[event.source]?.node ?? null;
}

function tasksOf(state: AssemblyState, event: CrashEvent): ReturnType<typeof runningTasks> {
  const node = nodeOf(state, event);
  const source = Object.values(state.sources).find((one) => one.inFlight.length > 0 && ((node !== null && one.node === node) || (event.owner !== null && one.owner === event.owner)));
  return source === undefined ? [] : runningTasks(source);
}

/** Expected by the supervisor, or the natural answer to a stop. A stop that ends in SIGKILL is still worth telling. */
function isWanted(state: AssemblyState, event: CrashEvent, wasAsked: boolean): boolean {
  if (event.detail['asked'] === true && event.signal !== 'SIGKILL') return true;
  if (event.detail['expected'] === true && event.signal === null) return !state.loose.some((other) => other.kind === 'exception' && isRelated(other, event) && distance(other, event) <= windows.ownerMs);
  if (!wasAsked) return false;
  return event.signal === 'SIGKILL' ? !wasKilled(state, event) : stopSignals.includes(event.signal);
}

/** Told by the supervisor that it had to use SIGKILL, or killed so by the operator's own word. */
function wasKilled(state: AssemblyState, event: CrashEvent): boolean {
  return state.loose.some((other) => other.kind === 'stop-timeout' && isRelated(other, event)) || state.ambient.some((other) => other.kind === 'stop-asked' && other.signal === 'SIGKILL' && other.owner === event.owner);
}

/** An end we had inferred from a start, in the log of the same worker. */
function byBook(state: AssemblyState, event: CrashEvent): Cluster | null {
  const node = nodeOf(state, event);
  return state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.kind === 'main-died' && cluster.events.some((other) =>
    (other.detail['inferred'] === true || other.kind === 'exception') && (isRelated(other, event) || (node !== null && cluster.node === node)) && distance(other, event) <= windows.ownerMs))?.cluster ?? null;
}

/** The same end again soon after a start: one story with a count. */
function loop(assembly: Assembly, cluster: Cluster): void {
  const { state } = assembly;
  if (cluster.aliveMs === null || cluster.aliveMs > shortLifeMs) return;
  const last = cluster.events.findLast(({ kind }) => kind === 'main-exited');
  const before = last === undefined ? undefined : state.clusters.findLast((one) => one.cluster !== cluster && one.cluster.host === cluster.host && mainKinds.includes(one.cluster.kind) && one.cluster.owners.some((owner) => cluster.owners.includes(owner))
    && cluster.first - one.cluster.last >= 0 && cluster.first - one.cluster.last <= windows.loopMs && sameEnd(one.cluster, last))?.cluster;
  if (cluster.kind === 'main-died' && isPlainFailure(cluster)) cluster.kind = 'start-failed';
  if (before === undefined) return assembly.touch(cluster);
  const times = before.times + cluster.times;
  unite(assembly, before, cluster);
  before.times = times;
  before.aliveMs = cluster.aliveMs;
  if (before.kind === 'main-died') before.kind = cluster.kind;
  assembly.touch(before);
}

const isPlainFailure = (cluster: Cluster): boolean => cluster.events.every(({ signal, kind }) => signal === null && kind !== 'segfault');

function sameEnd(cluster: Cluster, last: CrashEvent): boolean {
  return cluster.events.some((event) => event.kind === 'main-exited' && event.signal === last.signal && event.exitCode === last.exitCode);
}

/** Words of systemd about a unit whose main process has just ended. */
export function handleUnitWord(assembly: Assembly, event: CrashEvent): void {
  const known = byOwner(assembly.state, event, mainKinds);
  if (known !== null && event.kind !== 'restart-planned') add(assembly, known, event);
}

export function handleGaveUp(assembly: Assembly, event: CrashEvent): void {
  const known = byOwner(assembly.state, event, mainKinds, windows.loopMs);
  if (known === null) return void open(assembly, 'gave-up', event);
  if (known.kind !== 'gave-up') known.kind = 'gave-up';
  add(assembly, known, event);
}

export function handleStopTimeout(assembly: Assembly, event: CrashEvent): void {
  const known = byPid(assembly.state, event) ?? byOwner(assembly.state, event, mainKinds);
  if (known !== null) return void add(assembly, known, event);
  assembly.state.loose.push(event);
}

export function handleStop({ state }: Assembly, event: CrashEvent): void {
  if (event.owner !== null) {
    const owner = ownerOf(state, event.host, event.owner);
    owner.stopAskedAt ??= event.at;
    if (event.at - owner.stopAskedAt > stopCoversMs) owner.stopAskedAt = event.at;
    // whatever its log says or leaves out: the next start of it betrays no silent end
    for (const source of Object.values(state.sources)) if (source.owner === event.owner) source.isRunning = false;
  }
  // the worker's own word counts wherever it is read: in the journal of its unit it bears the unit's name like systemd's lines
  const isOwnWord = ownWords.some((word) => word === event.detail['by']);
  if (!isOwnWord && (event.backend === 'systemd' || event.backend === 'docker' || event.detail['by'] === 'supervisor' || event.detail['by'] === 'redis')) return;
  const source = sourceOf(state, event);
  source.stopAskedAt = event.at;
  source.isColdStop ||= event.detail['by'] === 'cold';
  source.isRunning = false;
}

/**
 * A worker's banner while it was running, and no word of a stop between: its main process has died in silence.
 * Only a log of one node tells: two nodes in one file take turns.
 */
export function handleStart(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  const source = sourceOf(state, event);
  const isSameNode = event.node !== null && (source.node === null || source.node === event.node);
  if (event.detail['banner'] === true && source.isRunning && isSameNode) inferEnd(assembly, event, source.lastAt);
  if (event.node !== null && source.node !== null && source.node !== event.node && source.isRunning) {
    // A second node in the same file: its lines say nothing about the first.
    source.isRunning = false;
  }
  noteOwnerStart(state, event);
  takeStart(source, event);
  if (event.pid !== null) state.processes[`${event.host}\n${event.pid}`] ??= { innerPid: event.pid, node: null, owner: event.owner };
}

function inferEnd(assembly: Assembly, start: CrashEvent, lastAt: number): void {
  const { state } = assembly;
  const source = sourceOf(state, start);
  source.isRunning = false;
  const end: CrashEvent = { ...start, kind: 'main-exited', at: start.at, atIsEstimated: true, since: lastAt, detail: { inferred: true }, pid: null };
  const known = state.clusters.findLast(({ cluster }) => cluster.host === start.host && (mainKinds.includes(cluster.kind)) && cluster.last >= lastAt - windows.ownerMs
    && (cluster.node === start.node || cluster.sources.includes(start.source) || (start.owner !== null && cluster.owners.includes(start.owner))))?.cluster;
  if (known !== undefined) {
    if (known.inFlight.length === 0) known.inFlight = runningTasks(source);
    if (known.inFlight.length === 1 && known.kind === 'main-died') known.task ??= known.inFlight[0] ?? null;
    assembly.touch(known);
  } else {
    const cluster = open(assembly, 'main-died', end);
    cluster.inFlight = runningTasks(source);
    if (cluster.inFlight.length === 1) cluster.task ??= cluster.inFlight[0] ?? null;
    assembly.touch(cluster);
  }
  forgetTasks(source);
}

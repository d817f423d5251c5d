/**
 * What one event does to the assembly: one small rule per kind. The table is the whole policy; windows are in match-events.
 */
import type { CrashEventKind, IncidentKind } from '#shared/domain/crash.ts';
import { isAround, sourceOf, type AssemblyState } from './assembly-state.ts';
import { add, isCounted, open, type Assembly } from './assembly-moves.ts';
import { addAround, has } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';
import { handleChildExit, handleLimit, handleLoss, handleRecycle, handleTermination } from './handle-child.ts';
import { handleGaveUp, handleMainExit, handleStart, handleStop, handleStopTimeout, handleUnitWord, takeLateTask } from './handle-main.ts';
import { handleBrokerBack, handleBrokerLost, handleMissedHeartbeat } from './handle-stall.ts';
import { byNative, byOwner, byPid, distance, dumpWindow, isRelated, windows } from './match-events.ts';
import { takeTask } from './worker-book.ts';

type Handler = (assembly: Assembly, event: CrashEvent) => void;

const ambient: Handler = (assembly, event) => {
  const { state, touch } = assembly;
  state.ambient.push(event);
  for (const { cluster } of state.clusters) {
    if (cluster.host !== event.host || !isAround(cluster, event) || cluster.events.includes(event)) continue;
    if (addAround(cluster, event)) touch(cluster);
  }
};

const handlers: { readonly [K in CrashEventKind]: Handler } = {
  'task-received': (assembly, event) => { takeTask(sourceOf(assembly.state, event), event); takeLateTask(assembly, event); },
  'task-ended': handleTaskEnd,
  'child-exited': handleChildExit,
  'worker-lost': handleLoss,
  'hard-time-limit': handleLimit,
  'soft-time-limit': handleLimit,
  'task-terminated': handleTermination,
  'child-recycled': handleRecycle,
  'main-exited': handleMainExit,
  'process-killed': handleStopTimeout,
  'stop-timeout': handleStopTimeout,
  'stop-asked': (assembly, event) => { handleStop(assembly, event); ambient(assembly, event); },
  started: (assembly, event) => { handleStart(assembly, event); if (event.owner !== null && event.detail['banner'] !== true && event.detail['pool'] === undefined) ambient(assembly, event); },
  ready: handleStart,
  'restart-planned': (assembly, event) => { handleUnitWord(assembly, event); ambient(assembly, event); },
  'unit-failed': handleUnitWord,
  'gave-up': handleGaveUp,
  'pool-start-failed': (assembly, event) => joinOrOpen(assembly, event, 'start-failed', 30_000),
  segfault: handleProcessFault,
  'core-dumped': handleProcessFault,
  'oom-kill': handleOomKill,
  'oom-flagged': handleOomFlag,
  'oom-asked': keepLoose,
  'python-fatal': handleDump,
  'native-abort': handleDump,
  exception: handleException,
  'missed-heartbeat': handleMissedHeartbeat,
  'broker-lost': handleBrokerLost,
  'broker-back': handleBrokerBack,
  booted: handleBoot,
  'memory-high': ambient,
  'address-space': ambient,
  'tasks-restored': ambient,
  'redis-trouble': ambient,
  'under-voltage': ambient,
  'voltage-normal': ambient,
  throttled: ambient,
  'io-error': ambient,
  'shut-down': ambient,
  'operator-action': ambient,
};

export function handleEvent(assembly: Assembly, event: CrashEvent): void {
  handlers[event.kind](assembly, event);
  // who has just stood still says so itself: that is no sign that it went on meanwhile
  if (event.kind === 'missed-heartbeat') return;
  const source = sourceOf(assembly.state, event);
  source.lastAt = Math.max(source.lastAt, event.at);
}

function keepLoose({ state }: Assembly, event: CrashEvent): void {
  state.loose.push(event);
}

function joinOrOpen(assembly: Assembly, event: CrashEvent, kind: IncidentKind, withinMs: number): void {
  const same = assembly.state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.kind === kind && cluster.sources.includes(event.source) && event.at - cluster.last <= withinMs)?.cluster;
  if (same === undefined) return void open(assembly, kind, event);
  same.times += 1;
  add(assembly, same, event);
}

/** A failed task is no crash; but the end of one may confirm which task a dead child held. */
function handleTaskEnd(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  takeTask(sourceOf(state, event), event);
  if (event.exception === null) return;
  const limit = event.exception.type.endsWith('SoftTimeLimitExceeded') || event.exception.type.endsWith('TimeLimitExceeded') || event.exception.type.endsWith('WorkerLostError');
  const cluster = limit ? state.clusters.findLast((one) => one.cluster.host === event.host && Math.abs(event.at - one.cluster.last) <= windows.pidMs && (one.cluster.task?.id === event.task?.id || one.cluster.inFlight.some(({ id }) => id === event.task?.id)))?.cluster : undefined;
  if (cluster === undefined) return;
  // Told by name: this was the task.
  cluster.task ??= event.task;
  add(assembly, cluster, event);
}

const workerNames = /^(?:celery|\[celery|python|ForkPoolWorker|uwsgi|gunicorn)/;

/** Is a process of a worker, as far as its name or our table of processes tells. */
function isWorkerProcess(state: AssemblyState, event: CrashEvent): boolean {
  const { process } = event.detail;
  return (typeof process === 'string' && workerNames.test(process)) || (event.pid !== null && Object.hasOwn(state.processes, `${event.host}\n${event.pid}`));
}

function handleProcessFault(assembly: Assembly, event: CrashEvent): void {
  const known = byPid(assembly.state, event) ?? byOwner(assembly.state, event, ['main-died', 'start-failed', 'gave-up'], windows.ownerMs);
  if (known !== null) return void add(assembly, known, event);
  if (isWorkerProcess(assembly.state, event)) return void open(assembly, 'main-died', event);
  keepLoose(assembly, event);
}

function handleOomKill(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  if (event.detail['counter'] === true) {
    const counted = state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.events.some((other) => isCounted(event, other)))?.cluster;
    return counted === undefined ? keepLoose(assembly, event) : void add(assembly, counted, event);
  }
  const known = byPid(state, event) ?? (event.pid === null ? byOwner(state, event, ['main-died', 'child-died', 'gave-up'], windows.limitMs) : null);
  if (known !== null) return void add(assembly, known, event);
  if (isWorkerProcess(state, event)) return void open(assembly, 'main-died', event);
  keepLoose(assembly, event);
}

/** A unit or a container was flagged: the victim may be a child that other lines name. */
function handleOomFlag(assembly: Assembly, event: CrashEvent): void {
  const known = byOwner(assembly.state, event, ['main-died', 'child-died', 'gave-up'], windows.flagMs);
  if (known !== null && known.events.some(({ signal }) => signal === 'SIGKILL')) return void add(assembly, known, event);
  keepLoose(assembly, event);
}

function handleDump(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  const dumped = byNative(state, event);
  if (dumped !== null) {
    // Every dump is a death of its own, also where nobody else tells of it.
    if (event.kind === 'python-fatal' && has(dumped, 'python-fatal')) dumped.times += 1;
    return void add(assembly, dumped, event);
  }
  const dead = state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.events.some((other) => (other.kind === 'child-exited' || other.kind === 'main-exited') && isRelated(other, event) && (event.signal === null || other.signal === event.signal) && distance(other, event) <= dumpWindow(event, other)))?.cluster;
  if (dead !== undefined) return void add(assembly, dead, event);
  if (event.kind === 'python-fatal') return void open(assembly, 'main-died', event);
  keepLoose(assembly, event);
}

function handleException(assembly: Assembly, event: CrashEvent): void {
  if (event.detail['ends'] === 'main') {
    sourceOf(assembly.state, event).isRunning = false;
    return void open(assembly, 'main-died', event);
  }
  const dead = assembly.state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.events.some((other) => other.kind === 'main-exited' && other.signal === null && isRelated(other, event) && distance(other, event) <= windows.ownerMs))?.cluster;
  if (dead !== undefined) return void add(assembly, dead, event);
  if (endsProgram(event)) joinOrOpen(assembly, event, 'start-failed', windows.loopMs);
  else keepLoose(assembly, event);
}

/** Its outermost frame is the program itself: nobody caught it. One that a task printed begins somewhere inside. */
const endsProgram = (event: CrashEvent): boolean => event.frames.at(-1)?.function === '<module>' && event.exception !== null && !['SystemExit', 'KeyboardInterrupt'].includes(event.exception.type);

/** A boot nobody asked for: told only where something was seen before it. */
function handleBoot(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  const before = Object.values(state.sources).some((source) => source.lastAt < event.at) && state.newest > 0 && Object.keys(state.sources).length > 0;
  const wasAsked = state.ambient.some((other) => other.host === event.host && other.kind === 'shut-down' && event.at - other.at >= 0 && event.at - other.at <= 600_000);
  const known = state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.kind === 'host-restarted' && Math.abs(cluster.last - event.at) <= 60_000)?.cluster;
  if (known !== undefined) return void add(assembly, known, event);
  if (before && !wasAsked && event.detail['isFirst'] !== true && hasHistory(state, event)) open(assembly, 'host-restarted', event);
}

const hasHistory = (state: AssemblyState, event: CrashEvent): boolean => Object.keys(state.sources).some((id) => (state.sources[id]?.lastAt ?? event.at) < event.at - 1000);

/**
 * The verdict on one worker, from proofs with times. First row that fits wins; docs/spec/verdict.md draws the table (VD1..VD16).
 * Must stay true: "no answer" is never "dead"; only a process proven ended is stopped or crashed; a solo worker in a task is well.
 */
import type { Remedy, VerdictKind, VerdictReason } from '#shared/domain/worker.ts';
import type { WorkerEvidence } from './worker-evidence.ts';

export type Decision = { readonly kind: VerdictKind; readonly reason: VerdictReason; readonly remedy: Remedy | null };

/** A new process may take this long before its silence means something: imports on a Zero 2 W are slow. */
export const startGraceMs = 45_000;
/** No BRPOP in this many ms of CLIENT LIST looks, with nothing in hand, is deafness. Two looks at 4 s and a margin. */
export const deafAfterMs = 10_000;
/** Stuck in a pipe write without one CPU tick for so long is a full pipe, not a burst. */
export const pipeFullAfterMs = 6_000;
const diskWaitAfterMs = 15_000;
const replyFreshMs = 30_000;
const recentWorkMs = 60_000;
/** How close worker-offline and the end of the process must be to belong together. */
const farewellMs = 20_000;

const say = (kind: VerdictKind, reason: VerdictReason, remedy: Remedy | null = null): Decision => ({ kind, reason, remedy });

export function decideVerdict(seen: WorkerEvidence): Decision {
  return onGone(seen) ?? onHostSilence(seen) ?? onProcess(seen) ?? onBrokerSilence(seen) ?? onWork(seen);
}

/** VD1-VD4: the main process has ended. An end that was proven stays proven while the host is away. */
function onGone(seen: WorkerEvidence): Decision | null {
  const { gone, heartbeat } = seen;
  if (gone === null || seen.process !== null) return null;
  const saidGoodbye = heartbeat.offlineAt !== null && Math.abs(heartbeat.offlineAt - gone.at) < farewellMs;
  if (saidGoodbye) return say('stopped', 'main-gone-offline-said', 'start');
  if (seen.isBindingLeft === true) return say('crashed', 'main-gone-silently', 'restart');
  if (seen.isBindingLeft === false) return say('stopped', 'main-gone-binding-removed', 'start');
  const hadVoice = !heartbeat.isDisabled && heartbeat.lastAt !== null && gone.at - heartbeat.lastAt < heartbeat.intervalS * 3000;
  const couldHear = seen.broker?.isReady === true;
  return hadVoice && couldHear ? say('crashed', 'main-gone-silently', 'restart') : say('stopped', 'main-gone-unexplained', 'start');
}

/** VD5, VD6: nothing can be said of processes on a host that does not answer, unless the broker speaks for the worker. */
function onHostSilence(seen: WorkerEvidence): Decision | null {
  const { host } = seen;
  // what was heard before the way to the broker broke is no voice now
  if (host === null || (seen.broker?.isReady === true && hasFreshVoice(seen))) return null;
  if (host.isConnected) return isStale(seen) ? say('unknown', 'evidence-stale', 'wait') : null;
  if (host.isOff) return say('unknown', 'no-evidence');
  return host.wasEverConnected ? say('unreachable', 'host-unreachable', 'look-at-host') : say('unknown', 'host-never-reached', 'look-at-host');
}

/** VD7-VD10: what the process itself shows. */
function onProcess(seen: WorkerEvidence): Decision | null {
  const { process, now } = seen;
  if (process === null || seen.host === null || !seen.host.isConnected || isStale(seen)) return null;
  if (process.state === 'stopped' || process.state === 'traced') return say('blocked', 'frozen-by-signal', 'resume-frozen');
  const stillMs = process.stillSince === null ? 0 : now - process.stillSince;
  if (process.wchan !== null && process.wchan.endsWith('pipe_write') && stillMs >= pipeFullAfterMs) return say('blocked', 'pipe-full', 'drain-pipe');
  if (process.state === 'disk-wait' && now - process.stateSince >= diskWaitAfterMs) return say('blocked', 'disk-wait', 'look-at-host');
  const hasSpoken = spokeSince(seen, process.bornAt) || seen.connection?.isWaiting === true;
  if (!hasSpoken && now - process.bornAt < startGraceMs) return say('restarting', 'new-process-starting', 'wait');
  return null;
}

/** VD11, VD12: the broker cannot be asked. */
function onBrokerSilence(seen: WorkerEvidence): Decision | null {
  if (seen.broker?.isReady === true) return null;
  if (seen.process === null) return say('unknown', seen.broker === null ? 'no-evidence' : 'broker-unreachable', 'look-at-broker');
  return seen.broker === null ? say('unknown', 'process-only', 'look-at-broker') : say('unknown', 'broker-unreachable', 'look-at-broker');
}

/** VD13-VD16: both sides answer; is work flowing? */
function onWork(seen: WorkerEvidence): Decision {
  const { connection, now } = seen;
  const isSilent = !hasFreshVoice(seen);
  const isAlive = seen.process !== null;
  if (!isAlive && seen.heartbeat.offlineAt !== null && isSilent) return say('stopped', 'offline-said', 'start');
  if (isSilent && isAlive && seen.pool === 'solo') return say('busy', 'solo-in-task');
  if (seen.activeQueues !== null && seen.activeQueues.length === 0 && !isSilent) return say('idle', 'intake-paused', 'reattach-queues');
  // nothing in hand must be known, not assumed: a full prefetch stops BRPOP rightly
  const isEmptyHanded = (seen.activeTasks ?? seen.heldTasks) === 0 && (seen.heldTasks ?? 0) === 0;
  const notWaitingMs = connection?.isWaiting === false && connection.notWaitingSince !== null ? now - connection.notWaitingSince : 0;
  const hasMoved = seen.processedMovedAt !== null && now - seen.processedMovedAt < deafAfterMs;
  if (!isSilent && notWaitingMs >= deafAfterMs && isEmptyHanded && !hasMoved) return say('deaf', 'connected-not-consuming', 'restart');
  if (isSilent) return onSilence(seen);
  if ((seen.activeTasks ?? 0) > 0) return say('working', 'tasks-active');
  if (seen.processedMovedAt !== null && now - seen.processedMovedAt < recentWorkMs) return say('working', 'consuming');
  if (connection?.isWaiting === true) return say('idle', 'waiting-for-work');
  return say('idle', 'heartbeat-only');
}

/** The event loop of a process that lives has said nothing for long, though it should be able to. */
function onSilence(seen: WorkerEvidence): Decision {
  if (seen.process === null) return say('unknown', 'silent', 'look-at-host');
  if (seen.connection?.isWaiting === true) return say('idle', 'waiting-for-work');
  if (seen.pool === 'unknown') return say('unknown', 'silent', 'wait');
  return seen.reply.missesInRow >= 3 ? say('deaf', 'silent', 'restart') : say('unknown', 'silent', 'wait');
}

function isStale(seen: WorkerEvidence): boolean {
  const { host, now } = seen;
  if (host === null) return false;
  const last = Math.max(host.sampledAt ?? 0, host.since);
  return now - last > host.staleAfterMs;
}

/** A heartbeat or a reply that is recent enough to count, and not taken back by worker-offline. */
export function hasFreshVoice(seen: WorkerEvidence): boolean {
  return isHeartbeatFresh(seen) || isReplyFresh(seen);
}

export function isHeartbeatFresh(seen: WorkerEvidence): boolean {
  const { lastAt, intervalS, offlineAt } = seen.heartbeat;
  if (lastAt === null || (offlineAt !== null && offlineAt >= lastAt)) return false;
  return seen.now - lastAt <= Math.max(intervalS * 3000, 10_000);
}

export function isReplyFresh(seen: WorkerEvidence): boolean {
  const { lastAt, missesInRow } = seen.reply;
  if (lastAt === null || missesInRow > 0) return false;
  const { offlineAt } = seen.heartbeat;
  return seen.now - lastAt <= replyFreshMs && (offlineAt === null || offlineAt < lastAt);
}

function spokeSince(seen: WorkerEvidence, bornAt: number): boolean {
  return (seen.heartbeat.lastAt ?? 0) >= bornAt || (seen.reply.lastAt ?? 0) >= bornAt;
}

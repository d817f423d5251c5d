/**
 * The proofs behind a verdict, in the order a person would check them: process, heartbeat, reply, connection, queue.
 * Each says what was seen and when; what was not looked at is left out or said to be unknown.
 */
import type { Proof } from '#shared/domain/worker.ts';
import { isHeartbeatFresh, isReplyFresh } from './decide-verdict.ts';
import type { WorkerEvidence } from './worker-evidence.ts';

const proof = (source: Proof['source'], says: Proof['says'], at: number | null, params: Proof['params'] = {}): Proof => ({ source, says, at, params });

export function listProofs(seen: WorkerEvidence): readonly Proof[] {
  return [ofHost(seen), ofProcess(seen), ofHeartbeat(seen), ofReply(seen), ofConnection(seen), ofTasks(seen), ofQueue(seen), ofBinding(seen), ofBroker(seen)].filter((one) => one !== null);
}

function ofHost({ host }: WorkerEvidence): Proof | null {
  if (host === null || host.isConnected) return null;
  return proof('host', 'host-unreachable', host.since);
}

function ofProcess(seen: WorkerEvidence): Proof | null {
  const { process, gone, host } = seen;
  if (process !== null) {
    const params = { pid: process.pid, state: process.state, startedAt: process.startedAt };
    if (process.state === 'stopped' || process.state === 'traced') return proof('process', 'process-frozen', process.at, params);
    if (process.wchan?.endsWith('pipe_write') === true && process.stillSince !== null) return proof('process', 'process-pipe-full', process.at, { ...params, stillSince: process.stillSince });
    if (process.state === 'disk-wait') return proof('process', 'process-uninterruptible', process.at, params);
    return proof('process', 'process-running', process.at, { ...params, stillSince: process.stillSince });
  }
  if (gone !== null) return proof('process', 'process-gone', gone.at, { pid: gone.pid });
  if (host === null) return null;
  return proof('process', host.seesAll ? 'process-not-seen' : 'process-hidden', host.sampledAt);
}

function ofHeartbeat(seen: WorkerEvidence): Proof | null {
  const { heartbeat } = seen;
  const params = { intervalS: heartbeat.intervalS };
  if (heartbeat.offlineAt !== null && (heartbeat.lastAt === null || heartbeat.offlineAt >= heartbeat.lastAt)) return proof('heartbeat', 'heartbeat-offline', heartbeat.offlineAt);
  if (heartbeat.lastAt === null) return seen.broker === null ? null : proof('heartbeat', 'heartbeat-none', null, { disabled: heartbeat.isDisabled ? 1 : 0 });
  return proof('heartbeat', isHeartbeatFresh(seen) ? 'heartbeat-fresh' : 'heartbeat-late', heartbeat.lastAt, params);
}

function ofReply(seen: WorkerEvidence): Proof | null {
  const { reply } = seen;
  if (seen.broker === null) return null;
  if (reply.missesInRow > 0) return proof('reply', 'reply-missing', reply.lastMissAt, { misses: reply.missesInRow, lastAt: reply.lastAt });
  if (isReplyFresh(seen)) return proof('reply', 'reply-fresh', reply.lastAt, { tookMs: reply.tookMs });
  return proof('reply', 'reply-not-asked', reply.lastAt);
}

function ofConnection({ connection, broker }: WorkerEvidence): Proof | null {
  if (broker === null || connection === null) return null;
  if (connection.isWaiting === true) return proof('connection', 'connection-waiting', connection.at, { count: connection.count });
  if (connection.isWaiting === null) return proof('connection', 'connection-unknown', connection.at);
  if (connection.count === 0) return proof('connection', 'connection-none', connection.at, { since: connection.notWaitingSince });
  return proof('connection', 'connection-not-waiting', connection.at, { since: connection.notWaitingSince, count: connection.count });
}

function ofTasks(seen: WorkerEvidence): Proof | null {
  if (seen.activeTasks === null || seen.activeTasks === 0) return null;
  return proof('heartbeat', 'tasks-active', seen.heartbeat.lastAt, { active: seen.activeTasks });
}

function ofQueue({ queue, processedMovedAt, now }: WorkerEvidence): Proof | null {
  if (queue === null) return null;
  if (processedMovedAt !== null && now - processedMovedAt < 60_000) return proof('queue', 'queue-moving', processedMovedAt, { depth: queue.depth });
  if (queue.depth === 0) return proof('queue', 'queue-empty', queue.at);
  return proof('queue', 'queue-stuck', queue.at, { depth: queue.depth, movedAt: processedMovedAt });
}

function ofBinding({ gone, isBindingLeft, process }: WorkerEvidence): Proof | null {
  if (gone === null || process !== null || isBindingLeft === null) return null;
  return proof('binding', isBindingLeft ? 'binding-left' : 'binding-removed', gone.at);
}

function ofBroker({ broker }: WorkerEvidence): Proof | null {
  if (broker === null || broker.isReady) return null;
  return proof('broker', 'broker-unreachable', broker.since);
}

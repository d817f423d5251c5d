/** Hears what one broker and its workers say and folds it into broker and worker records. */
import type { BrokerObservation } from '#electron/celery/core/broker-observation.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { TaskView } from '#shared/domain/task.ts';
import { foldBrokerSeen, type BrokerRecord } from './core/broker-record.ts';
import { matchConnection } from './core/match-connection.ts';
import { addRuntime } from './core/task-runtimes.ts';
import { foldAnswer, foldConnection, foldPong, foldSilence, foldStats, foldWorkerEvent, forgiveEnd, type WorkerRecord } from './core/worker-record.ts';
import type { FleetKeeper, FleetTools } from './fleet-keeper.ts';

const keepGoneMs = 24 * 3_600_000;

export function createBrokerEar(tools: FleetTools): Pick<FleetKeeper, 'brokerSaw' | 'tasksCounted' | 'expectedNodes'> {
  const { state, outbox, clock } = tools;
  return {
    brokerSaw: (id, seen) => {
      const record = state.brokers.get(id);
      if (record === undefined) return;
      const next = foldBrokerSeen(record, seen);
      if (next !== record) { state.brokers.set(id, next); outbox.mark('brokers', id); }
      hear(tools, next, seen);
    },
    tasksCounted: (key, counts) => {
      const record = state.roster.get(key);
      if (record === null) return;
      state.roster.put({ ...record, counts: { ...counts, at: clock.now() } });
      tools.review(key, true);
    },
    expectedNodes: (broker) => {
      const now = clock.now();
      const near = [...state.roster.onBroker(broker)].filter((record) => record.process !== null || (record.gone === null && now - (record.heartbeat.lastAt ?? 0) < 600_000 && (record.heartbeat.offlineAt ?? 0) < (record.heartbeat.lastAt ?? 0)));
      return [...new Set(near.map((record) => record.name))];
    },
  };
}

function hear(tools: FleetTools, broker: BrokerRecord, seen: BrokerObservation): void {
  switch (seen.kind) {
    case 'phase': tools.reviewAll(tools.state.roster.onBroker(broker.id), true); return;
    case 'clients': onClients(tools, broker, seen); return;
    case 'bindings': onBindings(tools, broker.id, seen); return;
    case 'worker-event': change(tools, broker, seen.event.node, seen.event.pid, seen.at, (record) => foldWorkerEvent(record, seen.event, seen.at)); return;
    case 'pong': change(tools, broker, seen.node, null, seen.at, (record) => foldPong(record, seen.tookMs, seen.at)); return;
    case 'stats': change(tools, broker, seen.node, seen.stats.pid, seen.at, (record) => foldStats(record, seen.stats, seen.at)); return;
    case 'active-queues': change(tools, broker, seen.node, null, seen.at, (record) => ({ ...foldAnswer(record, seen.at), activeQueues: seen.queues })); return;
    case 'task-counts': change(tools, broker, seen.node, null, seen.at, (record) => ({ ...foldAnswer(record, seen.at), counts: { active: seen.active, reserved: seen.reserved, scheduled: seen.scheduled, at: seen.at } })); return;
    case 'silent':
      for (const record of tools.state.roster.onBroker(broker.id)) {
        if (!seen.nodes.includes(record.name)) continue;
        tools.state.roster.put(foldSilence(record, seen.at));
        tools.review(record.key, true);
      }
      return;
    case 'task': change(tools, broker, seen.node, null, seen.at, (record) => foldTask(record, seen.task, seen.at)); return;
    case 'redis':
    case 'queues': return;
  }
}

/** Only a finished task tells how long it ran. */
function foldTask(record: WorkerRecord, task: TaskView, at: number): WorkerRecord {
  const hasRun = task.runtimeMs !== null && (task.state === 'succeeded' || task.state === 'failed');
  if (!hasRun || task.runtimeMs === null) return record.taskEvents === true ? record : { ...record, taskEvents: true };
  return { ...record, taskEvents: true, runtimes: addRuntime(record.runtimes, task.runtimeMs, at) };
}

/** Folds one node's word; a worker without a host has no samples to carry its figures, so it is announced at once. */
function change(tools: FleetTools, broker: BrokerRecord, node: string, pid: number | null, at: number, fold: (record: WorkerRecord) => WorkerRecord): void {
  const { state } = tools;
  const record = state.roster.byNode(broker.id, broker.hosts, node, pid, at);
  state.roster.put(fold(record));
  if (isUnknownProcess(record, pid)) for (const host of broker.hosts) tools.requests.scan(host, 'stranger');
  tools.review(record.key, record.host === null);
}

/** The word came from a process that no scan has shown yet: a new worker, or a restarted one. */
function isUnknownProcess(record: WorkerRecord, pid: number | null): boolean {
  if (record.process === null) return true;
  return pid !== null && record.process.main.innerPid !== pid;
}

function onClients(tools: FleetTools, broker: BrokerRecord, seen: Extract<BrokerObservation, { kind: 'clients' }>): void {
  if (seen.clients === null) return;
  const { state } = tools;
  const workers = state.roster.onBroker(broker.id);
  const living = Math.max(1, workers.filter((record) => record.gone === null || record.process !== null).length);
  for (const record of workers) {
    if (record.process === null && record.gone !== null) continue;
    const proof = matchConnection(record.process?.main ?? null, seen.clients, living);
    const next = foldConnection(record, proof.isWaiting, proof.count, seen.at);
    state.roster.put(next);
    if (proof.isWaiting !== true && proof.portsAreOld && record.host !== null && isSuspect(next, seen.at)) tools.requests.scan(record.host, 'suspect');
    if (proof.isWaiting === false && isSuspect(next, seen.at)) tools.requests.confirm(broker.id, record.name, record.key);
    tools.review(record.key, false);
  }
}

/** Not waiting for work though it has, by its own word, nothing in hand: worth a second look. */
function isSuspect(record: WorkerRecord, now: number): boolean {
  const isSpeaking = now - (record.heartbeat.lastAt ?? 0) < 10_000 || now - (record.reply.lastAt ?? 0) < 30_000;
  return isSpeaking && (record.active?.count ?? 0) === 0 && record.connection?.isWaiting !== true;
}

function onBindings(tools: FleetTools, broker: BrokerId, seen: Extract<BrokerObservation, { kind: 'bindings' }>): void {
  const { state } = tools;
  for (const record of state.roster.onBroker(broker)) {
    if (record.process === null && isForgettable(record, seen.at)) { state.roster.drop(record.key); tools.outbox.markGone('workers', record.key); continue; }
    if (record.gone === null || seen.at < record.gone.at) continue;
    const isLeft = seen.nodes.includes(record.name);
    if (record.isBindingLeft === isLeft) continue;
    // read once after the end: a later change is another worker's doing
    if (record.isBindingLeft === false) continue;
    const read = { ...record, isBindingLeft: isLeft };
    state.roster.put(isLeft ? read : forgiveEnd(read, seen.at));
    tools.review(record.key, true);
  }
}

/** A worker without a host that went silent an hour ago, or one that ended a day ago, leaves the list. */
function isForgettable(record: WorkerRecord, now: number): boolean {
  if (record.gone !== null) return now - record.gone.at > keepGoneMs;
  return record.host === null && now - record.lastHeardAt > 3_600_000;
}

/** Hears what one host's probes say and folds it into host and worker records. */
import type { HostObservation, ProcessSample } from '#electron/probes/core/host-observation.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { foldHostSeen } from './core/host-record.ts';
import { addToSpark } from './core/minute-spark.ts';
import { pulseValues } from './core/pulse-values.ts';
import { totalRss } from './core/worker-view.ts';
import { foldChildDeath, foldChildren, foldConnection, foldEnd, foldProcessSample, type WorkerRecord } from './core/worker-record.ts';
import { matchConnection } from './core/match-connection.ts';
import type { FleetKeeper, FleetTools } from './fleet-keeper.ts';

export function createHostEar(tools: FleetTools): Pick<FleetKeeper, 'hostSaw' | 'attach'> {
  const { state, outbox } = tools;
  return {
    hostSaw: (id, seen) => {
      const record = state.hosts.get(id);
      if (record === undefined) return;
      state.hosts.set(id, foldHostSeen(record, seen));
      if (seen.kind === 'died') onDeath(tools, id, seen);
      else if (seen.kind === 'inventoried') onInventory(tools, id, seen);
      else if (seen.kind === 'sampled') onSample(tools, id, seen);
      outbox.mark('hosts', id);
    },
    attach: (host, pid, broker) => {
      const found = state.roster.onHost(host).find((worker) => worker.process?.main.pid === pid);
      if (found === undefined || found.broker === broker) return;
      state.roster.put({ ...found, broker, connection: null });
      tools.review(found.key, true);
    },
  };
}

function onDeath(tools: FleetTools, host: HostId, seen: Extract<HostObservation, { kind: 'died' }>): void {
  const { state, announce } = tools;
  for (const record of state.roster.onHost(host)) {
    if (seen.role === 'main' && record.process?.main.pid === seen.pid && record.process.main.startTicks === seen.startTicks) {
      state.roster.put(foldEnd(record, seen, seen.at));
      tools.ends.ended(host, record.key, record.name, seen.pid, seen.at);
      tools.review(record.key, true);
      if (record.broker !== null) tools.requests.ask(record.broker);
      tools.requests.scan(host, 'restart');
    } else if (seen.role === 'child' && record.process?.main.pid === seen.mainPid) {
      state.roster.put(foldChildDeath(record, seen.pid, seen.at));
      announce.mark(host, { at: seen.at, kind: 'child-died', label: record.name.slice(0, 300) });
      tools.review(record.key, true);
      tools.outbox.hurry();
    }
  }
}

function onInventory(tools: FleetTools, host: HostId, seen: Extract<HostObservation, { kind: 'inventoried' }>): void {
  const { state, announce, outbox } = tools;
  const before = new Set(state.roster.onHost(host).map((record) => record.key));
  const orphansBefore = hostless(tools);
  const hostname = state.hosts.get(host)?.identity?.hostname ?? 'host';
  const { changed, ended, started } = state.roster.meet(host, hostname, seen.inventory, seen.at);
  for (const { key, pid } of ended) tools.ends.ended(host, key, state.roster.get(key)?.name ?? '', pid, seen.at);
  for (const key of started) if (before.has(key)) announce.mark(host, { at: seen.at, kind: 'worker-started', label: (state.roster.get(key)?.name ?? '').slice(0, 300) });
  const orphansAfter = new Set(hostless(tools));
  for (const key of orphansBefore) if (!orphansAfter.has(key)) outbox.markGone('workers', key);
  for (const key of new Set(changed)) { refreshConnection(tools, key); tools.review(key, true); }
  const asked = new Set(started.map((key) => state.roster.get(key)?.broker).filter((broker) => broker !== null && broker !== undefined));
  for (const broker of asked) tools.requests.ask(broker);
}

const hostless = ({ state }: FleetTools): readonly WorkerKey[] => [...state.roster.all()].filter((record) => record.host === null).map((record) => record.key);

/** New ports may explain what CLIENT LIST said a moment ago. */
function refreshConnection({ state }: FleetTools, key: WorkerKey): void {
  const record = state.roster.get(key);
  const broker = record?.broker === null || record === null ? undefined : state.brokers.get(record.broker);
  const list = broker?.clients?.list;
  if (record?.process === null || record === null || broker?.clients === null || broker === undefined || list === null || list === undefined) return;
  const living = state.roster.onBroker(broker.id).filter((other) => other.gone === null).length;
  const proof = matchConnection(record.process.main, list, Math.max(1, living));
  state.roster.put(foldConnection(record, proof.isWaiting, proof.count, broker.clients.at));
}

function onSample(tools: FleetTools, host: HostId, seen: Extract<HostObservation, { kind: 'sampled' }>): void {
  const { state, announce, views } = tools;
  const childrenOf = new Map<number, ProcessSample[]>();
  const mains = new Map<number, ProcessSample>();
  for (const process of seen.processes) {
    if (process.role === 'main') mains.set(process.pid, process);
    else if (process.role === 'child') childrenOf.set(process.mainPid, [...(childrenOf.get(process.mainPid) ?? []), process]);
  }
  for (const record of state.roster.onHost(host)) {
    const pid = record.process?.main.pid;
    if (pid === undefined) continue;
    state.roster.put(withSamples(record, mains.get(pid), childrenOf.get(pid) ?? [], seen.at));
    tools.review(record.key, true);
  }
  const brokers = [...state.brokers.values()].filter((broker) => broker.hosts[0] === host || broker.through === host).map((broker) => views.broker(broker.id)).filter((view) => view !== null);
  announce.pulse(host, seen.at, pulseValues(seen.sample, state.roster.onHost(host), brokers, seen.at));
}

function withSamples(record: WorkerRecord, main: ProcessSample | undefined, children: readonly ProcessSample[], at: number): WorkerRecord {
  if (main === undefined) return record;
  const sampled = foldChildren(foldProcessSample(record, main, at), children, at);
  return { ...sampled, memory: addToSpark(sampled.memory, totalRss(sampled), at) };
}

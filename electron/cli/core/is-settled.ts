/**
 * When a first look is complete: every host has either answered in full or said why not.
 * Must stay true: a dead host does not hold up the others past its first failure; a fresh worker gets time to speak;
 * nothing silent is waited for without end.
 */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { HostView } from '#shared/domain/host.ts';

/** After connecting: two samples, the workers looked for, their children seen, their broker found. So long at most. */
const discoveryMs = 8_000;
/** From a ready broker on: its queues counted, every worker asked. A question to workers ends after 3 s. */
const answersMs = 5_000;

/**
 * `spoken` holds the hosts that were complete once, and is added to: a host that comes and goes while the others are
 * awaited has already had its say.
 */
export function isSettled(snapshot: FleetSnapshot, nowMs: number, spoken: Set<HostView['id']>): boolean {
  for (const host of snapshot.hosts) if (isHostSettled(host, snapshot, nowMs)) spoken.add(host.id);
  return snapshot.hosts.every(({ id }) => spoken.has(id));
}

function isHostSettled(host: HostView, snapshot: FleetSnapshot, nowMs: number): boolean {
  const { config, link, sample } = host;
  if (!config.isOn || link.phase === 'blocked' || (link.phase === 'waiting' && link.error !== null)) return true;
  if (link.phase !== 'connected' || sample === null) return false;
  const isLate = nowMs - link.since >= discoveryMs;
  const workers = snapshot.workers.filter((worker) => worker.host === host.id);
  const brokers = snapshot.brokers.filter(({ id, hosts }) => host.brokers.includes(id) || hosts.includes(host.id));
  if (!brokers.every((broker) => isBrokerSettled(broker, nowMs))) return false;
  const isKnownEmpty = host.notes.includes('no-worker-found') || config.broker.find === 'none';
  if (workers.length === 0) return isLate || isKnownEmpty;
  const hasBroker = brokers.length > 0 || host.notes.includes('broker-not-found') || config.broker.find === 'none';
  // The first sample has no CPU figure: it takes two.
  if (!isLate && (!hasBroker || sample.cpu === null || !workers.every(isMeasured))) return false;
  return workers.every((worker) => hasSpoken(worker, brokers, nowMs));
}

/** Ready with its figures and one round of its queues, or why not is known. */
function isBrokerSettled({ phase, since, redis, unacked }: BrokerView, nowMs: number): boolean {
  if (phase === 'ready') return (redis !== null && unacked !== null) || nowMs - since >= answersMs;
  return phase !== 'connecting' && phase !== 'asking';
}

/** A process just found has no figures before its second sample; a pool of processes has children. */
function isMeasured({ process, totalRss, totalCpu, pool, children }: WorkerView): boolean {
  if (process === null) return true;
  return totalRss !== null && totalCpu !== null && (pool.kind !== 'prefork' || children.length > 0);
}

/** Both answers (its figures, its queues) are there, or the time for them is over. These verdicts never reply. */
function hasSpoken(worker: WorkerView, brokers: readonly BrokerView[], nowMs: number): boolean {
  if (['busy', 'blocked', 'crashed', 'stopped'].includes(worker.verdict.kind)) return true;
  const ready = brokers.filter(({ id, phase }) => phase === 'ready' && (worker.broker === null || worker.broker === id));
  if (ready.every(({ since }) => nowMs - since >= answersMs)) return true;
  return worker.counts !== null && worker.queues !== null && worker.pool.from !== 'none' && worker.pool.from !== 'command-line';
}

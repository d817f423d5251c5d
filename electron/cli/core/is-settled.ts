/**
 * When a first look is complete: every host has either answered in full or said why not.
 * Must stay true: a dead host does not hold up the others past its first failure; a fresh worker gets time to speak.
 */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { HostView } from '#shared/domain/host.ts';

/** After connecting, the workers are looked for and the broker is found: so long at most without any. */
const discoveryMs = 8_000;
/** A worker that has not replied yet is not unknown, it was just met. */
const firstWordMs = 6_000;

/**
 * `spoken` holds the hosts that were complete once, and is added to: a host that comes and goes while the others are
 * awaited has already had its say.
 */
export function isSettled(snapshot: FleetSnapshot, nowMs: number, spoken: Set<HostView['id']>): boolean {
  for (const host of snapshot.hosts) if (isHostSettled(host, snapshot, nowMs)) spoken.add(host.id);
  return snapshot.hosts.every(({ id }) => spoken.has(id));
}

function isHostSettled(host: HostView, snapshot: FleetSnapshot, nowMs: number): boolean {
  const { config, link } = host;
  if (!config.isOn || link.phase === 'blocked' || (link.phase === 'waiting' && link.error !== null)) return true;
  if (link.phase !== 'connected' || host.sample === null) return false;
  const connectedForMs = nowMs - link.since;
  const workers = snapshot.workers.filter((worker) => worker.host === host.id);
  const brokers = snapshot.brokers.filter(({ id, hosts }) => host.brokers.includes(id) || hosts.includes(host.id));
  if (brokers.some(({ phase }) => phase === 'connecting' || phase === 'asking')) return false;
  const isKnownEmpty = host.notes.includes('no-worker-found') || config.broker.find === 'none';
  if (workers.length === 0) return isKnownEmpty || connectedForMs >= discoveryMs;
  const hasBroker = brokers.length > 0 || host.notes.includes('broker-not-found') || config.broker.find === 'none';
  if (!hasBroker) return connectedForMs >= discoveryMs;
  const isReady = brokers.some(({ phase }) => phase === 'ready');
  const isWhole = workers.every((worker) => isMeasured(worker) && (!isReady || hasSpoken(worker)));
  return isWhole || connectedForMs >= firstWordMs + 2_000;
}

/** A process just found has no figures before its second sample. */
const isMeasured = ({ process, totalRss }: WorkerView): boolean => process === null || totalRss !== null;

/** A heartbeat alone fills some counts; how much is active comes with the reply. These verdicts never reply. */
const hasSpoken = ({ counts, verdict }: WorkerView): boolean =>
  (counts !== null && counts.active !== null) || ['busy', 'blocked', 'crashed', 'stopped'].includes(verdict.kind);

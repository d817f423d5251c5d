/**
 * Which alert explains which, so that one cause says one word. Pure; rules AL7-AL9.
 * A pending alert explains already: its effect must not speak in the seconds before it fires.
 */
import type { Alert, AlertCondition } from '#shared/domain/alert.ts';
import type { Way } from './shared-hops.ts';

/** What a standing trouble of the same worker explains. */
const withinWorker: { readonly [C in AlertCondition]?: readonly AlertCondition[] } = {
  'worker-blocked': ['worker-deaf', 'heartbeat-missed', 'task-stuck'],
  'worker-deaf': ['heartbeat-missed'],
  'restart-storm': ['worker-crashed', 'worker-deaf', 'heartbeat-missed', 'child-killed'],
  'worker-crashed': ['heartbeat-missed', 'child-killed', 'worker-deaf'],
  'worker-memory-over-limit': ['memory-limit-near'],
};
const ofLostBroker: readonly AlertCondition[] = ['heartbeat-missed', 'worker-deaf', 'task-stuck', 'queue-over'];

export type CauseIndex = { causeOf(alert: Alert): Alert | null };

/** `brokerOf`: the broker a worker uses. `through`: the host whose link leads to a broker. `ways`: hosts that are reached through jump hosts. */
export type CauseLookup = { brokerOf(worker: string): string | null; through(broker: string): string | null; ways(): ReadonlyMap<string, Way> };

export function indexCauses(open: readonly Alert[], lookup: CauseLookup): CauseIndex {
  const lostHosts = new Map<string, Alert>();
  const lostBrokers = new Map<string, Alert>();
  const byWorker = new Map<string, Alert[]>();
  let whole: Alert | null = null;
  for (const alert of open) {
    const { host, worker, broker } = alert.subject;
    if (alert.condition === 'all-hosts-unreachable') whole = alert;
    else if (alert.condition === 'host-unreachable' && host !== null) lostHosts.set(host, alert);
    else if (alert.condition === 'broker-unreachable' && broker !== null) lostBrokers.set(broker, alert);
    else if (worker !== null && alert.condition in withinWorker) byWorker.set(worker, [...(byWorker.get(worker) ?? []), alert]);
  }
  const ways = lostHosts.size > 0 ? lookup.ways() : new Map<string, Way>();
  const firstOnWay = firstLost(lostHosts, ways);
  const behindHop = (host: string, alert: Alert): Alert | null => {
    const way = ways.get(host);
    const jump = way?.jumpHost === null || way === undefined ? undefined : lostHosts.get(way.jumpHost);
    const first = way?.lostWay === null || way === undefined ? undefined : firstOnWay.get(way.lostWay);
    return jump ?? (first === undefined || first.id === alert.id ? null : first);
  };
  const direct = (alert: Alert): Alert | null => {
    const { host, worker, broker } = alert.subject;
    if (alert.condition === 'all-hosts-unreachable') return null;
    if (alert.condition === 'host-unreachable') return whole ?? (host === null ? null : behindHop(host, alert));
    const way = broker === null ? host : (lookup.through(broker) ?? null);
    const lostHost = way === null ? undefined : lostHosts.get(way);
    if (lostHost !== undefined) return lostHost;
    const usedBroker = broker ?? (worker === null ? null : lookup.brokerOf(worker));
    const lostBroker = usedBroker === null || alert.condition === 'broker-unreachable' || !ofLostBroker.includes(alert.condition) ? undefined : lostBrokers.get(usedBroker);
    if (lostBroker !== undefined) return lostBroker;
    return (worker === null ? [] : (byWorker.get(worker) ?? [])).find((other) => other.id !== alert.id && withinWorker[other.condition]?.includes(alert.condition)) ?? null;
  };
  return {
    /** The root: what explains the explanation too. */
    causeOf(alert) {
      let cause = direct(alert);
      for (let depth = 0; cause !== null && depth < 4; depth += 1) {
        const deeper = direct(cause);
        if (deeper === null || deeper.id === alert.id) break;
        cause = deeper;
      }
      return cause;
    },
  };
}

/** Nobody sees the jump host itself: of the hosts lost behind it, the first speaks for all. */
function firstLost(lostHosts: ReadonlyMap<string, Alert>, ways: ReadonlyMap<string, Way>): ReadonlyMap<string, Alert> {
  const first = new Map<string, Alert>();
  for (const [host, alert] of [...lostHosts].sort(([, a], [, b]) => a.since - b.since || (a.id < b.id ? -1 : 1))) {
    const way = ways.get(host)?.lostWay ?? null;
    if (way !== null && !first.has(way)) first.set(way, alert);
  }
  return first;
}

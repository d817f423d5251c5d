/**
 * Keeps what alerts need of the fleet's read model and turns each change into observations.
 * Must stay true: only what changed is looked at again; what left the fleet is said to be gone.
 */
import type { AlertRule, AlertSubject } from '#shared/domain/alert.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { FleetChange } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { foldGap, isLate, noGaps, type Gaps } from './core/heartbeat-gaps.ts';
import { isSo, unseen, type Observation, type Observed } from './core/observation.ts';
import { brokerConditions } from './core/see-broker.ts';
import { hostConditions } from './core/see-host.ts';
import { findWays, type Way } from './core/shared-hops.ts';
import { workerConditions } from './core/see-worker.ts';

export type Told = {
  /** Seconds over its own limit of the longest task; null when unknown. */
  stuckForS(worker: string): number | null;
  hoursToLimit(worker: string): { readonly hours: number | null } | null;
  /** Critical findings of the host's last diagnosis; null: none lately. */
  criticalFindings(host: string, now: number): number | null;
};

export type FleetFacts = {
  /** Takes a change in; returns what is seen now of what changed, and who left. */
  take(change: FleetChange, rules: readonly AlertRule[], now: number): { readonly seen: readonly Observation[]; readonly left: readonly AlertSubject[] };
  /** Looks at everything again: counts of the last hour run out without any news. */
  look(rules: readonly AlertRule[], now: number): readonly Observation[];
  killTold(worker: string, at: number): void;
  knows(subject: AlertSubject): boolean;
  workers(): Iterable<WorkerView>;
  worker(key: string): WorkerView | null;
  brokerOf(worker: string): string | null;
  through(broker: string): string | null;
  /** Hosts that are reached through jump hosts. */
  ways(): ReadonlyMap<string, Way>;
};

const hourMs = 3_600_000;
/** After a broker comes back its workers need a moment to be heard again. */
const hearingMs = 20_000;

type Power = { readonly bootId: string; readonly hasDipped: boolean };

export function createFleetFacts(told: Told): FleetFacts {
  const hosts = new Map<string, HostView>();
  const workers = new Map<string, WorkerView>();
  const brokers = new Map<string, BrokerView>();
  const gaps = new Map<string, Gaps>();
  const kills = new Map<string, readonly number[]>();
  const power = new Map<string, Power>();

  const dipped = ({ id, identity, sample }: HostView): boolean => {
    const bits = sample?.throttling ?? null;
    if (identity === null || bits === null) return false;
    const before = power.get(id);
    power.set(id, { bootId: identity.bootId, hasDipped: bits.underVoltageSinceBoot });
    return before?.bootId === identity.bootId && !before.hasDipped && bits.underVoltageSinceBoot;
  };
  const seeHost = (view: HostView, rules: readonly AlertRule[], now: number): Observation[] => {
    const seen = { view, now, powerDipped: dipped(view), criticalFindings: told.criticalFindings(view.id, now) };
    return rules.flatMap((rule) => look(rule, hostConditions[rule.condition]?.(seen, rule.threshold ?? 0), { host: view.id, worker: null, broker: null }, view.config.name, view.config.name));
  };
  const seeWorker = (view: WorkerView, rules: readonly AlertRule[], now: number): Observation[] => {
    const broker = view.broker === null ? undefined : brokers.get(view.broker);
    const late = isLate(view, broker?.phase === 'ready' && now - broker.since > hearingMs, now);
    const gap = foldGap(gaps.get(view.key) ?? noGaps, late, now);
    gaps.set(view.key, gap);
    const killsTold = (kills.get(view.key) ?? []).filter((at) => now - at < hourMs);
    const seen = { view, now, gaps: gap.at, isHeard: late !== null, killsTold, stuckForS: told.stuckForS(view.key), hoursToLimit: told.hoursToLimit(view.key) };
    const hostName = view.host === null ? null : (hosts.get(view.host)?.config.name ?? null);
    return rules.flatMap((rule) => look(rule, workerConditions[rule.condition]?.(seen, rule.threshold ?? 0), { host: view.host, worker: view.key, broker: null }, view.name, hostName));
  };
  const seeBroker = (view: BrokerView, rules: readonly AlertRule[]): Observation[] =>
    rules.flatMap((rule) => look(rule, brokerConditions[rule.condition]?.(view, rule.threshold ?? 0), { host: null, worker: null, broker: view.id }, view.label, view.through === null ? null : (hosts.get(view.through)?.config.name ?? null)));
  const seeAll = (rules: readonly AlertRule[]): Observation[] =>
    rules.filter(({ condition }) => condition === 'all-hosts-unreachable').flatMap((rule) => look(rule, seeFleet(hosts.values()), { host: null, worker: null, broker: null }, '', null));

  return {
    take(change, rules, now) {
      const left: AlertSubject[] = [];
      const { news, gone } = unpack(change, { hosts, workers, brokers });
      for (const id of gone.hosts) { hosts.delete(id); power.delete(id); left.push({ host: id as HostView['id'], worker: null, broker: null }); }
      for (const key of gone.workers) { workers.delete(key); gaps.delete(key); kills.delete(key); left.push({ host: null, worker: key as WorkerView['key'], broker: null }); }
      for (const id of gone.brokers) { brokers.delete(id); left.push({ host: null, worker: null, broker: id as BrokerView['id'] }); }
      for (const view of news.hosts) hosts.set(view.id, view);
      for (const view of news.brokers) brokers.set(view.id, view);
      for (const view of news.workers) workers.set(view.key, view);
      const seen = [...news.hosts.flatMap((view) => seeHost(view, rules, now)), ...news.brokers.flatMap((view) => seeBroker(view, rules)), ...news.workers.flatMap((view) => seeWorker(view, rules, now)), ...(news.hosts.length + gone.hosts.length > 0 ? seeAll(rules) : [])];
      return { seen, left };
    },
    look: (rules, now) => [...[...workers.values()].flatMap((view) => seeWorker(view, rules, now)), ...[...hosts.values()].flatMap((view) => seeHost(view, rules, now)), ...seeAll(rules)],
    killTold: (worker, at) => { kills.set(worker, [...(kills.get(worker) ?? []), at].slice(-100)); },
    knows: ({ host, worker, broker }) => (worker !== null ? workers.has(worker) : broker !== null ? brokers.has(broker) : host === null || hosts.has(host)),
    workers: () => workers.values(),
    worker: (key) => workers.get(key) ?? null,
    brokerOf: (worker) => workers.get(worker)?.broker ?? null,
    ways: () => findWays(hosts.values()),
    through: (broker) => brokers.get(broker)?.through ?? null,
  };
}

function look(rule: AlertRule, seen: Observed | undefined, subject: AlertSubject, name: string, hostName: string | null): readonly Observation[] {
  return seen === undefined || !rule.isOn ? [] : [{ ...seen, condition: rule.condition, subject, rule: rule.id, name, hostName }];
}

/** Three at least: with one or two hosts the host itself is the likelier cause. */
function seeFleet(hosts: Iterable<HostView>): Observed {
  const wanted = [...hosts].filter(({ link }) => link.phase !== 'off');
  if (wanted.length < 3) return isSo(false);
  if (wanted.some(({ link }) => link.phase === 'connected')) return isSo(false);
  return wanted.every(({ link }) => link.phase === 'waiting' || (link.phase === 'connecting' && (link.error !== null || link.attempt > 1))) ? isSo(true, wanted.length) : unseen;
}

type Known = { readonly hosts: ReadonlyMap<string, HostView>; readonly workers: ReadonlyMap<string, WorkerView>; readonly brokers: ReadonlyMap<string, BrokerView> };

/** A snapshot replaces all: what it does not name is gone. */
function unpack(change: FleetChange, known: Known): { readonly news: { readonly hosts: readonly HostView[]; readonly workers: readonly WorkerView[]; readonly brokers: readonly BrokerView[] }; readonly gone: { readonly hosts: readonly string[]; readonly workers: readonly string[]; readonly brokers: readonly string[] } } {
  if (change.kind === 'patch') {
    const { hosts = [], workers = [], brokers = [], gone } = change.patch;
    return { news: { hosts, workers, brokers }, gone: { hosts: gone?.hosts ?? [], workers: gone?.workers ?? [], brokers: gone?.brokers ?? [] } };
  }
  const { hosts, workers, brokers } = change.snapshot;
  const missing = (map: ReadonlyMap<string, unknown>, ids: readonly string[]): readonly string[] => { const named = new Set(ids); return [...map.keys()].filter((id) => !named.has(id)); };
  return { news: { hosts, workers, brokers }, gone: { hosts: missing(known.hosts, hosts.map(({ id }) => id)), workers: missing(known.workers, workers.map(({ key }) => key)), brokers: missing(known.brokers, brokers.map(({ id }) => id)) } };
}

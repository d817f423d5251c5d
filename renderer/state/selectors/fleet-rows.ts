/**
 * The Fleet's list as rows, from the replica and what this window is set to. Pure.
 * Sick hosts stand first and open; a healthy host is one line; a filter never hides how many it hid.
 */
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { isSick, verdictRank } from '#renderer/format/describe-verdict.ts';
import type { FleetView } from '#renderer/state/slices/fleet-view.ts';
import type { WorkerGroups } from './group-workers.ts';

export type FleetRow =
  | { readonly kind: 'site'; readonly id: string; readonly site: string | null; readonly hosts: number }
  | { readonly kind: 'host'; readonly id: string; readonly host: HostView; readonly workers: readonly WorkerView[]; readonly isOpen: boolean }
  | { readonly kind: 'worker'; readonly id: string; readonly worker: WorkerView; readonly host: HostView | null }
  | { readonly kind: 'strays'; readonly id: string; readonly count: number };

export type FleetRowNeeds = {
  readonly hosts: Iterable<HostView>;
  readonly groups: WorkerGroups;
  readonly view: FleetView;
  readonly compare: (a: string, b: string) => number;
};

type Shown = { readonly host: HostView; readonly workers: readonly WorkerView[]; readonly shown: readonly WorkerView[]; readonly isOpen: boolean };

const none: readonly WorkerView[] = [];

export function listFleetRows({ hosts, groups, view, compare }: FleetRowNeeds): readonly FleetRow[] {
  const query = view.search.trim().toLowerCase();
  const found: Shown[] = [];
  for (const host of hosts) {
    const one = showHost(host, groups.byHost.get(host.id) ?? none, view, query);
    if (one !== null) found.push(one);
  }
  found.sort(orderOf(view, compare));
  const rows = view.group === 'site' ? bySite(found, compare) : found.flatMap(rowsOf);
  const strays = groups.strays.filter((worker) => matchesWorker(worker, query) && (!view.isOnlySick || isSick(worker.verdict.kind)));
  if (strays.length === 0) return rows;
  return [...rows, { kind: 'strays', id: 'strays', count: strays.length }, ...strays.map((worker) => workerRow(worker, null))];
}

/** A host that wants a person: a sick worker, or a link that failed or waits for an answer. */
export function isTroubled(host: HostView, workers: readonly WorkerView[]): boolean {
  return isLinkTroubled(host) || workers.some((worker) => isSick(worker.verdict.kind));
}

export function isLinkTroubled({ link }: HostView): boolean {
  return link.phase === 'asking' || link.phase === 'blocked' || link.phase === 'waiting';
}

export function memoryPercent({ sample }: HostView): number | null {
  if (sample === null || sample.memTotal === null || sample.memAvailable === null || sample.memTotal <= 0) return null;
  return ((sample.memTotal - sample.memAvailable) / sample.memTotal) * 100;
}

function showHost(host: HostView, workers: readonly WorkerView[], view: FleetView, query: string): Shown | null {
  if (view.isOnlySick && !isTroubled(host, workers)) return null;
  const sick = workers.filter((worker) => isSick(worker.verdict.kind));
  const hasSick = sick.length > 0;
  const candidates = view.isOnlySick ? sick : view.sort === 'sick' && hasSick ? sickFirst(workers) : workers;
  const isOpen = hasSick !== view.flipped.has(host.id);
  if (query === '' || matchesHost(host, query)) return { host, workers, shown: candidates, isOpen };
  const shown = candidates.filter((worker) => matchesWorker(worker, query));
  return shown.length === 0 ? null : { host, workers, shown, isOpen: true };
}

/** Only the sick move up; the healthy keep their order whatever they do. */
function sickFirst(workers: readonly WorkerView[]): readonly WorkerView[] {
  const rank = ({ verdict }: WorkerView): number => (isSick(verdict.kind) ? verdictRank(verdict.kind) : 50);
  return workers.toSorted((a, b) => rank(a) - rank(b));
}

function matchesHost({ config, identity }: HostView, query: string): boolean {
  return [config.name, config.address, config.site ?? '', identity?.hostname ?? '', ...config.tags].some((text) => text.toLowerCase().includes(query));
}

function matchesWorker(worker: WorkerView, query: string): boolean {
  return query === '' || worker.name.toLowerCase().includes(query) || (worker.queues ?? []).some((queue) => queue.toLowerCase().includes(query));
}

function rowsOf({ host, workers, shown, isOpen }: Shown): FleetRow[] {
  const head: FleetRow = { kind: 'host', id: `host:${host.id}`, host, workers, isOpen };
  return isOpen ? [head, ...shown.map((worker) => workerRow(worker, host))] : [head];
}

function workerRow(worker: WorkerView, host: HostView | null): FleetRow {
  return { kind: 'worker', id: `worker:${worker.key}`, worker, host };
}

function bySite(found: readonly Shown[], compare: (a: string, b: string) => number): FleetRow[] {
  const sites = new Map<string | null, Shown[]>();
  for (const one of found) sites.set(siteOf(one), [...(sites.get(siteOf(one)) ?? []), one]);
  // Named sites first, in order; hosts without a site last.
  const ordered = [...sites].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : compare(a, b)));
  return ordered.flatMap(([site, hosts]) => [{ kind: 'site', id: `site:${site ?? ''}`, site, hosts: hosts.length } satisfies FleetRow, ...hosts.flatMap(rowsOf)]);
}

function siteOf({ host }: Shown): string | null {
  return host.config.site === null || host.config.site.trim() === '' ? null : host.config.site;
}

function orderOf(view: FleetView, compare: (a: string, b: string) => number): (a: Shown, b: Shown) => number {
  const byName = (a: Shown, b: Shown): number => compare(a.host.config.name, b.host.config.name);
  switch (view.sort) {
    case 'name': return byName;
    case 'sick': return (a, b) => troubleRank(a) - troubleRank(b) || byName(a, b);
    case 'memory': return (a, b) => descending(memoryPercent(a.host), memoryPercent(b.host)) || byName(a, b);
    case 'temperature': return (a, b) => descending(a.host.sample?.temperatureC ?? null, b.host.sample?.temperatureC ?? null) || byName(a, b);
  }
}

/** Unknown comes last, whichever way the figures go. */
function descending(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return b - a;
}

function troubleRank({ host, workers }: Shown): number {
  if (!host.config.isOn) return 100;
  const worst = Math.min(...workers.filter((worker) => isSick(worker.verdict.kind)).map((worker) => verdictRank(worker.verdict.kind)), 50);
  if (worst < 50) return worst;
  if (host.link.phase === 'asking' || host.link.phase === 'blocked') return 10;
  return isLinkTroubled(host) ? 20 : 50;
}

/**
 * What happened between two looks, for `watch`: verdicts, births and deaths, links and brokers. Pure.
 * Must stay true: figures alone are no news; each piece of news is told once.
 */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';

export type FleetNews = {
  readonly at: number;
  readonly kind: 'host-link' | 'broker-phase' | 'worker-appeared' | 'worker-verdict' | 'worker-gone' | 'child-died' | 'main-ended';
  readonly host: string | null;
  readonly subject: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly pid: number | null;
};

export function listChanges(before: FleetSnapshot, after: FleetSnapshot): readonly FleetNews[] {
  return [...hostNews(before, after), ...brokerNews(before, after), ...workerNews(before, after)].sort((a, b) => a.at - b.at);
}

function hostNews(before: FleetSnapshot, after: FleetSnapshot): FleetNews[] {
  const old = new Map(before.hosts.map((host) => [host.id, host.link.phase]));
  return after.hosts.flatMap(({ id, config, link }) => {
    const from = old.get(id) ?? null;
    return from === link.phase ? [] : [{ at: link.since, kind: 'host-link' as const, host: config.name, subject: config.name, from, to: link.phase, pid: null }];
  });
}

function brokerNews(before: FleetSnapshot, after: FleetSnapshot): FleetNews[] {
  const old = new Map(before.brokers.map((broker) => [broker.id, broker.phase]));
  return after.brokers.flatMap(({ id, label, phase, since }) => {
    const from = old.get(id) ?? null;
    return from === phase ? [] : [{ at: since, kind: 'broker-phase' as const, host: null, subject: label, from, to: phase, pid: null }];
  });
}

function workerNews(before: FleetSnapshot, after: FleetSnapshot): FleetNews[] {
  const old = new Map(before.workers.map((worker) => [worker.key, worker]));
  const now = new Set(after.workers.map(({ key }) => key));
  const hostName = (id: string | null): string | null => after.hosts.find((host) => host.id === id)?.config.name ?? null;
  const news: FleetNews[] = [];
  for (const worker of after.workers) {
    const was = old.get(worker.key);
    const about = { host: hostName(worker.host), subject: worker.name };
    if (was === undefined) {
      news.push({ ...about, at: worker.verdict.since, kind: 'worker-appeared', from: null, to: worker.verdict.kind, pid: worker.process?.pid ?? null });
      continue;
    }
    const known = new Set(was.childDeaths.map(({ pid, at }) => `${pid}@${at}`));
    for (const { pid, at } of worker.childDeaths) if (!known.has(`${pid}@${at}`)) news.push({ ...about, at, kind: 'child-died', from: null, to: null, pid });
    const ended = new Set(was.ends.map(({ pid, at }) => `${pid}@${at}`));
    for (const { pid, at } of worker.ends) if (!ended.has(`${pid}@${at}`)) news.push({ ...about, at, kind: 'main-ended', from: null, to: null, pid });
    if (was.verdict.kind !== worker.verdict.kind) news.push({ ...about, at: worker.verdict.since, kind: 'worker-verdict', from: was.verdict.kind, to: worker.verdict.kind, pid: worker.process?.pid ?? null });
  }
  for (const worker of before.workers) if (!now.has(worker.key)) news.push({ at: after.at, kind: 'worker-gone', host: hostName(worker.host), subject: worker.name, from: worker.verdict.kind, to: null, pid: null });
  return news;
}

/**
 * Counters of one run that the next one compares with: a run keeps them, and hands them back as `panel.earlier`.
 * Must stay true: keys name the thing for good (a process by pid and start time), so another thing is never compared.
 */
import type { OneProcess } from './evidence-process.ts';
import type { Evidence } from './evidence.ts';
import { valueOf } from './judging.ts';

export const counterKey = {
  openFiles: (one: OneProcess): string => `process.${one.pid}.${one.startTicks}.fds`,
  rss: (one: OneProcess): string => `process.${one.pid}.${one.startTicks}.rss`,
  redis: (label: string, field: string): string => `redis.${label}.${field}`,
  queue: (label: string, queue: string): string => `redis.${label}.queue.${queue}`,
  sectorsWritten: (device: string): string => `storage.${device}.sectorsWritten`,
  carrierChanges: (name: string): string => `network.${name}.carrierChanges`,
  linkErrors: (name: string): string => `network.${name}.errors`,
  unitRestarts: (unit: string): string => `systemd.${unit}.NRestarts`,
  containerRestarts: (id: string): string => `docker.${id}.restarts`,
  oomKills: (cgroup: string): string => `cgroup.${cgroup}.oom_kill`,
  processed: (node: string): string => `celery.${node}.processed`,
} as const;

const redisFields = ['evicted_keys', 'connected_clients', 'rejected_connections', 'total_commands_processed'] as const;
const maxCounters = 5000;

export function countersOf(evidence: Evidence): Readonly<Record<string, number>> {
  const pairs: [string, number][] = [];
  const add = (key: string, value: number | null | undefined): void => void (value !== null && value !== undefined && Number.isFinite(value) && pairs.push([key, value]));
  for (const main of valueOf(evidence.processes.mains) ?? []) {
    for (const one of [main, ...main.children]) {
      add(counterKey.openFiles(one), valueOf(one.fds)?.count);
      add(counterKey.rss(one), valueOf(one.status)?.['VmRSS']);
    }
    const cgroup = valueOf(main.cgroup);
    if (cgroup !== null) add(counterKey.oomKills(cgroup.path), cgroup.events?.['oom_kill']);
  }
  for (const redis of evidence.redis) {
    const figures = valueOf(redis.info) ?? {};
    for (const field of redisFields) add(counterKey.redis(redis.label, field), Number(figures[field] ?? Number.NaN));
    add(counterKey.redis(redis.label, 'slowlog'), valueOf(redis.slowLog)?.length);
    for (const queue of valueOf(redis.queues) ?? []) add(counterKey.queue(redis.label, queue.name), queue.depth);
  }
  for (const [device, { sectorsWritten }] of Object.entries(valueOf(evidence.storage.blockStats)?.second ?? {})) add(counterKey.sectorsWritten(device), sectorsWritten);
  for (const one of valueOf(evidence.network.interfaces)?.second ?? []) {
    add(counterKey.carrierChanges(one.name), one.carrierChanges);
    add(counterKey.linkErrors(one.name), one.rxErrors + one.txErrors);
  }
  for (const unit of valueOf(evidence.systemd.units) ?? []) add(counterKey.unitRestarts(unit.name), Number(unit.properties['NRestarts'] ?? Number.NaN));
  for (const container of valueOf(evidence.docker.containers) ?? []) add(counterKey.containerRestarts(container.id), container.restartCount);
  for (const node of evidence.celery) add(counterKey.processed(node.node), valueOf(node.heartbeat)?.processed);
  return Object.fromEntries(pairs.slice(0, maxCounters));
}

/** By how much a counter grew an hour since the run before; null without one of the same boot that is old enough. */
export function growthOf(evidence: Evidence, key: string, now: number, leastS: number): number | null {
  const since = deltaOf(evidence, key, now);
  return since === null || since.overS < leastS ? null : (3600 * since.delta) / since.overS;
}

/** null: no earlier reading, another boot, or the counter began anew. */
export function deltaOf(evidence: Evidence, key: string, now: number): { readonly delta: number; readonly overS: number } | null {
  const { earlier } = evidence.panel;
  if (earlier === null || earlier.bootId === null || earlier.bootId !== evidence.host.bootId) return null;
  const before = Object.hasOwn(earlier.counters, key) ? earlier.counters[key] : undefined;
  const overS = (evidence.host.at - earlier.atMs) / 1000;
  return before === undefined || overS <= 0 ? null : { delta: now - before, overS };
}

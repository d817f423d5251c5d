/**
 * The documented JSON of the command line (docs/spec/cli.md, schema 1): stable names, apart from the wire's shapes.
 * Must stay true: a field may be added, never renamed or given another meaning without a new schema number; unknown is null.
 */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { exitOfFleet } from './exit-code.ts';
import { isoTime as time } from './iso-time.ts';

export const reportSchema = 1;

export function hostReport({ config, link, identity, sample, notes, cost }: HostView): object {
  return {
    name: config.name, id: config.id, address: config.address, site: config.site, tags: config.tags, on: config.isOn,
    link: link.phase, since: time(link.since), error: link.error, lastConnectedAt: time(link.lastConnectedAt), latencyMs: link.latencyMs,
    model: identity?.model ?? null, os: identity?.osName ?? null, kernel: identity?.kernel ?? null, bootedAt: time(identity?.bootedAt),
    sampledAt: time(sample?.at), cpuPercent: sample?.cpu ?? null, load1: sample?.load1 ?? null,
    memoryTotalBytes: sample?.memTotal ?? null, memoryAvailableBytes: sample?.memAvailable ?? null, swapUsedBytes: sample?.swapUsed ?? null,
    temperatureC: sample?.temperatureC ?? null, diskAvailableBytes: sample?.disk?.available ?? null, throttling: sample?.throttling ?? null,
    notes, watchCpuMsPerSample: cost?.cpuMsPerSample ?? null,
  };
}

export function workerReport(worker: WorkerView, snapshot: FleetSnapshot): object {
  const { process, pool, counts, verdict } = worker;
  return {
    name: worker.name, key: worker.key, host: snapshot.hosts.find(({ id }) => id === worker.host)?.config.name ?? null,
    broker: snapshot.brokers.find(({ id }) => id === worker.broker)?.label ?? null,
    verdict: verdict.kind, reason: verdict.reason, since: time(verdict.since), remedy: verdict.remedy,
    proofs: verdict.proofs.map(({ source, says, at, params }) => ({ source, says, at: time(at), params })),
    pid: process?.pid ?? null, startedAt: time(process?.startedAt), user: process?.user ?? null, supervisor: process?.backend.kind ?? null, unit: process?.backend.unit ?? null, container: process?.container ?? null,
    pool: pool.kind, concurrency: pool.maxConcurrency, children: worker.children.map(({ pid }) => pid),
    active: counts?.active ?? null, reserved: counts?.reserved ?? null, scheduled: counts?.scheduled ?? null, processed: counts?.processed ?? null, perMinute: counts?.perMinute ?? null,
    queues: worker.queues, rssBytes: worker.totalRss, cpuPercent: worker.totalCpu, celery: worker.celeryVersion, heartbeatAt: time(worker.heartbeat?.at), replyMs: worker.replyMs,
  };
}

export function queueReports({ label, phase, error, queues, unacked }: BrokerView): object {
  return {
    broker: label, phase, error,
    unacked: unacked === null ? null : { count: unacked.count, oldestDeliveredAt: time(unacked.oldestDeliveredAt), visibilityTimeoutS: unacked.visibilityTimeoutS },
    queues: queues.map(({ name, depth, byPriority, consumers, oldestSeenAt, growthPerMinute }) => ({ name, depth, byPriority, consumers, oldestSeenAt: time(oldestSeenAt), growthPerMinute })),
  };
}

export type Section = 'hosts' | 'workers' | 'brokers';

export function fleetReport(snapshot: FleetSnapshot, sections: readonly Section[], isComplete: boolean): object {
  return {
    schema: reportSchema, at: time(snapshot.at), complete: isComplete, exit: exitOfFleet(snapshot),
    ...(sections.includes('hosts') ? { hosts: snapshot.hosts.map(hostReport) } : {}),
    ...(sections.includes('workers') ? { workers: snapshot.workers.map((worker) => workerReport(worker, snapshot)) } : {}),
    ...(sections.includes('brokers') ? { brokers: snapshot.brokers.map(queueReports) } : {}),
  };
}

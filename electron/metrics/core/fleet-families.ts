/** What a scraper may read of the fleet. Pure. Labels are names from the operator's list and from Celery: no path, no address, no argument. */
import type { Alert } from '#shared/domain/alert.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import { VerdictKind, type WorkerView } from '#shared/domain/worker.ts';
import type { Family, Labels, Sample } from './exposition.ts';

export type Counted = { readonly host: string; readonly worker: string; readonly count: number };
export type FleetFacts = {
  readonly snapshot: FleetSnapshot;
  readonly alerts: readonly Alert[];
  readonly restarts: readonly Counted[];
  readonly childDeaths: readonly Counted[];
  readonly crashes: ReadonlyMap<string, number>;
};

/** More than this and the rest is left out, and counted as left out. */
export const mostWorkers = 4000;
export const mostQueues = 1000;
const well: readonly VerdictKind[] = ['working', 'idle', 'busy'];
const unsure: readonly VerdictKind[] = ['unknown', 'restarting'];

const gauge = (name: string, help: string, samples: readonly Sample[]): Family => ({ name: `fleetbeat_${name}`, help, type: 'gauge', samples });
const counter = (name: string, help: string, samples: readonly Sample[]): Family => ({ name: `fleetbeat_${name}_total`, help, type: 'counter', samples });
const ratio = (percent: number | null | undefined): number | null => (percent === null || percent === undefined ? null : percent / 100);
const seconds = (ms: number | null | undefined): number | null => (ms === null || ms === undefined ? null : ms / 1000);

export function fleetFamilies({ snapshot, alerts, restarts, childDeaths, crashes }: FleetFacts): readonly Family[] {
  const workers = snapshot.workers.slice(0, mostWorkers);
  const queueCount = snapshot.brokers.reduce((count, { queues }) => count + queues.length, 0);
  const dropped = snapshot.workers.length - workers.length + Math.max(0, queueCount - mostQueues);
  const hostNames = new Map(snapshot.hosts.map(({ id, config }) => [id, config.name]));
  return [
    gauge('info', 'The engine that answers.', [{ labels: { version: snapshot.engine.version }, value: 1 }]),
    gauge('metrics_left_out', 'Workers and queues that are not in this answer because there are too many.', [{ labels: {}, value: dropped }]),
    ...hostFamilies(snapshot.hosts),
    ...workerFamilies(workers, hostNames),
    ...brokerFamilies(snapshot),
    gauge('alerts', 'Alerts that stand, by rule and severity; silenced ones apart.', countBy(alerts, ({ rule, severity, silence }) => ({ rule, severity, silenced: silence === null ? 'no' : 'yes' }))),
    counter('worker_restarts', 'Starts of a worker that had been seen before, since the engine began.', restarts.map(({ host, worker, count }) => ({ labels: { host, worker }, value: count }))),
    counter('child_deaths', 'Pool children that ended, since the engine began.', childDeaths.map(({ host, worker, count }) => ({ labels: { host, worker }, value: count }))),
    counter('crashes', 'Recorded incidents by cause.', [...crashes].map(([cause, count]) => ({ labels: { cause }, value: count }))),
  ];
}

function hostFamilies(hosts: readonly HostView[]): readonly Family[] {
  const on = hosts.filter(({ config }) => config.isOn);
  const live = on.filter(({ link }) => link.phase === 'connected');
  const each = (name: string, help: string, of: (host: HostView) => number | null | undefined, from = live): Family => gauge(name, help, from.map((host) => ({ labels: { host: host.config.name }, value: of(host) ?? null })));
  return [
    each('host_up', 'Whether the host is connected.', ({ link }) => (link.phase === 'connected' ? 1 : 0), on),
    each('host_cpu_ratio', 'Processor use, 1 is all cores busy.', ({ sample }) => ratio(sample?.cpu)),
    each('host_load1', 'Load average over a minute.', ({ sample }) => sample?.load1),
    each('host_memory_total_bytes', 'Memory of the host.', ({ sample }) => sample?.memTotal),
    each('host_memory_available_bytes', 'Memory that can be given out without swapping.', ({ sample }) => sample?.memAvailable),
    each('host_swap_used_bytes', 'Swap in use.', ({ sample }) => sample?.swapUsed),
    each('host_memory_pressure_ratio', 'Share of time in which some task waited for memory (PSI, 10 s).', ({ sample }) => ratio(sample?.pressure?.memorySome)),
    each('host_temperature_celsius', 'Temperature of the processor.', ({ sample }) => sample?.temperatureC),
    each('host_under_voltage', 'Under-voltage now.', ({ sample }) => (sample?.throttling === null || sample?.throttling === undefined ? null : Number(sample.throttling.underVoltageNow))),
    each('host_throttled', 'Throttled now.', ({ sample }) => (sample?.throttling === null || sample?.throttling === undefined ? null : Number(sample.throttling.throttledNow))),
    each('host_disk_available_bytes', 'Room on the root file system.', ({ sample }) => sample?.disk?.available),
    each('host_disk_total_bytes', 'Size of the root file system.', ({ sample }) => sample?.disk?.total),
  ];
}

function workerFamilies(workers: readonly WorkerView[], hostNames: ReadonlyMap<string, string>): readonly Family[] {
  const labels = (worker: WorkerView): Labels => ({ host: worker.host === null ? '' : (hostNames.get(worker.host) ?? ''), worker: worker.name });
  const each = (name: string, help: string, of: (worker: WorkerView) => number | null | undefined): Family => gauge(name, help, workers.map((worker) => ({ labels: labels(worker), value: of(worker) ?? null })));
  return [
    each('worker_up', '1 when working, idle or busy; 0 when not; absent when nobody knows.', ({ verdict }) => (unsure.includes(verdict.kind) ? null : Number(well.includes(verdict.kind)))),
    gauge('worker_verdict', 'The verdict on the worker, as a label.', workers.map((worker) => ({ labels: { ...labels(worker), verdict: worker.verdict.kind }, value: 1 }))),
    gauge('workers', 'Workers by verdict.', VerdictKind.options.map((verdict) => ({ labels: { verdict }, value: workers.filter((worker) => worker.verdict.kind === verdict).length }))),
    each('worker_memory_rss_bytes', 'Resident memory of the main process and its children.', ({ totalRss }) => totalRss),
    each('worker_cpu_ratio', 'Processor use of the main process and its children, 1 is one core.', ({ totalCpu }) => ratio(totalCpu)),
    each('worker_children', 'Pool children.', ({ children, process }) => (process === null ? null : children.length)),
    each('worker_tasks_active', 'Tasks in hand.', ({ counts }) => counts?.active),
    each('worker_tasks_reserved', 'Tasks fetched and waiting.', ({ counts }) => counts?.reserved),
    each('worker_tasks_processed', 'Tasks since the start of the worker, by its own word.', ({ counts }) => counts?.processed),
    each('worker_heartbeat_timestamp_seconds', 'When the last heartbeat came.', ({ heartbeat }) => seconds(heartbeat?.at)),
  ];
}

function brokerFamilies({ brokers, hosts }: FleetSnapshot): readonly Family[] {
  const nameOf = (id: string | null): string => hosts.find((host) => host.id === id)?.config.name ?? '';
  const labels = ({ label, through }: FleetSnapshot['brokers'][number]): Labels => ({ broker: label, through: nameOf(through) });
  const queues = brokers.flatMap((broker) => broker.queues.map((queue) => ({ queue, labels: { ...labels(broker), queue: queue.name } }))).slice(0, mostQueues);
  return [
    gauge('broker_up', 'Whether Redis answers.', brokers.map((broker) => ({ labels: labels(broker), value: broker.phase === 'connecting' ? null : Number(broker.phase === 'ready') }))),
    gauge('broker_ping_seconds', 'Round trip of a PING.', brokers.map((broker) => ({ labels: labels(broker), value: seconds(broker.redis?.pingMs) }))),
    gauge('broker_memory_used_bytes', 'Memory in use by Redis.', brokers.map((broker) => ({ labels: labels(broker), value: broker.redis?.usedMemory ?? null }))),
    gauge('broker_unacked', 'Messages delivered and not acknowledged.', brokers.map((broker) => ({ labels: labels(broker), value: broker.unacked?.count ?? null }))),
    gauge('queue_depth', 'Messages waiting, all priorities together.', queues.map(({ queue, labels: of }) => ({ labels: of, value: queue.depth }))),
    gauge('queue_consumers', 'Workers that consume the queue.', queues.map(({ queue, labels: of }) => ({ labels: of, value: queue.consumers.length }))),
  ];
}

function countBy<T>(list: readonly T[], labelsOf: (one: T) => Labels): readonly Sample[] {
  const counts = new Map<string, { labels: Labels; value: number }>();
  for (const one of list) {
    const labels = labelsOf(one);
    const key = JSON.stringify(labels);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { labels, value: 1 });
    else known.value += 1;
  }
  return [...counts.values()];
}

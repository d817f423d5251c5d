/** One moment of a host as series values, keyed as shared/domain/trend.ts says. */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostSample } from '#shared/domain/host.ts';
import type { SeriesKey } from '#shared/domain/trend.ts';
import { memoryUsedPercent } from './host-record.ts';
import { totalCpu, totalRss } from './worker-view.ts';
import { runtimePercentiles } from './task-runtimes.ts';
import { tasksPerMinute, type WorkerRecord } from './worker-record.ts';

export type Pulse = readonly (readonly [SeriesKey, number | null])[];

export function pulseValues(sample: HostSample, workers: readonly WorkerRecord[], brokers: readonly BrokerView[], now: number): Pulse {
  return [
    ['host.cpu', sample.cpu], ['host.memory', memoryUsedPercent(sample)], ['host.swap', sample.swapUsed], ['host.load1', sample.load1],
    ['host.temperature', sample.temperatureC], ['host.pressure.memory', sample.pressure?.memorySome ?? null],
    ['host.net.in', sample.netInPerSecond], ['host.net.out', sample.netOutPerSecond],
    ['host.disk.read', sample.diskReadPerSecond], ['host.disk.write', sample.diskWritePerSecond],
    ...workers.flatMap((worker): Pulse => [[`worker.rss:${worker.key}`, totalRss(worker)], [`worker.cpu:${worker.key}`, totalCpu(worker)], ...ofWorker(worker, now), ...ofChildren(worker)]),
    ...brokers.flatMap((broker): Pulse => broker.queues.map((queue) => [`queue.depth:${broker.id}:${queue.name}`, queue.depth])),
  ];
}

/** Only what is known: a column nobody measures is not kept. */
function ofWorker(worker: WorkerRecord, now: number): Pulse {
  const main = worker.process?.sample?.rss ?? null;
  const shares = [worker.process?.sample?.pss ?? null, ...worker.children.map((child) => child.sample.pss)];
  const pss = shares.some((share) => share === null) ? null : shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
  const rate = tasksPerMinute(worker);
  const ran = runtimePercentiles(worker.runtimes, now);
  return [
    ...(main === null ? [] : [[`worker.main:${worker.key}`, main] as const]),
    ...(pss === null ? [] : [[`worker.pss:${worker.key}`, pss] as const]),
    ...(rate === null ? [] : [[`worker.rate:${worker.key}`, rate] as const]),
    ...(ran === null ? [] : [[`worker.runtime50:${worker.key}`, ran.p50 / 1000] as const, [`worker.runtime95:${worker.key}`, ran.p95 / 1000] as const]),
  ];
}

/**
 * A pool of one is the worker's memory less its main: no line of its own. A large pool's later places are in the sum only:
 * a file holds so many series and no more.
 */
const placesKept = 8;

function ofChildren(worker: WorkerRecord): Pulse {
  const most = worker.stats?.autoscale?.max ?? worker.stats?.maxConcurrency ?? worker.lastMain?.concurrency ?? 1;
  if (worker.children.length < 2 && most < 2) return [];
  return worker.children.filter(({ place }) => place <= placesKept).flatMap(({ sample, place }): Pulse => [
    [`child.rss:${worker.key}#${place}`, sample.rss],
    ...(sample.pss === null ? [] : [[`child.pss:${worker.key}#${place}`, sample.pss] as const]),
  ]);
}

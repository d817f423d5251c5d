/** One moment of a host as series values, keyed as shared/domain/trend.ts says. */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostSample } from '#shared/domain/host.ts';
import type { SeriesKey } from '#shared/domain/trend.ts';
import { memoryUsedPercent } from './host-record.ts';
import { totalCpu, totalRss } from './worker-view.ts';
import { tasksPerMinute, type WorkerRecord } from './worker-record.ts';

export type Pulse = readonly (readonly [SeriesKey, number | null])[];

export function pulseValues(sample: HostSample, workers: readonly WorkerRecord[], brokers: readonly BrokerView[]): Pulse {
  return [
    ['host.cpu', sample.cpu], ['host.memory', memoryUsedPercent(sample)], ['host.swap', sample.swapUsed], ['host.load1', sample.load1],
    ['host.temperature', sample.temperatureC], ['host.pressure.memory', sample.pressure?.memorySome ?? null],
    ['host.net.in', sample.netInPerSecond], ['host.net.out', sample.netOutPerSecond],
    ['host.disk.read', sample.diskReadPerSecond], ['host.disk.write', sample.diskWritePerSecond],
    ...workers.flatMap((worker): Pulse => [[`worker.rss:${worker.key}`, totalRss(worker)], [`worker.cpu:${worker.key}`, totalCpu(worker)], ...ofWorker(worker)]),
    ...brokers.flatMap((broker): Pulse => broker.queues.map((queue) => [`queue.depth:${broker.id}:${queue.name}`, queue.depth])),
  ];
}

/** Only what is known: a column nobody measures is not kept. */
function ofWorker(worker: WorkerRecord): Pulse {
  const main = worker.process?.sample?.rss ?? null;
  const shares = [worker.process?.sample?.pss ?? null, ...worker.children.map((child) => child.sample.pss)];
  const pss = shares.some((share) => share === null) ? null : shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
  const rate = tasksPerMinute(worker);
  return [
    ...(main === null ? [] : [[`worker.main:${worker.key}`, main] as const]),
    ...(pss === null ? [] : [[`worker.pss:${worker.key}`, pss] as const]),
    ...(rate === null ? [] : [[`worker.rate:${worker.key}`, rate] as const]),
  ];
}

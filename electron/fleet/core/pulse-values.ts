/** One moment of a host as series values, keyed as shared/domain/trend.ts says. */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostSample } from '#shared/domain/host.ts';
import type { SeriesKey } from '#shared/domain/trend.ts';
import { memoryUsedPercent } from './host-record.ts';
import { totalCpu, totalRss } from './worker-view.ts';
import type { WorkerRecord } from './worker-record.ts';

export type Pulse = readonly (readonly [SeriesKey, number | null])[];

export function pulseValues(sample: HostSample, workers: readonly WorkerRecord[], brokers: readonly BrokerView[]): Pulse {
  return [
    ['host.cpu', sample.cpu], ['host.memory', memoryUsedPercent(sample)], ['host.swap', sample.swapUsed], ['host.load1', sample.load1],
    ['host.temperature', sample.temperatureC], ['host.pressure.memory', sample.pressure?.memorySome ?? null],
    ['host.net.in', sample.netInPerSecond], ['host.net.out', sample.netOutPerSecond],
    ['host.disk.read', sample.diskReadPerSecond], ['host.disk.write', sample.diskWritePerSecond],
    ...workers.flatMap((worker): Pulse => [[`worker.rss:${worker.key}`, totalRss(worker)], [`worker.cpu:${worker.key}`, totalCpu(worker)]]),
    ...brokers.flatMap((broker): Pulse => broker.queues.map((queue) => [`queue.depth:${broker.id}:${queue.name}`, queue.depth])),
  ];
}

/**
 * Live series of the last hour, kept by the engine in memory. Times are engine time; a missing value is null (a gap).
 */
import { z } from 'zod';
import { HostId } from './ids.ts';
import { EpochMs } from './units.ts';

/**
 * Series keys. Host: `host.cpu` (%), `host.memory` (% used), `host.swap` (bytes), `host.load1`, `host.temperature` (°C),
 * `host.pressure.memory` (PSI some avg10 %), `host.net.in`, `host.net.out`, `host.disk.read`, `host.disk.write` (bytes/s).
 * Worker: `worker.rss:<WorkerKey>` (bytes, main + children), `worker.cpu:<WorkerKey>` (%), and where they are known
 * `worker.main:<WorkerKey>` (RSS of the main process alone), `worker.pss:<WorkerKey>` (PSS of all), `worker.rate:<WorkerKey>` (tasks a minute),
 * `worker.runtime50:<WorkerKey>`, `worker.runtime95:<WorkerKey>` (s, of tasks that ended within the last minute; only with task events).
 * Pool child: `child.rss:<WorkerKey>#<place>`, `child.pss:<WorkerKey>#<place>` (bytes), of pools of two and more, eight places at most; a recycled child's place goes to the
 * next one. Queue: `queue.depth:<BrokerId>:<queue>`.
 */
export const SeriesKey = z.string().min(1).max(2000);
export type SeriesKey = z.infer<typeof SeriesKey>;

/** Columns: `times[i]` belongs to `series[key][i]`. */
export const TrendBlock = z.object({
  host: HostId,
  /** True: replaces all that was known. False: append. */
  whole: z.boolean(),
  times: z.array(EpochMs),
  series: z.record(SeriesKey, z.array(z.number().nullable())),
  /** Marks on the axis since the first time in the block. `label`: the worker's name, or empty; `action`: which command, where one was given. */
  marks: z.array(z.object({
    at: EpochMs,
    kind: z.enum(['main-died', 'worker-stopped', 'child-died', 'worker-started', 'host-lost', 'host-back', 'action', 'deploy', 'throttled']),
    label: z.string().max(300),
    action: z.string().max(40).optional(),
  })),
});
export type TrendBlock = z.infer<typeof TrendBlock>;

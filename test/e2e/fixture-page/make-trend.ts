/** An hour of made-up series for one host, with a gap and a few marks. */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import { createSeeded, wave } from '#test/fakes/fleet-fixtures.ts';

const points = 720;

export function makeTrend(snapshot: FleetSnapshot, host: HostId, at: number): TrendBlock {
  const random = createSeeded(7);
  const times = Array.from({ length: points }, (_, index) => at - (points - 1 - index) * 5000);
  const line = (base: number, swing: number): (number | null)[] => wave(random, base, swing, points).map((value, index) => (index > 300 && index < 330 ? null : value));
  const series: TrendBlock['series'] = { 'host.cpu': line(40, 14), 'host.memory': line(62, 3), 'host.load1': line(1.4, 0.4), 'host.temperature': line(56, 2), 'host.swap': line(2e7, 1e6), 'host.net.in': line(4000, 900), 'host.net.out': line(2500, 700), 'host.disk.read': line(1000, 800), 'host.disk.write': line(24_000, 9000) };
  for (const worker of snapshot.workers) {
    if (worker.host !== host) continue;
    series[`worker.rss:${worker.key}`] = line(worker.totalRss ?? 1e8, 3e6);
    series[`worker.cpu:${worker.key}`] = line(worker.totalCpu ?? 10, 8);
  }
  for (const broker of snapshot.brokers) if (broker.hosts.includes(host)) for (const queue of broker.queues) series[`queue.depth:${broker.id}:${queue.name}`] = line(queue.depth, 4);
  return { host, whole: true, times, series, marks: [{ at: at - 1_500_000, kind: 'main-died', label: 'w1' }, { at: at - 1_480_000, kind: 'worker-started', label: 'w1' }, { at: at - 400_000, kind: 'throttled', label: '' }] };
}

/** One step of a living fleet: an eighth of the hosts get a new sample, with all their workers. */
import type { FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';

export function stirFleet(snapshot: FleetSnapshot, seq: number, at: number): FleetPatch {
  const hosts = snapshot.hosts.filter((host, index) => index % 8 === seq % 8 && host.link.phase === 'connected');
  const ids = new Set(hosts.map((host) => host.id));
  const drift = (value: number | null, by: number): number | null => (value === null ? null : Math.max(0, value * (1 + (Math.random() - 0.5) * by)));
  return {
    seq,
    at,
    hosts: hosts.map((host) => ({ ...host, sample: host.sample === null ? null : { ...host.sample, at, load1: drift(host.sample.load1, 0.2), memAvailable: drift(host.sample.memAvailable, 0.04), temperatureC: drift(host.sample.temperatureC, 0.03) } })),
    workers: snapshot.workers.filter((worker) => worker.host !== null && ids.has(worker.host) && worker.usage !== null).map((worker) => ({
      ...worker,
      usage: worker.usage === null ? null : { ...worker.usage, at },
      totalRss: drift(worker.totalRss, 0.02),
      totalCpu: drift(worker.totalCpu, 0.5),
      heartbeat: { at, intervalS: 2 },
      counts: worker.counts === null ? null : { ...worker.counts, at, perMinute: drift(worker.counts.perMinute, 0.2) },
    })),
  };
}

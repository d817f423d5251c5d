/** Round trips of each host over the last minutes: the fleet keeps only the last one. */
import type { HostId } from '#shared/domain/ids.ts';

export type LatencyBook = { note(host: HostId, ms: number | null): void; of(host: HostId): readonly number[]; forget(host: HostId): void };

const kept = 150;

export function createLatencyBook(): LatencyBook {
  const hosts = new Map<HostId, readonly number[]>();
  return {
    note: (host, ms) => { if (ms !== null) hosts.set(host, [...(hosts.get(host) ?? []), ms].slice(-kept)); },
    of: (host) => hosts.get(host) ?? [],
    forget: (host) => { hosts.delete(host); },
  };
}

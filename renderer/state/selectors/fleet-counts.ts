/** How the fleet stands in numbers. Pure; derived from the replica on demand, never stored. */
import type { HostView } from '#shared/domain/host.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { isSick } from '#renderer/format/describe-verdict.ts';
import type { Replica } from '#renderer/state/replica.ts';

export type VerdictCounts = Readonly<Partial<Record<VerdictKind, number>>>;

export function countVerdicts(workers: Iterable<{ readonly verdict: { readonly kind: VerdictKind } }>): VerdictCounts {
  const counts: Partial<Record<VerdictKind, number>> = {};
  for (const { verdict } of workers) counts[verdict.kind] = (counts[verdict.kind] ?? 0) + 1;
  return counts;
}

export function countSick(replica: Pick<Replica, 'workers'>): number {
  let sick = 0;
  for (const worker of replica.workers.values()) if (isSick(worker.verdict.kind)) sick += 1;
  return sick;
}

export type Coverage = {
  readonly total: number;
  readonly connected: number;
  /** Engine times of the newest and the oldest last sample among hosts that are switched on and have one. */
  readonly newestAt: number | null;
  readonly oldestAt: number | null;
};

export function coverageOf(hosts: Iterable<HostView>): Coverage {
  let total = 0;
  let connected = 0;
  let newestAt: number | null = null;
  let oldestAt: number | null = null;
  for (const host of hosts) {
    if (!host.config.isOn) continue;
    total += 1;
    if (host.link.phase === 'connected') connected += 1;
    if (host.sample === null) continue;
    newestAt = Math.max(newestAt ?? -Infinity, host.sample.at);
    oldestAt = Math.min(oldestAt ?? Infinity, host.sample.at);
  }
  return { total, connected, newestAt, oldestAt };
}

export type Cost = { readonly hosts: number; readonly medianPercent: number; readonly highestPercent: number; readonly highestBytes: number | null };

/** What watching costs, in percent of one core: the sampler's CPU time over the sampling interval. */
export function costOf(hosts: Iterable<HostView>, sampleEveryMs: number): Cost | null {
  const percents: number[] = [];
  let highestBytes: number | null = null;
  for (const { cost } of hosts) {
    if (cost === null) continue;
    if (cost.cpuMsPerSample !== null) percents.push((cost.cpuMsPerSample / sampleEveryMs) * 100);
    if (cost.residentBytes !== null) highestBytes = Math.max(highestBytes ?? 0, cost.residentBytes);
  }
  percents.sort((a, b) => a - b);
  const median = percents[Math.floor(percents.length / 2)];
  const highest = percents.at(-1);
  return median === undefined || highest === undefined ? null : { hosts: percents.length, medianPercent: median, highestPercent: highest, highestBytes };
}

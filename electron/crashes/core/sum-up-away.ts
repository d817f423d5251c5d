/** What happened on a host while nobody looked, summed up. Pure: from incidents and events told by its records. */
import type { AwaySummary, IncidentSummary } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { CrashEvent } from './crash-event.ts';

export type AwayFacts = {
  readonly host: HostId;
  readonly from: number;
  readonly to: number;
  readonly isComplete: boolean;
  readonly incidents: readonly IncidentSummary[];
  readonly events: readonly CrashEvent[];
  readonly unseen: AwaySummary['unseen'];
};

const severity: Readonly<Record<IncidentSummary['kind'], number>> = { 'gave-up': 5, 'host-restarted': 4, 'main-died': 4, 'start-failed': 3, 'child-died': 2, 'task-killed': 2, outage: 1, stall: 0 };

export function sumUpAway({ host, from, to, isComplete, incidents, events, unseen }: AwayFacts): AwaySummary {
  const during = events.filter((event) => event.at >= from && event.at <= to);
  // the same moment told by several sources (a journal and a log) is one
  const count = (kinds: readonly CrashEvent['kind'][], apartMs: number): number => {
    const moments = during.filter(({ kind }) => kinds.includes(kind)).map((event) => ({ at: event.at, of: event.owner ?? event.node ?? '' })).toSorted((a, b) => a.at - b.at);
    return moments.filter((one, index) => !moments.slice(0, index).some((other) => one.at - other.at < apartMs && (one.of === other.of || one.of === '' || other.of === ''))).length;
  };
  return {
    host, from, to, isComplete, incidents: incidents.length,
    worst: incidents.toSorted((a, b) => severity[b.kind] - severity[a.kind] || b.at - a.at).slice(0, 5).toSorted((a, b) => b.at - a.at),
    restarts: count(['started'], 5000), reboots: count(['booted'], 60_000), underVoltages: count(['under-voltage'], 2000),
    brokerOutages: incidents.filter(({ kind }) => kind === 'outage').length, unseen: unseen.slice(0, 20),
  };
}

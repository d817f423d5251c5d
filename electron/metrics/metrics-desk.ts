/** The fleet for a scraper, on request. Counts restarts and ends of children since the engine began. */
import type { CrashDesk } from '#electron/crashes/crash-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Alert } from '#shared/domain/alert.ts';
import type { GroupFilter } from '#shared/domain/crash.ts';
import { fleetFamilies, mostWorkers, type Counted } from './core/fleet-families.ts';
import { writeExposition } from './core/exposition.ts';

export type MetricsDesk = { text(): Promise<string>; dispose(): void };
export type MetricsNeeds = { readonly keeper: FleetKeeper; readonly alerts: () => readonly Alert[]; readonly crashes: Pick<CrashDesk, 'groups'> };

const every: GroupFilter = { hosts: [], states: [], causes: [], since: null, text: '' };

export function createMetricsDesk({ keeper, alerts, crashes }: MetricsNeeds): MetricsDesk {
  const ending = new AbortController();
  const restarts = new Map<string, Counted>();
  const childDeaths = new Map<string, Counted>();
  const count = (into: Map<string, Counted>, hostId: string, host: string, worker: string): void => {
    const key = `${hostId}\n${worker}`;
    if (into.size < mostWorkers || into.has(key)) into.set(key, { host, worker, count: (into.get(key)?.count ?? 0) + 1 });
  };
  const byCause = async (): Promise<ReadonlyMap<string, number>> => {
    const listed = await crashes.groups(every, ending.signal);
    const counts = new Map<string, number>();
    for (const group of listed.ok ? listed.value.groups : []) counts.set(group.cause.code, (counts.get(group.cause.code) ?? 0) + group.count);
    return counts;
  };
  const stop = keeper.listen({
    onMark: (id, { kind, label }) => {
      if (kind !== 'worker-started' && kind !== 'child-died') return;
      count(kind === 'worker-started' ? restarts : childDeaths, id, keeper.host(id)?.config.name ?? id, label);
    },
  });
  return {
    text: async () => writeExposition(fleetFamilies({ snapshot: keeper.snapshot(), alerts: alerts(), restarts: [...restarts.values()], childDeaths: [...childDeaths.values()], crashes: await byCause() })),
    dispose: () => { ending.abort(); stop(); },
  };
}

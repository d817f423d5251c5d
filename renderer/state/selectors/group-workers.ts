/**
 * Workers by host, worst first is not decided here: by name. Groups that did not change keep their identity, so that
 * a row re-renders only for its own news.
 */
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type WorkerGroups = {
  readonly byHost: ReadonlyMap<HostId, readonly WorkerView[]>;
  /** Seen on a broker, on no host of ours. */
  readonly strays: readonly WorkerView[];
};

export function createWorkerGroups(compare: (a: string, b: string) => number): (workers: ReadonlyMap<WorkerKey, WorkerView>) => WorkerGroups {
  let source: ReadonlyMap<WorkerKey, WorkerView> | null = null;
  let last: WorkerGroups = { byHost: new Map(), strays: [] };
  return (workers) => {
    if (workers === source) return last;
    source = workers;
    const byHost = new Map<HostId, WorkerView[]>();
    const strays: WorkerView[] = [];
    for (const worker of workers.values()) {
      if (worker.host === null) strays.push(worker);
      else byHost.set(worker.host, [...(byHost.get(worker.host) ?? []), worker]);
    }
    const sorted = new Map([...byHost].map(([host, group]) => [host, keepIdentity(last.byHost.get(host), sortByName(group, compare))]));
    last = { byHost: sorted, strays: keepIdentity(last.strays, sortByName(strays, compare)) };
    return last;
  };
}

function sortByName(workers: WorkerView[], compare: (a: string, b: string) => number): readonly WorkerView[] {
  return workers.length < 2 ? workers : workers.sort((a, b) => compare(a.name, b.name));
}

function keepIdentity(before: readonly WorkerView[] | undefined, now: readonly WorkerView[]): readonly WorkerView[] {
  return before !== undefined && before.length === now.length && now.every((worker, index) => worker === before[index]) ? before : now;
}

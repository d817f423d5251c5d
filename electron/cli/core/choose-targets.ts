/**
 * What a person meant by `w1@pi3`, `pi3/w1@pi3`, `w1` or `pi3`: workers, or all of a host. Pure. A name that fits several
 * workers is refused, never guessed.
 */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type TargetProblem = { readonly problem: 'none' | 'several'; readonly target: string; readonly names: readonly string[] };

export function chooseWorkers({ hosts, workers }: Pick<FleetSnapshot, 'hosts' | 'workers'>, targets: readonly string[]): Result<readonly WorkerView[], TargetProblem> {
  const chosen = new Map<string, WorkerView>();
  const hostIdOf = (name: string): string | undefined => hosts.find(({ config }) => config.name === name)?.id;
  for (const target of targets) {
    const slash = target.indexOf('/');
    const host = slash > 0 ? hostIdOf(target.slice(0, slash)) : undefined;
    const name = host === undefined ? target : target.slice(slash + 1);
    const within = host === undefined ? workers : workers.filter((worker) => worker.host === host);
    const exact = within.filter((worker) => worker.name === name || worker.key === target);
    const own = exact.length > 0 ? exact : within.filter((worker) => worker.name.split('@')[0] === name);
    const ofHost = host === undefined ? workers.filter((worker) => worker.host !== null && worker.host === hostIdOf(target)) : [];
    const found = own.length > 0 ? own : ofHost;
    if (found.length === 0) return err({ problem: 'none', target, names: [] });
    if (own.length > 1) return err({ problem: 'several', target, names: own.map((worker) => `${hosts.find(({ id }) => id === worker.host)?.config.name ?? '?'}/${worker.name}`) });
    for (const worker of found) chosen.set(worker.key, worker);
  }
  return ok([...chosen.values()]);
}

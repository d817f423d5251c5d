/** One host with three workers, one of them named to break a parser. */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import { WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { fleetSnapshot, workerView } from '#test/fakes/fleet-views.ts';

export function sceneSnapshot(names: readonly string[] = ['good', 'dead', 'dunno']): FleetSnapshot {
  const kinds: readonly VerdictKind[] = ['idle', 'crashed', 'unknown'];
  return { ...fleetSnapshot(), workers: names.map((name, index) => {
    const view = workerView();
    return { ...view, key: WorkerKey.parse(`k${index}`), name: WorkerName.parse(name), verdict: { ...view.verdict, kind: kinds[index % 3] ?? 'idle' } };
  }) };
}

/** Which worker a fix from a shell is for: the one named, or the only one; else a person has to say. Pure. */
import { isOfWorker } from '#shared/domain/fix.ts';
import type { FixRef } from '#shared/domain/finding.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type WantedFix = {
  readonly host: HostId;
  readonly worker: WorkerKey | null;
  readonly fix: FixRef;
  readonly label: string;
  /** It is of one worker, and nobody said of which. */
  readonly choices?: readonly string[];
  /** The finding it was chosen by, and the score of its run. */
  readonly found?: { readonly id: string; readonly check: string; readonly score: number | null };
};

/** A finding of the host itself may be mended at one of its workers; one of a worker is of that one. Empty: not meant here. */
export function chooseFixWorker(wanted: WantedFix, workers: readonly Pick<WorkerView, 'key' | 'name' | 'host' | 'process'>[], name: string | undefined): readonly WantedFix[] {
  const running = workers.filter(({ process }) => process !== null);
  const own = running.filter(({ host }) => host === wanted.host);
  if (wanted.worker !== null) return name === undefined || own.some((worker) => worker.key === wanted.worker && worker.name === name) ? [wanted] : [];
  if (!isOfWorker(wanted.fix.id)) return [wanted];
  const named = name === undefined ? own : own.filter((worker) => worker.name === name);
  // it is one of another host: nothing is meant here
  if (named.length === 0 && running.some((worker) => worker.name === name)) return [];
  const [only] = named;
  return only !== undefined && named.length === 1 ? [{ ...wanted, worker: only.key, label: `${wanted.label} ${only.name}` }] : [{ ...wanted, choices: own.map((worker) => worker.name) }];
}

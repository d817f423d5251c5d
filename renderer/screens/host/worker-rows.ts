/**
 * The worker tree as flat rows, the sick first, so that hundreds of rows can be drawn as a window. Pure.
 * A child death and its replacement stand where the child stood.
 */
import { verdictRank } from '#renderer/format/describe-verdict.ts';
import type { ChildDeath, ChildView, WorkerView } from '#shared/domain/worker.ts';

export type WorkerRow =
  | { readonly kind: 'worker'; readonly id: string; readonly worker: WorkerView; readonly isOpen: boolean; readonly childCount: number }
  | { readonly kind: 'child'; readonly id: string; readonly worker: WorkerView; readonly child: ChildView }
  | { readonly kind: 'death'; readonly id: string; readonly worker: WorkerView; readonly death: ChildDeath }
  | { readonly kind: 'end'; readonly id: string; readonly worker: WorkerView; readonly end: WorkerView['ends'][number] };


export function sortWorkers(workers: readonly WorkerView[]): readonly WorkerView[] {
  return [...workers].sort((a, b) => verdictRank(a.verdict.kind) - verdictRank(b.verdict.kind) || compareText(a.name, b.name) || compareText(a.key, b.key));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Deaths shown under a worker: recent ones always, older ones only while it is open. */
const recentDeathMs = 10 * 60_000;

export function rowsOfWorkers(workers: readonly WorkerView[], needs: { isOpen: (worker: WorkerView) => boolean; nowMs: number }): readonly WorkerRow[] {
  return sortWorkers(workers).flatMap((worker): readonly WorkerRow[] => {
    const isOpen = needs.isOpen(worker);
    const deaths = worker.childDeaths.filter((death) => isOpen || needs.nowMs - death.at < recentDeathMs).slice(0, isOpen ? 20 : 1);
    const ends = worker.ends.slice(0, isOpen ? 20 : 1);
    return [
      { kind: 'worker', id: worker.key, worker, isOpen, childCount: worker.children.length },
      ...ends.map((end): WorkerRow => ({ kind: 'end', id: `${worker.key}|end|${end.pid}|${end.at}`, worker, end })),
      ...(isOpen ? worker.children.map((child): WorkerRow => ({ kind: 'child', id: `${worker.key}|${child.pid}|${child.startTicks}`, worker, child })) : []),
      ...deaths.map((death): WorkerRow => ({ kind: 'death', id: `${worker.key}|death|${death.pid}|${death.at}`, worker, death })),
    ];
  });
}

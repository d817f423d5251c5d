/**
 * The last day of each main process and each child, one point in five minutes: the history keeps workers as a sum only.
 * Must stay true: a process is pid and start time; what ended is forgotten; memory is bounded.
 */
import type { WorkerView } from '#shared/domain/worker.ts';

export type ProcessSeries = { readonly pid: number; readonly startTicks: number; readonly points: readonly { readonly at: number; readonly bytes: number }[] };
export type ProcessRecorder = {
  saw(worker: WorkerView, now: number): void;
  forget(worker: string): void;
  main(worker: string): ProcessSeries | null;
  children(worker: string): readonly ProcessSeries[];
};

const stepMs = 300_000;
const keepPoints = 288;
type Kept = { readonly pid: number; readonly startTicks: number; readonly points: { at: number; bytes: number }[] };
type Kin = { main: Kept | null; readonly children: Map<string, Kept> };

export function createProcessRecorder(): ProcessRecorder {
  const workers = new Map<string, Kin>();
  const add = (kept: Kept, at: number, bytes: number | null): void => {
    const last = kept.points.at(-1);
    if (bytes === null || (last !== undefined && at - last.at < stepMs)) return;
    kept.points.push({ at, bytes });
    if (kept.points.length > keepPoints) kept.points.shift();
  };
  return {
    saw(worker, now) {
      const kin = workers.get(worker.key) ?? { main: null, children: new Map<string, Kept>() };
      workers.set(worker.key, kin);
      const { process } = worker;
      if (process === null) { kin.main = null; kin.children.clear(); return; }
      if (kin.main?.pid !== process.pid || kin.main.startTicks !== process.startTicks) kin.main = { pid: process.pid, startTicks: process.startTicks, points: [] };
      add(kin.main, now, worker.usage?.rss ?? null);
      const living = new Set<string>();
      for (const child of worker.children.slice(0, 200)) {
        const name = `${child.pid}:${child.startTicks}`;
        living.add(name);
        const kept = kin.children.get(name) ?? { pid: child.pid, startTicks: child.startTicks, points: [] };
        kin.children.set(name, kept);
        add(kept, now, child.usage?.rss ?? null);
      }
      for (const name of kin.children.keys()) if (!living.has(name)) kin.children.delete(name);
    },
    forget: (worker) => { workers.delete(worker); },
    main: (worker) => workers.get(worker)?.main ?? null,
    children: (worker) => [...(workers.get(worker)?.children.values() ?? [])],
  };
}

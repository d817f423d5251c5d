/**
 * Marks the ends of main processes once it is known how they ended: the goodbye of a clean stop travels another way than the
 * news of the death and may come just after it.
 * Must stay true: each end is marked once, at its own moment; an end nobody explains within the wait is a death.
 */
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import type { WorkerRecord } from './core/worker-record.ts';

type Mark = TrendBlock['marks'][number];
export type EndMarks = {
  ended(host: HostId, worker: WorkerKey, name: string, pid: number, at: number): void;
  /** Says what is due; called by the keeper's sweep. */
  sweep(now: number): void;
};

const waitMs = 3_000;

export function createEndMarks(needs: { readonly recordOf: (worker: WorkerKey) => WorkerRecord | null; readonly say: (host: HostId, mark: Mark) => void }): EndMarks {
  let waiting: readonly { readonly host: HostId; readonly worker: WorkerKey; readonly name: string; readonly pid: number; readonly at: number }[] = [];
  return {
    ended: (host, worker, name, pid, at) => { waiting = [...waiting, { host, worker, name, pid, at }]; },
    sweep: (now) => {
      if (waiting.length === 0) return;
      const due = waiting.filter(({ at }) => now - at >= waitMs);
      waiting = waiting.filter(({ at }) => now - at < waitMs);
      for (const { host, worker, name, pid, at } of due) {
        const end = needs.recordOf(worker)?.ends.find((one) => one.pid === pid && Math.abs(one.at - at) < waitMs);
        needs.say(host, { at, kind: end?.silent === false ? 'worker-stopped' : 'main-died', label: name.slice(0, 300) });
      }
    },
  };
}

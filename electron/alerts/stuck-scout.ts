/**
 * Asks, once a minute, how long the tasks of busy workers have been running, where the pool has a time limit of its own.
 * Must stay true: a worker without a limit or without an answer is unknown; at most a few are asked at a time.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { TaskList } from '#shared/domain/task.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type AskActive = (worker: WorkerView, signal: AbortSignal) => Promise<TaskList | null>;
export type StuckScout = { stuckForS(worker: string): number | null; dispose(): void };

const everyMs = 60_000;
const atOnce = 4;
const answerGoodMs = 150_000;

export function createStuckScout(needs: { readonly clock: Clock; readonly timers: Timers; readonly workers: () => Iterable<WorkerView>; readonly ask: AskActive }): StuckScout {
  const { clock } = needs;
  const ending = new AbortController();
  /** Oldest start and the limit, so that the age is right at any later moment. */
  const known = new Map<string, { readonly startedAt: number | null; readonly limitS: number; readonly at: number }>();
  let isRunning = false;

  const askOne = async (worker: WorkerView, limitS: number): Promise<void> => {
    const listed = await needs.ask(worker, ending.signal);
    if (listed === null) return;
    const starts = listed.tasks.map(({ startedAt }) => startedAt).filter((at) => at !== null);
    known.set(worker.key, { startedAt: starts.length === 0 ? null : Math.min(...starts), limitS, at: clock.now() });
  };
  const round = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    const due = [...needs.workers()].flatMap((worker) => { const limitS = limitOf(worker); return limitS !== null && (worker.counts?.active ?? 0) > 0 ? [{ worker, limitS }] : []; });
    const living = new Set(due.map(({ worker }) => worker.key as string));
    for (const key of known.keys()) if (!living.has(key)) known.delete(key);
    const lane = async (): Promise<void> => { for (let next = due.shift(); next !== undefined && !ending.signal.aborted; next = due.shift()) await askOne(next.worker, next.limitS); };
    await Promise.all(Array.from({ length: atOnce }, lane));
    isRunning = false;
  };
  const rounds = needs.timers.every(everyMs, () => void round().catch(() => { isRunning = false; }));
  return {
    stuckForS: (worker) => {
      const now = clock.now();
      const one = known.get(worker);
      if (one === undefined || now - one.at > answerGoodMs) return null;
      return one.startedAt === null ? -one.limitS : (now - one.startedAt) / 1000 - one.limitS;
    },
    dispose: () => { ending.abort(); rounds[Symbol.dispose](); },
  };
}

const limitOf = ({ pool }: WorkerView): number | null => pool.hardTimeLimitS ?? pool.softTimeLimitS;

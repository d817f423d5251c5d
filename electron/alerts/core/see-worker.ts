/** The conditions that speak of a worker. A verdict of `unknown` or `unreachable` proves neither trouble nor its end. */
import type { AlertCondition } from '#shared/domain/alert.ts';
import type { VerdictKind, WorkerView } from '#shared/domain/worker.ts';
import { isSo, unseen, type Observed } from './observation.ts';

const hourMs = 3_600_000;
/** Children end with their main process: such deaths are no news of their own. */
const togetherMs = 15_000;

export type WorkerSeen = {
  readonly view: WorkerView;
  readonly now: number;
  /** Times of heartbeat gaps within the last hour. */
  readonly gaps: readonly number[];
  /** Its heartbeats can be heard now. */
  readonly isHeard: boolean;
  /** Times at which a log told of a child killed by a signal, within the last hour. */
  readonly killsTold: readonly number[];
  /** Seconds the longest task is over its own limit, negative when under it; null when there is no limit or no answer. */
  readonly stuckForS: number | null;
  /** Hours until the forecast meets the limit; null when it does not, or nobody knows. */
  readonly hoursToLimit: { readonly hours: number | null } | null;
};
type See = (seen: WorkerSeen, threshold: number) => Observed;

export const workerConditions: { readonly [C in AlertCondition]?: See } = {
  'worker-memory-over-limit': ({ view }, threshold) => seeMemory(view, threshold),
  'heartbeat-missed': ({ gaps, isHeard, now }, threshold) => {
    const seen = atLeast(gaps, now, threshold);
    return seen.holds === true && !isHeard ? unseen : seen;
  },
  'child-killed': ({ view, killsTold, now }, threshold) => atLeast([...killsTold, ...unexplainedDeaths(view)], now, threshold),
  'restart-storm': ({ view, now }, threshold) => {
    const count = view.ends.filter(({ at }) => now - at < hourMs).length;
    return isSo(count > threshold, count);
  },
  'task-stuck': ({ view, stuckForS }, threshold) => (stuckForS === null ? whenIdle(view) : isSo(stuckForS > threshold, stuckForS)),
  'worker-deaf': ({ view }) => seeVerdict(view.verdict.kind, 'deaf'),
  'worker-blocked': ({ view }) => seeVerdict(view.verdict.kind, 'blocked'),
  'worker-crashed': ({ view }) => seeVerdict(view.verdict.kind, 'crashed'),
  'memory-limit-near': ({ hoursToLimit }, threshold) => {
    if (hoursToLimit === null) return unseen;
    return hoursToLimit.hours === null ? isSo(false) : isSo(hoursToLimit.hours < threshold, hoursToLimit.hours);
  },
};

/** Celery compares each child with the limit, not their sum. */
function seeMemory(view: WorkerView, threshold: number): Observed {
  const limit = (view.pool.maxMemoryPerChildKiB ?? 0) * 1024;
  const known = view.children.map(({ usage }) => usage?.rss ?? null).filter((rss) => rss !== null);
  if (hasEnded(view)) return isSo(false);
  if (limit <= 0 || known.length === 0) return unseen;
  const value = (100 * Math.max(...known)) / limit;
  return isSo(value > threshold, value);
}

const hasEnded = ({ verdict }: WorkerView): boolean => verdict.kind === 'stopped' || verdict.kind === 'crashed';
/** Nothing in hand is nothing stuck. */
const whenIdle = (view: WorkerView): Observed => (hasEnded(view) || view.counts?.active === 0 ? isSo(false) : unseen);

function atLeast(times: readonly number[], now: number, threshold: number): Observed {
  const count = times.filter((at) => now - at < hourMs).length;
  return isSo(count >= threshold, count);
}

/** A pool that recycles its children ends them in the ordinary course of things; only a log can tell a kill there. */
function unexplainedDeaths({ pool, childDeaths, ends }: WorkerView): readonly number[] {
  if (pool.maxTasksPerChild !== null || pool.maxMemoryPerChildKiB !== null || pool.autoscale !== null) return [];
  return childDeaths.map(({ at }) => at).filter((at) => !ends.some((end) => Math.abs(end.at - at) < togetherMs));
}

function seeVerdict(is: VerdictKind, wanted: VerdictKind): Observed {
  if (is === wanted) return isSo(true);
  return is === 'unknown' || is === 'unreachable' || is === 'restarting' ? unseen : isSo(false);
}

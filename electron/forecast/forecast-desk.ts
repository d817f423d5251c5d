/**
 * Where each worker's memory is heading: asks the history, judges, advises, and keeps the answer a while.
 * Must stay true: one judgement at a time, spread over the day's seconds; a forecast never holds up anything else.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { FleetChange } from '#shared/domain/fleet.ts';
import type { Forecast } from '#shared/domain/forecast.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { advise, findLimit, timeToLimit, type Setting } from './core/advise.ts';
import { judgeMemory } from './core/judge-memory.ts';
import { createProcessRecorder } from './process-recorder.ts';

export type ForecastDesk = {
  take(change: FleetChange): void;
  forecast(worker: WorkerKey, signal: AbortSignal): Promise<Result<Forecast, AppError>>;
  /** From the last judgement; null while there is none. */
  hoursToLimit(worker: string): { readonly hours: number | null } | null;
  dispose(): void;
};

export type ForecastNeeds = { readonly clock: Clock; readonly timers: Timers; readonly log: Log; readonly history: HistoryStore | null };

const hourMs = 3_600_000;
/** Two days in steps of five minutes; a younger record in steps of one. */
const long = { backMs: 48 * hourMs, points: 576 };
const short = { backMs: 4 * hourMs, points: 240 };
const enoughPoints = 60;
const nextEveryMs = 2_000;
const judgedGoodMs = 900_000;
/** Less sure than this is not worth an alert. */
const sureEnough = 0.7;

export function createForecastDesk(needs: ForecastNeeds): ForecastDesk {
  const { clock } = needs;
  const ending = new AbortController();
  const workers = new Map<string, WorkerView>();
  const hosts = new Map<string, HostView>();
  const processes = createProcessRecorder();
  const judged = new Map<string, { readonly at: number; readonly hours: number | null }>();
  let isBusy = false;

  const remember = ({ total, timeToLimitMs, worker }: Forecast): void => {
    const isSure = total.kind === 'leak' && total.confidence >= sureEnough && timeToLimitMs !== null;
    judged.set(worker, { at: clock.now(), hours: isSure ? timeToLimitMs.mid / hourMs : null });
  };
  const judge = async (key: WorkerKey, signal: AbortSignal): Promise<Result<Forecast, AppError>> => {
    const worker = workers.get(key);
    if (worker === undefined) return err({ code: 'not-found', what: key });
    const read = await readPast(needs.history, worker, clock.now(), signal);
    if (!read.ok) return read;
    const forecast = compose(worker, worker.host === null ? null : (hosts.get(worker.host) ?? null), childrenOn(workers.values(), worker.host), read.value, processes, clock.now());
    remember(forecast);
    return ok(forecast);
  };
  const next = async (): Promise<void> => {
    const now = clock.now();
    const due = [...workers.values()].find(({ key, host }) => host !== null && now - (judged.get(key)?.at ?? 0) > judgedGoodMs);
    if (due === undefined) return;
    const done = await judge(due.key, ending.signal);
    if (!done.ok) judged.set(due.key, { at: now, hours: null });
  };
  const rounds = needs.timers.every(nextEveryMs, () => {
    if (isBusy || needs.history === null) return;
    isBusy = true;
    void next().catch((error: unknown) => { needs.log.bug(error, 'forecast'); }).then(() => { isBusy = false; });
  });

  return {
    take(change) {
      const { hosts: newHosts = [], workers: newWorkers = [] } = change.kind === 'snapshot' ? change.snapshot : change.patch;
      const gone = change.kind === 'snapshot' ? { hosts: [], workers: [] } : { hosts: change.patch.gone?.hosts ?? [], workers: change.patch.gone?.workers ?? [] };
      for (const host of newHosts) hosts.set(host.id, host);
      for (const worker of newWorkers) { workers.set(worker.key, worker); processes.saw(worker, clock.now()); }
      for (const id of gone.hosts) hosts.delete(id);
      for (const key of gone.workers) { workers.delete(key); processes.forget(key); judged.delete(key); }
    },
    forecast: judge,
    hoursToLimit: (worker) => { const known = judged.get(worker); return known === undefined || clock.now() - known.at > 4 * judgedGoodMs ? null : { hours: known.hours }; },
    dispose: () => { ending.abort(); rounds[Symbol.dispose](); },
  };
}

type Past = readonly { readonly at: number; readonly bytes: number | null }[];

/** Without a history the last hour that the fleet view carries is all there is. */
async function readPast(history: HistoryStore | null, worker: WorkerView, now: number, signal: AbortSignal): Promise<Result<Past, AppError>> {
  if (history === null || worker.host === null) return ok(worker.memorySpark.map((bytes, index) => ({ at: now - (worker.memorySpark.length - 1 - index) * 60_000, bytes })));
  const whole = await readSpan(history, worker.host, worker.key, now, long, signal);
  if (!whole.ok || whole.value.filter(({ bytes }) => bytes !== null).length >= enoughPoints) return whole;
  return readSpan(history, worker.host, worker.key, now, short, signal);
}

async function readSpan(history: HistoryStore, host: HostId, worker: WorkerKey, now: number, { backMs, points }: typeof long, signal: AbortSignal): Promise<Result<Past, AppError>> {
  const key = `worker.rss:${worker}`;
  const answer = await history.query({ host, keys: [key], from: now - backMs, to: now, points }, signal);
  if (!answer.ok) return answer;
  const means = answer.value.series[key]?.mean ?? [];
  return ok(answer.value.times.map((at, index) => ({ at, bytes: means[index] ?? null })));
}

function childrenOn(workers: Iterable<WorkerView>, host: string | null): number {
  let count = 0;
  for (const worker of workers) if (worker.host === host && worker.process !== null) count += Math.max(1, worker.children.length);
  return count;
}

function compose(worker: WorkerView, host: HostView | null, childrenOnHost: number, past: Past, processes: ReturnType<typeof createProcessRecorder>, now: number): Forecast {
  const total = judgeMemory(past);
  const setting: Setting = {
    pool: worker.pool.kind, children: worker.children.length, mainBytes: worker.usage?.rss ?? null, maxMemoryPerChildKiB: worker.pool.maxMemoryPerChildKiB,
    hostMemory: host?.identity?.memTotal ?? host?.sample?.memTotal ?? null, childrenOnHost, tasksPerHour: worker.counts?.perMinute === null || worker.counts === null ? null : worker.counts.perMinute * 60,
  };
  const limit = findLimit(setting);
  return {
    worker: worker.key, at: now, total: total.trend, main: judgeMemory(processes.main(worker.key)?.points ?? []).trend,
    children: processes.children(worker.key).map(({ pid, startTicks, points: seen }) => ({ pid, startTicks, trend: judgeMemory(seen).trend })),
    now: worker.totalRss, limit, timeToLimitMs: timeToLimit(total.trend, worker.totalRss, limit), advice: advise(total, setting), shape: [...past].slice(-600),
  };
}

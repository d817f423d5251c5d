/** The past of the fleet: reads what was recorded and puts it together. The pure parts are in core/. */
import type { AlertStore } from '#electron/ports/alert-store.ts';
import type { Calendar } from '#electron/ports/calendar.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { TimelineStore } from '#electron/ports/timeline-store.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { FleetMoment } from '#shared/domain/timeline.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { buildTimeline, nameOfWorker, type Range, type Recorded } from './core/build-timeline.ts';
import { sumUpDay } from './core/sum-up-day.ts';
import type { PastDesk } from './past-desk.ts';

export type PastNeeds = {
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly history: HistoryStore;
  readonly timeline: TimelineStore;
  readonly alerts: AlertStore;
  readonly forecast: PastDesk['forecast'];
};

const dayMs = 86_400_000;
const mostKeys = 64;
const nothing: readonly never[] = [];

export function createPastDesk(needs: PastNeeds): PastDesk {
  const { clock, calendar } = needs;
  return {
    forecast: needs.forecast,
    async timeline(from, to, hosts) {
      const recorded = await readRange(needs, { from, to });
      return recorded.ok ? ok(buildTimeline(recorded.value, { from, to }, hosts, clock.now())) : recorded;
    },
    at: (at, signal) => lookAt(needs, at, signal),
    async report(day) {
      const range = day === null ? { from: clock.now() - dayMs, to: clock.now() } : calendar.bounds(day);
      if (range === null) return err({ code: 'invalid-input', where: 'day', problem: 'there is no such day' });
      const recorded = await readRange(needs, range);
      return recorded.ok ? ok(sumUpDay(buildTimeline(recorded.value, range, [], clock.now()), recorded.value.names, clock.now())) : recorded;
    },
  };
}

async function readRange({ history, timeline, alerts }: PastNeeds, { from, to }: Range): Promise<Result<Recorded, AppError>> {
  const question = { host: null, from, to };
  const [spans, presences, names, marks, watched, listed] = await Promise.all([history.spans(question), timeline.presences(from, to), timeline.names(), history.marks(question), history.watched(question), alerts.list(from, to)]);
  for (const read of [spans, presences, names, marks, watched, listed]) if (!read.ok) return read;
  const valueOf = <T>(read: Result<readonly T[], AppError>): readonly T[] => (read.ok ? read.value : nothing);
  return ok({
    spans: valueOf(spans), presences: valueOf(presences), names: valueOf(names), watched: valueOf(watched), alerts: valueOf(listed),
    marks: valueOf(marks).map(({ host, mark }) => ({ ...mark, host, worker: null })),
  });
}

/** The bar for "a figure of that moment" grows with the age, as the rows of older history are further apart. */
function reachMs(ageMs: number): number {
  if (ageMs < 2 * dayMs) return 60_000;
  if (ageMs < 14 * dayMs) return 300_000;
  return ageMs < 90 * dayMs ? 1_800_000 : 3 * 3_600_000;
}

async function lookAt(needs: PastNeeds, at: number, signal: AbortSignal): Promise<Result<FleetMoment, AppError>> {
  const read = await readRange(needs, { from: at, to: at + 1 });
  if (!read.ok) return read;
  const recorded = read.value;
  const isWatched = recorded.watched.some(({ from, to }) => at >= from - 10_000 && at <= to + 10_000);
  const moment: FleetMoment = { at, isWatched, hosts: [], workers: [], alerts: [...recorded.alerts] };
  if (!isWatched) return ok({ ...moment, alerts: [] });
  const line = buildTimeline({ ...recorded, watched: [{ from: at, to: at + 1 }] }, { from: at, to: at + 1 }, [], at + 1);
  const spans = new Map(recorded.spans.map((span) => [span.worker, span]));
  const named = new Map(recorded.names.flatMap(({ worker, name }) => (worker === null ? [] : [[worker, name] as const])));
  const hosts = new Set<HostId>([...line.hosts.map(({ host }) => host), ...recorded.spans.flatMap(({ host }) => (host === null ? [] : [host]))]);
  const figures = new Map<string, number>();
  for (const host of hosts) {
    const workers = [...spans.values()].filter((span) => span.host === host).map(({ worker }) => worker);
    const seen = await figuresOf(needs, host, workers, at, signal);
    if (!seen.ok) return seen;
    for (const [key, value] of seen.value) figures.set(`${host}\n${key}`, value);
  }
  // figures of a moment before the loss are not figures of this one
  const there = new Set<string>(line.hosts.filter(({ bands }) => bands.at(-1)?.presence === 'connected').map(({ host }) => host));
  const figure = (host: HostId | null, key: string): number | null => (there.has(host ?? '') ? (figures.get(`${host ?? ''}\n${key}`) ?? null) : null);
  return ok({
    ...moment,
    hosts: line.hosts.map(({ host, name, bands }) => ({ host, name, presence: bands.at(-1)?.presence ?? 'lost', cpu: figure(host, 'host.cpu'), memory: figure(host, 'host.memory'), load1: figure(host, 'host.load1'), temperatureC: figure(host, 'host.temperature') })),
    workers: [...spans.values()].map(({ worker, host, kind, reason, from }) => ({ worker, name: nameOfWorker(worker, named), host, verdict: kind, reason, since: from, rss: figure(host, `worker.rss:${worker}`), cpu: figure(host, `worker.cpu:${worker}`) })),
  });
}

async function figuresOf({ history, clock }: PastNeeds, host: HostId, workers: readonly WorkerKey[], at: number, signal: AbortSignal): Promise<Result<ReadonlyMap<string, number>, AppError>> {
  const keys = ['host.cpu', 'host.memory', 'host.load1', 'host.temperature', ...workers.flatMap((worker) => [`worker.rss:${worker}`, `worker.cpu:${worker}`])];
  const found = new Map<string, number>();
  for (let from = 0; from < keys.length; from += mostKeys) {
    const answer = await history.query({ host, keys: keys.slice(from, from + mostKeys), from: at - reachMs(clock.now() - at), to: at + 1, points: 30 }, signal);
    if (!answer.ok) return answer;
    for (const [key, columns] of Object.entries(answer.value.series)) {
      const value = columns.last.findLast((one, index) => one !== null && (answer.value.times[index] ?? Infinity) <= at);
      if (value !== undefined && value !== null) found.set(key, value);
    }
  }
  return ok(found);
}

/**
 * A week before the demo began, as the history would hold it: so that a newcomer sees charts, a leak and a timeline at once.
 * Invented like the Pis themselves, and joined to how they begin: the last figures are the first live ones.
 * Must stay true: the same every time but for the date; oldest first; nothing after `now`.
 */
import type { HistoryBatch, StoredPulse, StoredVerdict } from '#electron/ports/history-store.ts';
import type { HistoryMark } from '#shared/domain/history.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { SeriesKey } from '#shared/domain/trend.ts';
import type { VerdictKind, VerdictReason } from '#shared/domain/worker.ts';
import { pasts, type HostPast, type WorkerPast } from './pasts.ts';
import { createSeededRandom } from './seeded-random.ts';

export type PastHost = { readonly id: HostId; readonly name: string };

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mib = 1024 * 1024;
/** The last day in minutes, the six before in steps of ten. */
const stretches = [{ fromMs: 7 * dayMs, toMs: dayMs, stepMs: 10 * minuteMs }, { fromMs: dayMs, toMs: minuteMs, stepMs: minuteMs }] as const;
const rowsInBatch = 120;

export function* tellPast(hosts: readonly PastHost[], now: number): Generator<HistoryBatch> {
  const random = createSeededRandom('the week before');
  const known = hosts.flatMap((host) => { const past = pasts[host.name]; return past === undefined ? [] : [{ host, past }]; });
  const news = known.flatMap(({ host, past }) => eventsOf(host, past, now)).sort((a, b) => a.at - b.at);
  let told = 0;
  let watchedFrom = now - 7 * dayMs;
  for (const { fromMs, toMs, stepMs } of stretches) {
    let pulses: StoredPulse[] = [];
    for (let at = now - fromMs; at < now - toMs; at += stepMs) {
      for (const { host, past } of known) pulses.push({ host: host.id, at, values: figures(host, past, at, now, random.next) });
      if (pulses.length < rowsInBatch * known.length && at + stepMs < now - toMs) continue;
      const due = news.slice(told, news.findLastIndex((one) => one.at <= at) + 1);
      told += due.length;
      yield { at, watchedFrom, pulses, marks: due.flatMap(({ host, mark }) => (mark === null ? [] : [{ host, mark }])), verdicts: due.map(({ verdict }) => verdict), rebuilt: [] };
      watchedFrom = at;
      pulses = [];
    }
  }
}

function figures({ id }: PastHost, past: HostPast, at: number, now: number, chance: () => number): StoredPulse['values'] {
  const work = workAt(at);
  const noise = (size: number): number => (chance() - 0.5) * 2 * size;
  const workers = past.workers.map((worker) => ({ worker, rss: rssOf(worker, at, now, chance), cpu: Math.max(0, worker.cpu * work * (1 + noise(0.25))) }));
  const cpu = Math.min(100, 3 + workers.reduce((sum, one) => sum + one.cpu / 4, 0));
  const used = workers.reduce((sum, one) => sum + one.rss, past.restMb * mib);
  const values: [SeriesKey, number | null][] = [
    ['host.cpu', cpu], ['host.memory', Math.min(99, (used / (past.memoryMb * mib)) * 100)], ['host.swap', Math.max(0, used - past.memoryMb * mib * 0.6) * 0.05], ['host.load1', Math.max(0.02, cpu / 25 + noise(0.1))],
    ['host.temperature', past.idleC + cpu * 0.16 + 3 * Math.sin(dayShare(at) * 2 * Math.PI - 2) + noise(0.4)],
    ['host.net.in', Math.max(300, 4000 * work + noise(900))], ['host.net.out', Math.max(300, 2600 * work + noise(700))], ['host.disk.read', Math.max(0, noise(2000))], ['host.disk.write', 9000 * work + Math.abs(noise(4000))],
  ];
  for (const { worker, rss, cpu: own } of workers) {
    const key = keyOf(id, worker);
    values.push([`worker.rss:${key}`, rss], [`worker.main:${key}`, worker.mainMb * mib], [`worker.cpu:${key}`, own], [`worker.rate:${key}`, worker.perMinute * work * (1 + noise(0.2))]);
    if (worker.runtimeS !== null) values.push([`worker.runtime50:${key}`, worker.runtimeS * (1 + noise(0.1))], [`worker.runtime95:${key}`, worker.runtimeS * (1.7 + noise(0.2))]);
  }
  return values;
}

/** More by day than by night. */
const dayShare = (at: number): number => (at % dayMs) / dayMs;
const workAt = (at: number): number => 0.55 + 0.45 * Math.sin(dayShare(at) * 2 * Math.PI - Math.PI / 2);

function rssOf(worker: WorkerPast, at: number, now: number, chance: () => number): number {
  const base = worker.mainMb + worker.childMb;
  const jitter = (chance() - 0.5) * worker.childMb * 0.04;
  if (worker.leak === null) return (base + jitter) * mib;
  const { mbPerHour, lifeHours, kind } = worker.leak;
  // A leak lives as long as its process: the last life ends now, at the figure the live demo begins with.
  const age = kind === 'leak' ? lifeHours - (((now - at) / hourMs) % lifeHours) : ((now - at) / hourMs) % lifeHours;
  const grown = kind === 'leak' ? -mbPerHour * (lifeHours - age) : mbPerHour * (lifeHours - age);
  return Math.max(worker.mainMb + 20, base + grown + jitter) * mib;
}

type Event = { readonly host: HostId; readonly at: number; readonly mark: HistoryMark | null; readonly verdict: StoredVerdict };
const keyOf = (host: HostId, { node }: WorkerPast): WorkerKey => `${host}|${node}` as WorkerKey;

/** What each worker was judged to be: at work by day, waiting by night, and its falls. */
function eventsOf({ id }: PastHost, past: HostPast, now: number): Event[] {
  return past.workers.flatMap((worker) => {
    const key = keyOf(id, worker);
    const say = (at: number, kind: VerdictKind, reason: VerdictReason, mark: HistoryMark['kind'] | null = null): Event => ({ host: id, at, mark: mark === null ? null : { at, kind: mark, label: worker.node.slice(0, 300) }, verdict: { host: id, worker: key, at, verdict: { kind, reason } } });
    const rest = worker.rests;
    const days: Event[] = [];
    const firstDay = Math.floor((now - 7 * dayMs) / dayMs) * dayMs;
    for (let day = firstDay; day < now; day += dayMs) days.push(say(day + 5.5 * hourMs, ...rest.busy), say(day + 21 * hourMs, ...rest.quiet));
    const falls = worker.falls.flatMap(({ hoursAgo, backAfterS }): Event[] => {
      const at = now - hoursAgo * hourMs;
      return [say(at, 'crashed', 'main-gone-silently', 'main-died'), say(at + backAfterS * 1000, 'restarting', 'new-process-starting', 'worker-started'), say(at + (backAfterS + 8) * 1000, ...rest.busy)];
    });
    const all = [say(now - 7 * dayMs, ...rest.quiet), ...days, ...falls].filter(({ at }) => at >= now - 7 * dayMs && at < now - minuteMs);
    return all;
  });
}

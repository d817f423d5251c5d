/**
 * Made-up pasts for tests and screenshots: history at any level, a timeline, alerts, forecasts and reports, the same
 * every time for the same fleet. Not captured from real machines.
 */
import type { Alert, AlertChange, AlertCondition, AlertId, AlertPlan, Channel, ChannelId, Severity } from '#shared/domain/alert.ts';
import { defaultQuietHours, defaultRules } from '#shared/domain/alert.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { Forecast } from '#shared/domain/forecast.ts';
import { bucketMs, type HistoryAnswer, type HistoryLevel, type HistoryQuestion } from '#shared/domain/history.ts';
import type { DayReport } from '#shared/domain/report.ts';
import type { FleetMoment, Timeline } from '#shared/domain/timeline.ts';
import type { VerdictKind, WorkerView } from '#shared/domain/worker.ts';
import { createSeeded } from './fleet-fixtures.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mebi = 1024 ** 2;

function levelFor(stepMs: number): { readonly level: HistoryLevel; readonly stepMs: number } {
  const found = (['1h', '10min', '1min', '10s'] as const).find((level) => bucketMs[level] <= Math.max(stepMs, 0) * 1.5 && stepMs >= 5000);
  return found === undefined ? { level: 'raw', stepMs: 0 } : { level: found, stepMs: bucketMs[found] };
}

function hashOf(text: string): number {
  let hash = 7;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return Math.abs(hash);
}

/** A value of a series at a moment: a day's rhythm, a leak with restarts, noise; always the same. */
function valueOf(key: string, at: number, seed = hashOf(key)): number {
  const day = Math.sin((at / dayMs) * 2 * Math.PI + seed);
  const noise = (Math.imul(Math.floor(at / 7000) + seed, 2_654_435_761) >>> 0) / 4_294_967_296;
  if (key.startsWith('worker.rss') || key.startsWith('worker.main') || key.startsWith('worker.pss')) return (90 + (seed % 90) + ((at / hourMs + seed) % 31) * 3.4 + noise * 8) * mebi;
  if (key === 'host.swap') return (20 + 12 * day + noise * 3) * mebi;
  if (key === 'host.temperature') return 56 + 9 * day + noise * 5;
  if (key === 'host.load1') return Math.max(0, 1.3 + 0.8 * day + noise * 1.2);
  if (key.startsWith('host.net') || key.startsWith('host.disk')) return Math.max(0, 14_000 + 9000 * day + noise * noise * 30_000);
  if (key.startsWith('queue')) return Math.max(0, Math.round(6 + 18 * day + noise * 8));
  if (key.startsWith('worker.rate')) return Math.max(0, 11 + 6 * day + noise * 5);
  if (key === 'host.pressure.memory') return Math.max(0, 2 + 3 * day + noise * 4);
  return Math.max(0, 44 + 22 * day + noise * 16);
}

export function makeHistory(question: HistoryQuestion, presentMs: number, keepMs = 90 * dayMs): HistoryAnswer {
  const asked = (question.to - question.from) / question.points;
  const { level, stepMs } = levelFor(asked);
  const step = stepMs === 0 ? Math.max(2000, Math.ceil(asked / 2000) * 2000) : Math.max(stepMs, Math.ceil(asked / stepMs) * stepMs);
  const end = Math.min(question.to, presentMs);
  const start = Math.max(question.from, presentMs - keepMs);
  // The engine slept for a while: every scale shows a hole.
  const holeFrom = presentMs - 9 * dayMs;
  const times: number[] = [];
  const holes: number[] = [];
  for (let at = Math.ceil(start / step) * step; at < end; at += step) {
    if (at > holeFrom && at < holeFrom + 20 * hourMs) {
      if (holes.length === 0) { holes.push(times.length); times.push(at); }
    } else times.push(at);
  }
  const isHole = (index: number): boolean => holes.includes(index);
  const series: HistoryAnswer['series'] = {};
  for (const key of question.keys) {
    const seed = hashOf(key);
    const mean = times.map((at, index) => (isHole(index) ? null : Math.round(valueOf(key, at, seed) * 100) / 100));
    const swing = stepMs === 0 ? 0 : Math.min(0.25, 0.04 + step / (20 * hourMs));
    series[key] = { mean, last: mean, min: mean.map((value) => (value === null ? null : Math.max(0, value * (1 - swing)))), max: mean.map((value) => (value === null ? null : value * (1 + swing * 1.4))) };
  }
  return {
    host: question.host, level, stepMs: stepMs === 0 ? 0 : step, parts: times.length === 0 ? [] : [{ from: start, to: end, level, stepMs: stepMs === 0 ? 0 : step }], times, series,
    rebuilt: [{ from: presentMs - 30 * hourMs, to: presentMs - 27 * hourMs, source: 'journal' }],
    marks: Array.from({ length: 40 }, (_, index) => ({ at: presentMs - index * 53 * hourMs - 11 * hourMs, kind: (['main-died', 'worker-started', 'throttled', 'action'] as const)[index % 4] ?? 'action', label: 'w1' })).filter((mark) => mark.at >= start && mark.at <= end),
  };
}

export function makeTimeline(snapshot: FleetSnapshot, from: number, to: number, presentMs: number): Timeline {
  const start = Math.max(from, presentMs - 60 * dayMs);
  const end = Math.min(to, presentMs);
  const hole = { from: presentMs - 9 * hourMs, to: presentMs - 7.5 * hourMs };
  const inside = <B extends { readonly from: number; readonly to: number }>(band: B): boolean => band.to > start && band.from < end;
  const workers = snapshot.workers.map((worker) => ({ worker: worker.key, name: worker.name, host: worker.host, bands: bandsOf(worker, start, end, presentMs).flatMap((band) => (band.from < hole.from && band.to > hole.to ? [{ ...band, to: hole.from }, { ...band, from: hole.to }] : [band])).filter(inside) }));
  return {
    from, to,
    hosts: snapshot.hosts.map((host) => ({ host: host.id, name: host.config.name, bands: (host.link.phase === 'connected' ? [{ from: start, to: end, presence: 'connected' as const }] : [{ from: start, to: host.link.since, presence: 'connected' as const }, { from: host.link.since, to: end, presence: 'lost' as const }]).filter(inside) })),
    workers,
    marks: snapshot.workers.slice(0, 40).flatMap((worker, index): Timeline['marks'] => [
      { at: presentMs - (index + 1) * 1.7 * hourMs, kind: index % 3 === 0 ? 'main-died' : index % 3 === 1 ? 'child-died' : 'action', host: worker.host, worker: worker.key, label: index % 3 === 2 ? 'pool grow' : 'SIGSEGV' },
      { at: presentMs - (index + 1) * 1.7 * hourMs + 60_000, kind: 'worker-started', host: worker.host, worker: worker.key, label: worker.name.slice(0, 200) },
    ]).filter((mark) => mark.at >= start && mark.at <= end),
    alerts: makeAlerts(snapshot, presentMs).filter((alert) => alert.since >= start && alert.since <= end),
    unwatched: [hole].filter(inside),
  };
}

function bandsOf(worker: WorkerView, start: number, end: number, presentMs: number): Timeline['workers'][number]['bands'] {
  const random = createSeeded(hashOf(worker.key));
  const bands: { from: number; to: number; verdict: VerdictKind; reason: WorkerView['verdict']['reason'] }[] = [];
  const put = (from: number, to: number, verdict: VerdictKind): void => void bands.push({ from, to, verdict, reason: 'consuming' });
  let at = presentMs - 60 * dayMs;
  const now = worker.verdict.since;
  while (at < now) {
    const well = Math.min(now, at + (2 + random() * 40) * hourMs);
    const night = random();
    put(at, well, night < 0.4 ? 'idle' : 'working');
    if (well >= now) break;
    const roll = random();
    const bad = Math.min(now, well + (roll < 0.2 ? 0.05 + random() * 2 : 0.02) * hourMs);
    put(well, bad, roll < 0.2 ? (random() < 0.5 ? 'crashed' : 'deaf') : 'restarting');
    at = bad;
  }
  put(now, presentMs, worker.verdict.kind);
  return bands.filter((band) => band.to > start && band.from < end && band.to > band.from);
}

export function makeMoment(snapshot: FleetSnapshot, at: number, presentMs: number): FleetMoment {
  const past = makeTimeline(snapshot, at - 60 * dayMs, at + hourMs, presentMs);
  if (past.unwatched.some((hole) => at >= hole.from && at <= hole.to)) return { at, isWatched: false, hosts: [], workers: [], alerts: [] };
  return {
    at, isWatched: true,
    hosts: snapshot.hosts.map((host) => ({ host: host.id, name: host.config.name, presence: past.hosts.find((one) => one.host === host.id)?.bands.find((band) => at >= band.from && at <= band.to)?.presence ?? 'connected', cpu: valueOf('host.cpu', at), memory: valueOf('host.memory', at), load1: valueOf('host.load1', at), temperatureC: valueOf('host.temperature', at) })),
    workers: past.workers.map((worker) => {
      const band = worker.bands.find((one) => at >= one.from && at <= one.to);
      return { worker: worker.worker, name: worker.name, host: worker.host, verdict: band?.verdict ?? 'unknown', reason: band?.reason ?? 'no-evidence', since: band?.from ?? at, rss: valueOf(`worker.rss:${worker.worker}`, at), cpu: valueOf(`worker.cpu:${worker.worker}`, at) % 100 };
    }),
    alerts: [],
  };
}

type AlertNeeds = { readonly id: string; readonly condition: AlertCondition; readonly severity: Severity; readonly worker?: WorkerView | undefined; readonly host?: FleetSnapshot['hosts'][number] | undefined; readonly since: number };

function makeAlert({ id, condition, severity, worker, host, since }: AlertNeeds, change: Partial<Alert> = {}): Alert {
  const rule = defaultRules.find((one) => one.condition === condition);
  if (rule === undefined) throw new Error(`no rule ${condition}`);
  return {
    id: id as AlertId, rule: rule.id, condition, severity, subject: { host: worker?.host ?? host?.id ?? null, worker: worker?.key ?? null, broker: null },
    name: worker?.name ?? host?.config.name ?? 'fleet', hostName: host?.config.name ?? null, state: 'firing', since, firedAt: since + rule.dwellMs, clearedAt: null,
    value: rule.threshold === null ? null : rule.threshold * 1.15, threshold: rule.threshold, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 1, notifiedAt: since + rule.dwellMs, ...change,
  };
}

export function makeAlerts(snapshot: FleetSnapshot, presentMs: number): Alert[] {
  const hostOf = (worker: WorkerView | undefined) => snapshot.hosts.find((host) => host.id === worker?.host);
  const crashed = snapshot.workers.filter((worker) => worker.verdict.kind === 'crashed').slice(0, 3);
  const lost = snapshot.hosts.filter((host) => host.link.phase !== 'connected').slice(0, 4);
  const some = snapshot.workers[1] ?? snapshot.workers[0];
  const hot = snapshot.hosts[2] ?? snapshot.hosts[0];
  return [
    ...crashed.map((worker, index) => makeAlert({ id: `crash-${index}`, condition: 'worker-crashed', severity: 'critical', worker, host: hostOf(worker), since: worker.verdict.since })),
    ...lost.flatMap((host) => {
      const theirs = snapshot.workers.filter((worker) => worker.host === host.id);
      return [
        makeAlert({ id: `lost-${host.id}`, condition: 'host-unreachable', severity: 'critical', host, since: host.link.since }, { explains: theirs.length }),
        ...theirs.map((worker) => makeAlert({ id: `lost-${worker.key}`, condition: 'heartbeat-missed', severity: 'warning', worker, host, since: host.link.since + 9000 }, { silence: 'cause', cause: `lost-${host.id}` as AlertId, notifiedAt: null })),
      ];
    }),
    ...(some === undefined ? [] : [
      makeAlert({ id: 'limit', condition: 'worker-memory-over-limit', severity: 'critical', worker: some, host: hostOf(some), since: presentMs - 18 * 60_000 }),
      makeAlert({ id: 'near', condition: 'memory-limit-near', severity: 'note', worker: some, host: hostOf(some), since: presentMs - 5 * hourMs }, { value: 9.5, threshold: 24, silence: 'muted' }),
    ]),
    ...(hot === undefined ? [] : [
      makeAlert({ id: 'hot', condition: 'temperature-over', severity: 'warning', host: hot, since: presentMs - 42 * 60_000 }, { value: 83, isFlapping: true, flaps: 7, silence: 'flapping' }),
      makeAlert({ id: 'volt', condition: 'under-voltage', severity: 'warning', host: hot, since: presentMs - 3 * hourMs }, { state: 'cleared', clearedAt: presentMs - 2.4 * hourMs }),
    ]),
  ];
}

export function makePlan(): AlertPlan {
  return { rules: [...defaultRules], quietHours: defaultQuietHours, maintenance: [], mutes: [] };
}

export function makeChannels(presentMs: number): Channel[] {
  const base = { isOn: true, minSeverity: 'warning', sendsCleared: true, hasSound: false, waiting: 0 } as const;
  return [
    { ...base, id: 'desktop' as ChannelId, kind: 'desktop', name: 'desktop', sendsCleared: false, place: null, hasUrl: false, hasSecret: false, last: null },
    { ...base, id: 'c1' as ChannelId, kind: 'slack', name: 'Atelier', place: 'hooks.slack.com', hasUrl: true, hasSecret: false, last: { at: presentMs - 240_000, failure: null, status: 200 } },
    { ...base, id: 'c2' as ChannelId, kind: 'webhook', name: 'On-call', minSeverity: 'critical', place: 'oncall.example.net', hasUrl: true, hasSecret: true, last: { at: presentMs - 70_000, failure: 'timeout', status: null }, waiting: 2 },
  ];
}

export function makeAlertChange(snapshot: FleetSnapshot, presentMs: number): AlertChange {
  const alerts = snapshot.hosts.length === 0 ? [] : makeAlerts(snapshot, presentMs);
  return { whole: true, alerts, notices: [], plan: makePlan(), channels: makeChannels(presentMs), openCount: alerts.filter((alert) => alert.state === 'firing' && alert.silence === null).length };
}

export function makeForecast(worker: WorkerView, presentMs: number): Forecast {
  const trend = { kind: 'leak', confidence: 0.91, bytesPerHour: { low: 2.1 * mebi, mid: 3.4 * mebi, high: 4.6 * mebi }, basis: { from: presentMs - 3 * dayMs, to: presentMs, points: 4320, segments: 4, spikesIgnored: 11 } } as const;
  const shape = Array.from({ length: 240 }, (_, index) => {
    const at = presentMs - (240 - index) * 18 * 60_000;
    return { at, bytes: index > 90 && index < 98 ? null : valueOf(`worker.rss:${worker.key}`, at) };
  });
  return {
    worker: worker.key, at: presentMs, total: trend, main: { kind: 'steady', confidence: 0.95, bytesPerHour: null, basis: trend.basis },
    children: [{ pid: 913, startTicks: 1, trend }, { pid: 914, startTicks: 2, trend: { kind: 'warm-up', confidence: 0.7, bytesPerHour: null, basis: null } }],
    now: 268 * mebi, limit: { bytes: 400 * mebi, source: 'max-memory-per-child' }, timeToLimitMs: { low: 29 * hourMs, mid: 39 * hourMs, high: 63 * hourMs },
    advice: { maxMemoryPerChildKiB: 307_200, maxTasksPerChild: 850, worksInPool: worker.pool.kind === 'prefork', backTest: { from: presentMs - 14 * dayMs, to: presentMs, recyclesPerDay: 1.6, tasksPerRecycle: 870, overLimitMoments: 5, prevented: 5 } },
    shape,
  };
}

export function makeReport(snapshot: FleetSnapshot, presentMs: number): DayReport {
  const [one, two, three] = snapshot.workers;
  const host = snapshot.hosts[0];
  const of = (worker: WorkerView | undefined): { host: DayReport['sentences'][number]['host']; worker: DayReport['sentences'][number]['worker']; name: string } => ({ host: worker?.host ?? null, worker: worker?.key ?? null, name: worker?.name ?? '' });
  return {
    from: presentMs - dayMs, to: presentMs, watched: 0.94, hosts: snapshot.hosts.length, workers: snapshot.workers.length, wellShare: 0.982,
    sentences: [
      { code: 'worker-down', severity: 'critical', ...of(three), params: { verdict: 'crashed', minutes: 14, times: 3 } },
      { code: 'alerts-fired', severity: 'critical', host: null, worker: null, name: '', params: { count: 9, critical: 4 } },
      { code: 'still-open', severity: 'warning', ...of(two), params: { rule: 'worker-memory-over-limit', hours: 5.2 } },
      { code: 'child-deaths', severity: 'warning', ...of(one), params: { count: 6 } },
      { code: 'host-lost', severity: 'warning', host: host?.id ?? null, worker: null, name: host?.config.name ?? '', params: { times: 2, minutes: 31 } },
      { code: 'partly-watched', severity: 'note', host: null, worker: null, name: '', params: { hours: 22.5, outOfHours: 24 } },
      { code: 'worker-restarted', severity: 'note', ...of(one), params: { count: 4 } },
    ],
  };
}

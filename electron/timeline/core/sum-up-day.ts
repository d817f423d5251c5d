/** What happened in a range, as sentences: the gravest first. Pure; rules RP1-RP6. Says so when nobody watched. */
import type { Severity } from '#shared/domain/alert.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { DayReport, ReportSentence } from '#shared/domain/report.ts';
import type { Timeline, VerdictBand } from '#shared/domain/timeline.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import type { Recorded } from './build-timeline.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const well: readonly VerdictKind[] = ['working', 'idle', 'busy'];
const down: readonly VerdictKind[] = ['crashed', 'blocked', 'deaf'];
const order: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, note: 2 };
/** Down for longer is grave. */
const graveMs = 600_000;
const oftenTimes = 3;

type Said = Partial<ReportSentence> & Pick<ReportSentence, 'code' | 'severity'>;

export function sumUpDay(timeline: Timeline, names: Recorded['names'], now: number): DayReport {
  const { from } = timeline;
  const to = Math.min(timeline.to, now);
  const unwatchedMs = timeline.unwatched.reduce((sum, range) => sum + range.to - range.from, 0);
  const watched = to <= from ? 0 : Math.min(1, Math.max(0, 1 - unwatchedMs / (to - from)));
  const said = [...ofWorkers(timeline), ...ofHosts(timeline), ...ofAlerts(timeline, to), ...ofMarks(timeline), ...ofNames(names, { from, to })];
  const counts = { hosts: timeline.hosts.length, workers: timeline.workers.length };
  if (watched === 0) said.push({ code: 'nothing-watched', severity: 'warning' });
  else if (watched < 0.98) said.push({ code: 'partly-watched', severity: 'note', params: { hours: tenth((watched * (to - from)) / hourMs), outOfHours: tenth((to - from) / hourMs) } });
  if (watched > 0 && said.every(({ severity }) => severity === 'note')) said.unshift({ code: 'all-well', severity: 'note', params: counts });
  const sentences = said.map((one) => ({ host: null, worker: null, name: '', params: {}, ...one }));
  return { from, to, watched, ...counts, wellShare: shareWell(timeline), sentences: sentences.sort((a, b) => order[a.severity] - order[b.severity]).slice(0, 500) };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const minutes = (ms: number): number => Math.max(1, Math.round(ms / minuteMs));

function shareWell({ workers }: Timeline): number | null {
  const bands = workers.flatMap((worker) => worker.bands).filter(({ verdict }) => verdict !== 'unknown' && verdict !== 'stopped');
  const total = bands.reduce((sum, band) => sum + band.to - band.from, 0);
  return total === 0 ? null : Math.min(1, bands.filter(({ verdict }) => well.includes(verdict)).reduce((sum, band) => sum + band.to - band.from, 0) / total);
}

function ofWorkers({ workers }: Timeline): Said[] {
  return workers.flatMap(({ worker, name, host, bands }) => down.flatMap((verdict): Said[] => {
    const those = bands.filter((band, index) => band.verdict === verdict && !isTakenBack(band, bands[index + 1]));
    if (those.length === 0) return [];
    const ms = those.reduce((sum, band) => sum + band.to - band.from, 0);
    return [{ code: 'worker-down', severity: ms >= graveMs ? 'critical' : 'warning', host, worker, name, params: { verdict, times: those.length, minutes: minutes(ms) } }];
  }));
}

/** Called crashed until its goodbye was heard: it stopped. */
const goodbyeMs = 20_000;
const isTakenBack = (band: VerdictBand, next: VerdictBand | undefined): boolean => band.verdict === 'crashed' && next?.verdict === 'stopped' && next.from - band.from < goodbyeMs;

function ofHosts({ hosts }: Timeline): Said[] {
  return hosts.flatMap(({ host, name, bands }): Said[] => {
    const lost = bands.filter(({ presence }) => presence === 'lost');
    if (lost.length === 0) return [];
    const ms = lost.reduce((sum, band) => sum + band.to - band.from, 0);
    return [{ code: 'host-lost', severity: ms >= graveMs ? 'critical' : 'warning', host, name, params: { times: lost.length, minutes: minutes(ms) } }];
  });
}

function ofAlerts({ alerts, from }: Timeline, to: number): Said[] {
  const fired = alerts.filter(({ firedAt, silence }) => firedAt !== null && firedAt >= from && firedAt <= to && silence !== 'cause');
  const said: Said[] = [];
  if (fired.length > 0) said.push({ code: 'alerts-fired', severity: 'note', params: { count: fired.length, critical: fired.filter(({ severity }) => severity === 'critical').length } });
  for (const [, those] of groupBy(fired, ({ rule, name, subject }) => `${rule}\n${subject.host ?? ''}\n${name}`)) {
    const one = those[0];
    if (one === undefined) continue;
    const about = { host: one.subject.host, worker: one.subject.worker, name: one.name };
    if (one.condition === 'broker-unreachable') said.push({ code: 'broker-lost', severity: 'critical', ...about, params: { times: those.length, minutes: minutes(those.reduce((sum, alert) => sum + (alert.clearedAt ?? to) - alert.since, 0)), name: one.name } });
    else if (one.condition === 'under-voltage') said.push({ code: 'under-voltage', severity: 'warning', ...about, params: { times: those.length } });
    else if (those.length >= oftenTimes || those.some(({ isFlapping }) => isFlapping)) said.push({ code: 'alert-often', severity: 'warning', ...about, params: { rule: one.rule, count: Math.max(those.length, ...those.map(({ flaps }) => flaps)) } });
  }
  const open = alerts.filter((alert) => alert.firedAt !== null && (alert.clearedAt === null || alert.clearedAt > to) && alert.silence !== 'cause');
  return [...said, ...open.map((alert): Said => ({ code: 'still-open', severity: alert.severity, host: alert.subject.host, worker: alert.subject.worker, name: alert.name, params: { rule: alert.rule, hours: tenth((to - alert.since) / hourMs) } }))];
}

function ofMarks({ marks, workers }: Timeline): Said[] {
  const keys = new Map<string, WorkerKey>(workers.map(({ host, name, worker }) => [`${host ?? ''}\n${name}`, worker]));
  return [...groupBy(marks, ({ kind, host, label }) => `${kind}\n${host ?? ''}\n${label}`).values()].flatMap((those): Said[] => {
    const one = those[0];
    if (one === undefined || one.label === '') return [];
    const about = { host: one.host, worker: one.worker ?? keys.get(`${one.host ?? ''}\n${one.label}`) ?? null, name: one.label, params: { count: those.length } };
    if (one.kind === 'worker-started') return [{ code: 'worker-restarted', severity: those.length > 10 ? 'critical' : 'note', ...about }];
    if (one.kind === 'child-died') return [{ code: 'child-deaths', severity: 'note', ...about }];
    return [];
  });
}

/** On the first day of all everything is new, and nothing is worth saying. */
function ofNames(names: Recorded['names'], { from, to }: { readonly from: number; readonly to: number }): Said[] {
  if (!names.some(({ firstSeen }) => firstSeen < from)) return [];
  return names.filter(({ firstSeen }) => firstSeen >= from && firstSeen <= to).map(({ host, worker, name }): Said => ({ code: worker === null ? 'new-host' : 'new-worker', severity: 'note', host, worker, name }));
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

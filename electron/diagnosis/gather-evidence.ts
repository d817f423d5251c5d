/**
 * One round of one host: its own script, its brokers, its workers and the logs, all at once; joined into evidence.
 * Must stay true: a part that fails leaves a gap and delays no other; nothing is changed anywhere.
 */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { HostRecord } from '#electron/fleet/core/host-record.ts';
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import type { LogDesk } from '#electron/logs/log-desk.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { DiagnosisRun, RoundCost, RunProgress } from '#shared/domain/diagnosis.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import { askNodes } from './ask-nodes.ts';
import { askRedis } from './ask-redis.ts';
import { composeEvidence, emptyRound } from './core/compose-evidence.ts';
import type { Evidence } from './core/evidence.ts';
import type { EarlierEvidence, PanelEvidence } from './core/evidence-panel.ts';
import { markPattern, mostMarks } from './core/log-marks.ts';
import { readLogs } from './core/read-logs.ts';
import type { ClockKnown, ReachAsked } from './core/read-network.ts';
import { readPanel } from './core/read-panel.ts';
import { gapsOf } from './core/read-round.ts';
import { takeRound, type RoundNeeds } from './take-round.ts';
import type { TaskBook } from './task-book.ts';

export type GatherNeeds = RoundNeeds & {
  readonly keeper: FleetKeeper;
  readonly session: (host: HostId) => RemoteSession | null;
  readonly watch: (broker: BrokerId) => BrokerWatch | null;
  readonly incidents: IncidentStore | null;
  readonly logs: LogDesk;
  readonly latencies: (host: HostId) => readonly number[];
  readonly tasks: Pick<TaskBook, 'of'>;
  readonly actions: ActionJournal['list'];
};

/** What an earlier run of the host left behind. */
export type EarlierRun = { readonly earlier: EarlierEvidence | null; readonly findings: PanelEvidence['earlierFindings']; readonly boots: PanelEvidence['boots'] };
export type Gathered = { readonly evidence: Evidence; readonly cost: RoundCost; readonly gaps: DiagnosisRun['gaps'] };
type Parts = RunProgress['parts'];

const dayMs = 86_400_000;
const aDay = 500;

export async function gatherEvidence(needs: GatherNeeds, record: HostRecord, before: EarlierRun, tell: (parts: Partial<Parts>) => void, signal: AbortSignal): Promise<Gathered> {
  const at = needs.clock.now();
  const host = record.config.id;
  const snapshot = needs.keeper.snapshot();
  const brokers = snapshot.brokers.filter((broker) => broker.hosts.includes(host));
  const workers = needs.keeper.workersOn(host);
  const reached = reachOf(brokers);
  const session = needs.session(host);
  const units = [...new Set(workers.flatMap(({ lastMain }) => (lastMain?.backend.kind === 'systemd' && lastMain.backend.unit !== null ? [lastMain.backend.unit] : [])))];
  const pids = (record.inventory?.mains ?? []).map(({ pid }) => pid);
  const told = <T>(part: keyof Parts, isHad: (value: T) => boolean) => (value: T): T => { tell({ [part]: isHad(value) ? 'had' : 'failed' }); return value; };
  const [round, redis, celery, logs, actions] = await Promise.all([
    session === null
      ? Promise.resolve({ ok: false as const, error: record.link.error ?? { code: 'link-lost' as const } }).then(told('host', () => false))
      : takeRound(needs, session, { brokers: reached, units, pids }, signal).then(told('host', ({ ok }) => ok)),
    Promise.all(brokers.map((view) => askRedis(view, needs.watch(view.id), host, at, signal))).then(told('redis', (all) => all.every(({ evidence }) => evidence.trouble === null))),
    askNodes(workers.filter(({ process, broker }) => process !== null || broker !== null), needs.watch, at, signal).then(told('workers', ({ evidence }) => evidence.some(({ ping }) => ping.state === 'had'))),
    askLogs(needs, record, at, signal),
    needs.actions({ filter: { hosts: [host], workers: [], brokers: [], kinds: [], outcomes: [], from: at - dayMs, to: null, text: '' }, after: null, limit: aDay }),
  ]);
  const evidence = composeEvidence({
    host: { id: host, name: record.config.name }, at, round: round.ok ? round.value : emptyRound, clock: clockOf(record), reached,
    known: workers.flatMap((worker) => (worker.process === null ? [] : [{ main: worker.process.main, worker: worker.key, node: worker.name }])),
    redis: redis.map((one) => one.evidence), celery: celery.evidence, logs,
    panel: readPanel({ at, record, workers: snapshot.workers.filter((worker) => worker.host === host), brokers, latencies: needs.latencies(host), actions: actions.ok ? actions.value.actions : [], tasks: needs.tasks.of(workers.map(({ broker, name }) => ({ broker, node: name })), at), before }),
  });
  return {
    evidence,
    cost: {
      cpuMs: round.ok ? round.value.cpuMs : null, wallMs: round.ok ? round.value.tookMs : needs.clock.now() - at, bytes: round.ok ? round.value.bytes : 0, commands: round.ok ? round.value.pieces.size : 0,
      redisCommands: redis.reduce((sum, { commands }) => sum + commands, 0), controlRequests: celery.requests, variant: round.ok ? round.value.variant : null,
    },
    gaps: [
      ...gapsOf(round).map((error) => ({ part: 'host' as const, error })),
      ...redis.flatMap(({ evidence: { trouble } }) => (trouble === null ? [] : [{ part: 'redis' as const, error: trouble.error }])),
    ],
  };
}

/** As the workers' own URLs name it; a socket has no name to look up. */
function reachOf(brokers: readonly BrokerView[]): readonly ReachAsked[] {
  return brokers.flatMap(({ label }) => {
    const found = /^rediss?:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?(?:\/|$)/.exec(label);
    return found === null ? [] : [{ host: (found[1] ?? '').replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(found[2] ?? 6379), pid: null, isOwnNamespace: true }];
  });
}

function clockOf({ identity, link }: HostRecord): ClockKnown {
  const skewMs = identity?.clockSkewMs ?? null;
  return skewMs === null ? null : { skewMs, uncertaintyMs: (link.latencyMs ?? 1000) / 2 };
}

async function askLogs(needs: GatherNeeds, record: HostRecord, at: number, signal: AbortSignal) {
  const host = record.config.id;
  const missing = { code: 'not-found' as const, what: 'history' };
  const [incidents, events] = needs.incidents === null
    ? [{ ok: false as const, error: missing }, { ok: false as const, error: missing }]
    : await Promise.all([needs.incidents.incidents({ host, group: null, worker: null, since: at - dayMs, until: null, after: null, limit: aDay }), needs.incidents.recentEvents(host, at - dayMs)]);
  const { sources } = needs.logs.sources(host);
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const since = sources.filter(({ state }) => state === 'following').map((source) => source.since);
  const filter = { levels: [], hosts: [], workers: [], pattern: markPattern };
  const marks = sources.length === 0 ? null : await needs.logs.search({ sources: sources.slice(0, 200).map(({ id }) => id), filter, from: at - dayMs, to: null, next: null, limit: mostMarks }, signal);
  return readLogs({
    at, incidents: incidents.ok ? incidents.value.incidents : incidents.error, events: events.ok ? events.value : events.error, sources,
    followedSinceMs: since.length === 0 ? null : Math.min(...since),
    ...(marks === null ? {} : { marks: marks.ok ? marks.value.matches.map(({ line }) => ({ at: line.at, source: names.get(line.source) ?? '', text: line.text })) : marks.error }),
  });
}

/**
 * The diagnosis room as the engine runs it, on one host whose far ends are scripted at their wires: SSH answers with a captured
 * round, Redis and the worker with captured shapes. What a round finds is read back from a bundle, as a colleague would.
 */
import { readFileSync } from 'node:fs';
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import { quietLogDesk } from '#electron/crashes/quiet-desks.ts';
import { openDiagnosis } from '#electron/diagnosis/open-diagnosis.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { FleetKeeper, FleetListener } from '#electron/fleet/fleet-keeper.ts';
import { newHost } from '#electron/fleet/core/host-record.ts';
import { newWorker, type WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import { createActionJournal } from '#electron/journal/create-action-journal.ts';
import { createMemoryActionStore } from '#electron/journal/memory-action-store.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import type { LogDesk } from '#electron/logs/log-desk.ts';
import type { ActionTarget } from '#shared/domain/action.ts';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { IncidentSummary } from '#shared/domain/crash.ts';
import { BrokerId, HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import type { LogSource } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import { capturedAnswer, capturedMarker, capturedNaming, capturedStats } from './diagnosis-evidence.ts';
import { brokerView, fleetSnapshot, hostView, workerView } from './fleet-views.ts';
import { createManualClock } from './manual-clock.ts';
import { createMemoryLog } from './memory-log.ts';
import { createScriptedRemoteShell } from './scripted-remote-shell.ts';

export const liveHost = HostId.parse('fishy');
export const liveBroker = BrokerId.parse('b1');
export const liveNode = 'w1@fishy';
export const liveWorker = WorkerKey.parse('fishy|w1@fishy');
export const readRoundFixture = (name: string): string => readFileSync(new URL(`../fixtures/diagnosis/${name}`, import.meta.url), 'latin1');

export type LiveParts = {
  readonly round: string;
  /** Replies of the worker by what was asked; a value left out is that of the capture. */
  readonly replies?: Readonly<Record<string, unknown>>;
  /** Redis' answers; undefined: that of the capture. */
  readonly redis?: (words: readonly (string | number)[]) => unknown;
  readonly record?: Partial<WorkerRecord>;
  readonly view?: Parameters<typeof workerView>[0];
  readonly sample?: Parameters<typeof hostView>[0];
  readonly brokerLabel?: string;
  readonly brokerTrouble?: AppError;
  readonly sources?: readonly LogSource[];
  readonly lines?: readonly string[];
  readonly incidents?: readonly IncidentSummary[];
  readonly events?: readonly string[];
};

const dayMs = 86_400_000;

export function liveDiagnosis(parts: LiveParts) {
  const { clock, timers, advance } = createManualClock(Date.UTC(2026, 10, 22, 6, 20));
  const at = clock.now();
  let ids = 0;
  const random = { next: () => 0.5, uuid: () => `id-${(ids += 1)}`, token: () => capturedMarker };
  const log = createMemoryLog();
  const view = hostView({ id: liveHost, ...parts.sample });
  const host = { ...newHost({ ...view.config, id: liveHost, name: 'fishy' }, at), link: { ...view.link, phase: 'connected' as const, error: null }, identity: view.identity, sample: view.sample, probeNotes: ['no-python'] as const, memory: { ...newHost(view.config, at).memory, points: [40, 41] }, load: { ...newHost(view.config, at).load, points: [0.4] } };
  const main = mainOf(parts.round);
  const worker: WorkerRecord = {
    ...newWorker(liveWorker, WorkerName.parse(liveNode), liveHost, liveBroker, at),
    process: main === null ? null : { main, firstSeenAt: at, sample: null, sampledAt: at, stateSince: at, stillSince: null },
    heartbeat: { lastAt: at - 900, intervalS: 2, offlineAt: null }, active: { count: 0, at }, processed: { count: 12, at, movedAt: at, marks: [] }, ...parts.record,
  };
  const broker = brokerView({ id: liveBroker, through: liveHost, hosts: [liveHost], label: parts.brokerLabel ?? 'redis://redis.lan:6379/0', ...(parts.brokerTrouble === undefined ? {} : { error: parts.brokerTrouble }) });
  const second = brokerView({ id: BrokerId.parse('b2'), through: liveHost, hosts: [liveHost], label: 'redis://10.0.0.5:6379/0', error: { code: 'broker-unreachable', broker: 'redis://10.0.0.5:6379/0', because: 'refused' } });
  const snapshot = fleetSnapshot({ hosts: [{ ...view, id: liveHost }], brokers: [broker, second], workers: [workerView({ key: liveWorker, name: WorkerName.parse(liveNode), host: liveHost, broker: liveBroker, ...parts.view })] });
  const keeper: Pick<FleetKeeper, 'snapshot' | 'workersOn' | 'host' | 'listen'> = {
    snapshot: () => snapshot, workersOn: () => [worker], host: (id) => (id === liveHost ? host : null),
    listen: ({ onPulse }: FleetListener) => { onPulse?.(liveHost, at, {} as never); return () => undefined; },
  };
  const watch = watchOf(parts);
  const brokers: Pick<BrokerDesk, 'watch'> = { watch: (id) => (id === liveBroker ? watch : null) };
  const session = createScriptedRemoteShell((_command, io) => { io.onInput(() => { io.write(Buffer.from(parts.round, 'latin1')); io.exit(0); }); });
  const journal = createActionJournal({ store: createMemoryActionStore(), clock, random, log, who: 'ana@laptop', name: (target): ActionTarget => ({ host: null, hostName: null, worker: null, workerName: null, broker: null, brokerLabel: null, queue: null, tasks: [], ...target }) });
  const room = openDiagnosis({
    clock, timers, random, log, keeper: keeper as FleetKeeper, brokers: brokers as BrokerDesk, hosts: { session: () => session }, logs: logsOf(parts, at), incidents: incidentsOf(parts), journal, diagnoses: null,
    operations: () => () => undefined, diagnoseScripts: { python: '', sh: '' }, version: '0', settings: () => defaultSettings, choose: async () => ok(undefined),
  });
  return {
    room, journal, advance, clock, bugs: () => log.lines.filter(({ level }) => level === 'bug'),
    /** One more round through the engine: its run, and its evidence out of a bundle. */
    diagnose: async (): Promise<{ readonly run: DiagnosisRun; readonly evidence: Evidence }> => {
      const ended = Promise.withResolvers<string>();
      const stop = room.desk.watch(({ finished }) => { const [one] = finished; if (one !== undefined) ended.resolve(one.id); });
      room.desk.start([liveHost]);
      const run = await room.desk.run(await ended.promise as DiagnosisRun['id']);
      stop();
      const bundle = await room.desk.bundle([liveHost], { withTaskArguments: true, isAnonymous: false });
      if (!run.ok || !bundle.ok) throw new Error('the run was not kept');
      return { run: run.value, evidence: (JSON.parse(bundle.value.text) as { hosts: { evidence: Evidence }[] }).hosts[0]!.evidence };
    },
  };
}

/** The first main of a round, as a scan of the host would have found it. */
function mainOf(round: string): NonNullable<WorkerRecord['process']>['main'] | null {
  const id = /=process\.(\d+)\.id\t[^\n]*\n\|role main\n\|stat \d+ \([^)]*\) ([^\n]*)\n(?:\|(?!arg )[^\n]*\n)*((?:\|arg [^\n]*\n)*)/.exec(round);
  if (id === null) return null;
  const pid = Number(id[1]);
  return {
    pid, startTicks: Number(id[2]?.split(' ')[19]), innerPid: pid, startedAt: null, user: 'pi', argv: (id[3] ?? '').split('\n').filter((line) => line !== '').map((line) => line.slice(5)), cwd: '/srv/crowd',
    predictedName: liveNode, pool: 'prefork', concurrency: 2, autoscale: null, queues: null, withoutHeartbeat: false, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null, app: 'proj',
    container: 'c0ffee', backend: { kind: 'systemd', unit: 'celery.service' }, brokerHints: [], sockets: [], hasPipeOutput: null,
  };
}

function watchOf({ replies, redis, round }: LiveParts): BrokerWatch {
  const pid = mainOf(round)?.pid ?? 83;
  const usual: Readonly<Record<string, unknown>> = {
    ping: { ok: 'pong' }, stats: { ...capturedStats, pid }, conf: { broker_url: 'redis://redis.lan:6379/0', task_acks_late: false }, active: [], reserved: [], scheduled: [],
    active_queues: [{ name: 'celery', exchange: { name: 'celery' }, routing_key: 'celery' }], registered: ['tapp.add'], report: { ok: '\nsoftware -> celery:5.2.6 (dawn-chorus) kombu:5.2.4 py:3.11.2\n' },
  };
  const unused = async () => err({ code: 'link-lost' as const });
  return {
    onObservation: () => () => undefined, control: unused, registeredTasks: unused, configuration: unused, tasks: unused, open: unused, askNow: () => undefined, retryNow: () => undefined, dispose: async () => undefined,
    naming: () => capturedNaming, hasPassword: () => false,
    look: async (commands) => ok({ answers: commands.map((words) => ({ ok: true as const, value: redis?.(words) ?? capturedAnswer(words) })) as never, tookMs: 1 }),
    read: async (_node, what) => ok({ value: (replies?.[what] ?? usual[what]) as never, tookMs: 4 }),
  };
}

function logsOf({ sources = [], lines = [] }: LiveParts, at: number): LogDesk {
  return {
    ...quietLogDesk,
    sources: () => ({ sources: [...sources] }),
    search: async () => ok({ matches: lines.map((text, seq) => ({ line: { source: sources[0]?.id, seq, at: at - 1000, text } as never, cursor: 'c' as never, ranges: [] })), count: lines.length, scanned: lines.length, next: null }),
  };
}

function incidentsOf({ incidents = [], events = [] }: LiveParts): IncidentStore {
  const store: Pick<IncidentStore, 'incidents' | 'recentEvents'> = {
    incidents: async (query) => ok({ incidents: incidents.filter(({ at }) => at >= (query.since ?? 0) - dayMs), next: null } as never),
    recentEvents: async () => ok(events),
  };
  return store as IncidentStore;
}

/** From a worker's record to what the verdict may look at, and to what a window shows. */
import type { ChildView, Pool, PoolKind, ProcessUsage, Verdict, WorkerCounts, WorkerProcess, WorkerView } from '#shared/domain/worker.ts';
import type { ProcessSample } from '#electron/probes/core/host-observation.ts';
import { depthFor, type BrokerRecord } from './broker-record.ts';
import { decideVerdict } from './decide-verdict.ts';
import type { HostRecord } from './host-record.ts';
import { listProofs } from './list-proofs.ts';
import type { WorkerEvidence } from './worker-evidence.ts';
import { tasksPerMinute, type WorkerRecord } from './worker-record.ts';

export type Surroundings = { readonly host: HostRecord | null; readonly broker: BrokerRecord | null; readonly sampleEveryMs: number; readonly now: number };

export function toEvidence(record: WorkerRecord, { host, broker, sampleEveryMs, now }: Surroundings): WorkerEvidence {
  const live = record.process;
  return {
    now,
    host: host === null ? null : {
      isConnected: host.link.phase === 'connected', isOff: host.link.phase === 'off', since: host.link.since,
      wasEverConnected: host.link.lastConnectedAt !== null, sampledAt: host.sampledAt,
      staleAfterMs: Math.max(3 * sampleEveryMs, 10_000), seesAll: host.inventory?.isComplete ?? false,
    },
    broker: broker === null ? null : { isReady: broker.phase === 'ready', since: broker.since },
    process: live === null ? null : {
      pid: live.main.pid, startedAt: live.main.startedAt, bornAt: Math.max(live.main.startedAt ?? live.firstSeenAt, record.ends[0]?.at ?? 0), at: live.sampledAt,
      state: live.sample?.state ?? 'unknown', stateSince: live.stateSince, wchan: live.sample?.wchan ?? null, stillSince: live.stillSince,
    },
    gone: record.gone,
    heartbeat: {
      lastAt: record.heartbeat.lastAt, intervalS: record.heartbeat.intervalS ?? 2, offlineAt: record.heartbeat.offlineAt,
      isDisabled: record.lastMain?.withoutHeartbeat ?? false,
    },
    reply: record.reply,
    connection: record.connection,
    queue: broker === null ? null : depthFor(broker, record.activeQueues),
    processedMovedAt: record.processed?.movedAt ?? null,
    activeTasks: activeTasks(record),
    heldTasks: heldTasks(record, now),
    activeQueues: record.activeQueues,
    pool: poolOf(record),
    isBindingLeft: record.isBindingLeft,
  };
}

export function judge(record: WorkerRecord, around: Surroundings): Verdict {
  const evidence = toEvidence(record, around);
  const decision = decideVerdict(evidence);
  const isSame = record.verdict !== null && record.verdict.kind === decision.kind && record.verdict.reason === decision.reason;
  return { ...decision, since: isSame && record.verdict !== null ? record.verdict.since : sinceOf(evidence, decision.reason), proofs: [...listProofs(evidence)] };
}

/** A verdict begins when its cause did, as far as that is known, not when we came to look. */
function sinceOf(seen: WorkerEvidence, reason: Verdict['reason']): number {
  if (reason.startsWith('main-gone') && seen.gone !== null) return seen.gone.at;
  if (reason === 'connected-not-consuming') return seen.connection?.notWaitingSince ?? seen.now;
  if (reason === 'pipe-full') return seen.process?.stillSince ?? seen.now;
  if (reason === 'host-unreachable') return seen.host?.since ?? seen.now;
  if (reason === 'offline-said') return seen.heartbeat.offlineAt ?? seen.now;
  return seen.now;
}

function activeTasks(record: WorkerRecord): number | null {
  if (record.active !== null && (record.counts === null || record.active.at >= record.counts.at)) return record.active.count;
  return record.counts?.active ?? record.active?.count ?? null;
}

function heldTasks(record: WorkerRecord, now: number): number | null {
  const counts = record.counts;
  if (counts === null || now - counts.at > 60_000) return null;
  return (counts.active ?? 0) + (counts.reserved ?? 0) + (counts.scheduled ?? 0);
}

/** What the worker says beats its command line: a configuration file may set the pool. Children prove prefork. */
export function poolOf(record: WorkerRecord): PoolKind {
  if (record.stats !== null && record.stats.pool !== 'unknown') return record.stats.pool;
  const written = record.lastMain?.pool ?? 'unknown';
  if (written !== 'unknown' && written !== 'prefork') return written;
  return record.children.length > 0 ? 'prefork' : 'unknown';
}

function toPool(record: WorkerRecord): Pool {
  const { stats, lastMain } = record;
  const kind = poolOf(record);
  const from = stats !== null && stats.pool !== 'unknown' ? (stats.poolFrom === 'reply' ? 'reply' : 'shape') : kind === 'unknown' ? 'none' : 'command-line';
  return {
    kind, from,
    maxConcurrency: stats?.maxConcurrency ?? lastMain?.concurrency ?? null,
    prefetchCount: stats?.prefetchCount ?? null,
    maxTasksPerChild: stats?.maxTasksPerChild ?? lastMain?.maxTasksPerChild ?? null,
    maxMemoryPerChildKiB: lastMain?.maxMemoryPerChildKiB ?? null,
    softTimeLimitS: stats?.softTimeLimitS ?? lastMain?.softTimeLimitS ?? null,
    hardTimeLimitS: stats?.hardTimeLimitS ?? lastMain?.hardTimeLimitS ?? null,
    autoscale: stats?.autoscale ?? lastMain?.autoscale ?? null,
  };
}

const toUsage = (sample: ProcessSample, at: number): ProcessUsage => ({ at, cpu: sample.cpu, rss: sample.rss, pss: sample.pss, threads: sample.threads, state: sample.state });

function toProcess(record: WorkerRecord, host: HostRecord | null): WorkerProcess | null {
  const main = record.process?.main;
  if (main === undefined) return null;
  return {
    pid: main.pid, startTicks: main.startTicks, bootId: host?.identity?.bootId ?? '', startedAt: main.startedAt, user: main.user,
    argv: [...main.argv], cwd: main.cwd, backend: main.backend, container: main.container, innerPid: main.innerPid,
  };
}

function toCounts(record: WorkerRecord): WorkerCounts | null {
  const at = Math.max(record.active?.at ?? 0, record.processed?.at ?? 0, record.counts?.at ?? 0);
  if (at === 0) return null;
  return { at, active: activeTasks(record), reserved: record.counts?.reserved ?? null, scheduled: record.counts?.scheduled ?? null, processed: record.processed?.count ?? null, perMinute: tasksPerMinute(record) };
}

const sum = (values: readonly (number | null | undefined)[]): number | null => {
  const known = values.filter((value) => typeof value === 'number');
  return known.length === 0 ? null : known.reduce((all, one) => all + one, 0);
};

export function totalRss(record: WorkerRecord): number | null {
  return sum([record.process?.sample?.rss, ...record.children.map((child) => child.sample.rss)]);
}

export function totalCpu(record: WorkerRecord): number | null {
  return sum([record.process?.sample?.cpu, ...record.children.map((child) => child.sample.cpu)]);
}

export function toWorkerView(record: WorkerRecord, verdict: Verdict, host: HostRecord | null): WorkerView {
  const children: ChildView[] = record.children.map(({ sample, at }) => ({ pid: sample.pid, startTicks: sample.startTicks, startedAt: sample.startedAt, usage: toUsage(sample, at) }));
  const live = record.process;
  return {
    key: record.key, name: record.name, host: record.host, broker: record.broker, verdict,
    process: toProcess(record, host), pool: toPool(record), celeryVersion: record.celeryVersion,
    usage: live?.sample === null || live === null ? null : toUsage(live.sample, live.sampledAt),
    totalRss: totalRss(record), totalCpu: totalCpu(record), children, childDeaths: [...record.childDeaths],
    ends: record.ends.map(({ pid, at, silent }) => ({ pid, at, silent })),
    counts: toCounts(record), queues: record.activeQueues === null ? (record.lastMain?.queues === null || record.lastMain === null ? null : [...record.lastMain.queues]) : [...record.activeQueues],
    heartbeat: record.heartbeat.lastAt === null ? null : { at: record.heartbeat.lastAt, intervalS: record.heartbeat.intervalS },
    replyMs: record.reply.tookMs, taskEvents: record.taskEvents, memorySpark: [...record.memory.points],
  };
}

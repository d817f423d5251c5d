/**
 * What is known of one worker, folded from observations. Records are replaced, never changed in place.
 * Key: host and node name, so that a restarted worker is the same worker with a new process.
 */
import type { CeleryMain, ProcessSample } from '#electron/probes/core/host-observation.ts';
import type { WorkerEvent, WorkerStats } from '#electron/celery/core/broker-observation.ts';
import type { BrokerId, HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { ChildDeath, Verdict } from '#shared/domain/worker.ts';
import { placeChildren, type PlacedChild } from './child-places.ts';
import { emptySpark, type MinuteSpark } from './minute-spark.ts';
import { noRuntimes, type Runtimes } from './task-runtimes.ts';

export type LiveProcess = {
  readonly main: CeleryMain;
  readonly firstSeenAt: number;
  readonly sample: ProcessSample | null;
  readonly sampledAt: number;
  readonly stateSince: number;
  readonly stillSince: number | null;
};

export type WorkerEnd = { readonly pid: number; readonly startTicks: number; readonly at: number; readonly silent: boolean };

export type WorkerRecord = {
  readonly key: WorkerKey;
  readonly name: WorkerName;
  readonly host: HostId | null;
  readonly broker: BrokerId | null;
  readonly process: LiveProcess | null;
  /** The last main seen here, kept after its end: command line, pool and unit stay known. */
  readonly lastMain: CeleryMain | null;
  readonly gone: { readonly pid: number; readonly at: number } | null;
  readonly isBindingLeft: boolean | null;
  readonly ends: readonly WorkerEnd[];
  readonly children: readonly PlacedChild[];
  readonly childDeaths: readonly ChildDeath[];
  readonly heartbeat: { readonly lastAt: number | null; readonly intervalS: number | null; readonly offlineAt: number | null };
  readonly eventPid: number | null;
  readonly celeryVersion: string | null;
  readonly active: { readonly count: number; readonly at: number } | null;
  readonly processed: { readonly count: number; readonly at: number; readonly movedAt: number | null; readonly marks: readonly { readonly at: number; readonly count: number }[] } | null;
  readonly reply: { readonly lastAt: number | null; readonly tookMs: number | null; readonly missesInRow: number; readonly lastMissAt: number | null };
  readonly stats: WorkerStats | null;
  readonly activeQueues: readonly string[] | null;
  readonly counts: { readonly active: number | null; readonly reserved: number | null; readonly scheduled: number | null; readonly at: number } | null;
  readonly connection: { readonly at: number; readonly isWaiting: boolean | null; readonly notWaitingSince: number | null; readonly count: number | null } | null;
  readonly taskEvents: boolean | null;
  /** Of tasks that ended within the last minute; empty while task events are off. */
  readonly runtimes: Runtimes;
  readonly verdict: Verdict | null;
  readonly memory: MinuteSpark;
  readonly lastHeardAt: number;
};

const hourMs = 3_600_000;
const keepEnds = 20;

export function newWorker(key: WorkerKey, name: WorkerName, host: HostId | null, broker: BrokerId | null, now: number): WorkerRecord {
  return {
    key, name, host, broker,
    process: null, lastMain: null, gone: null, isBindingLeft: null, ends: [], children: [], childDeaths: [],
    heartbeat: { lastAt: null, intervalS: null, offlineAt: null },
    eventPid: null, celeryVersion: null, active: null, processed: null,
    reply: { lastAt: null, tookMs: null, missesInRow: 0, lastMissAt: null },
    stats: null, activeQueues: null, counts: null, connection: null, taskEvents: null, runtimes: noRuntimes, verdict: null,
    memory: emptySpark, lastHeardAt: now,
  };
}

/** A main process of this worker was found, or found again. */
export function foldMain(record: WorkerRecord, main: CeleryMain, now: number): WorkerRecord {
  const isSame = record.process !== null && record.process.main.pid === main.pid && record.process.main.startTicks === main.startTicks;
  if (isSame && record.process !== null) return { ...record, process: { ...record.process, main }, lastMain: main, lastHeardAt: now };
  const fresh = record.process !== null || record.gone !== null;
  return {
    ...record,
    process: { main, firstSeenAt: now, sample: null, sampledAt: now, stateSince: now, stillSince: null },
    lastMain: main, gone: null, isBindingLeft: null, children: [], lastHeardAt: now,
    // answers of the process before say nothing about this one
    ...(fresh ? { stats: null, activeQueues: null, counts: null, connection: null, active: null, reply: { lastAt: record.reply.lastAt, tookMs: null, missesInRow: 0, lastMissAt: null } } : {}),
  };
}

export function foldProcessSample(record: WorkerRecord, sample: ProcessSample, at: number): WorkerRecord {
  const live = record.process;
  if (live === null || live.main.pid !== sample.pid || live.main.startTicks !== sample.startTicks) return record;
  const before = live.sample;
  const moved = before === null || before.cpuTicks !== sample.cpuTicks;
  return {
    ...record,
    lastHeardAt: at,
    process: {
      ...live, sample, sampledAt: at,
      stateSince: before !== null && before.state === sample.state ? live.stateSince : at,
      stillSince: moved ? null : (live.stillSince ?? at),
    },
  };
}

export function foldEnd(record: WorkerRecord, ended: { readonly pid: number; readonly startTicks: number }, at: number): WorkerRecord {
  const live = record.process;
  if (live === null || live.main.pid !== ended.pid || live.main.startTicks !== ended.startTicks) return record;
  const offlineAt = record.heartbeat.offlineAt;
  const silent = offlineAt === null || Math.abs(at - offlineAt) > 20_000;
  const ends = [{ pid: ended.pid, startTicks: ended.startTicks, at, silent }, ...record.ends.filter((end) => at - end.at < hourMs)].slice(0, keepEnds);
  return { ...record, process: null, gone: { pid: ended.pid, at }, isBindingLeft: null, ends, children: [], connection: null, active: null, counts: null, lastHeardAt: at };
}

/** The children sampled this time replace those before; `died` tells which ends were real. */
export function foldChildren(record: WorkerRecord, samples: readonly ProcessSample[], at: number): WorkerRecord {
  const known = new Set(record.children.map((child) => child.sample.pid));
  const fresh = samples.filter((sample) => !known.has(sample.pid));
  const open = record.childDeaths.findIndex((death) => death.replacedBy === null && at - death.at < 60_000);
  const replacement = fresh[0];
  const childDeaths = open >= 0 && replacement !== undefined ? record.childDeaths.map((death, index) => (index === open ? { ...death, replacedBy: replacement.pid } : death)) : record.childDeaths;
  return { ...record, children: placeChildren(record.children, samples, at), childDeaths };
}

export function foldChildDeath(record: WorkerRecord, pid: number, at: number): WorkerRecord {
  const childDeaths = [{ pid, at, replacedBy: null }, ...record.childDeaths.filter((death) => at - death.at < hourMs)].slice(0, keepEnds);
  return { ...record, childDeaths, children: record.children.filter((child) => child.sample.pid !== pid) };
}

/** The goodbye, or the binding it took along, may be heard just after the end was seen: then that end was not silent. */
export function forgiveEnd(record: WorkerRecord, at: number): WorkerRecord {
  const [last, ...older] = record.ends;
  if (last === undefined || !last.silent || at - last.at > 20_000) return record;
  return { ...record, ends: [{ ...last, silent: false }, ...older] };
}

export function foldWorkerEvent(record: WorkerRecord, event: WorkerEvent, at: number): WorkerRecord {
  const base = { ...record, lastHeardAt: at, celeryVersion: event.celeryVersion ?? record.celeryVersion, eventPid: event.pid ?? record.eventPid };
  if (event.type === 'offline') return forgiveEnd({ ...base, heartbeat: { ...record.heartbeat, offlineAt: at }, active: null }, at);
  return foldProcessed(
    {
      ...base,
      heartbeat: { lastAt: at, intervalS: event.intervalS ?? record.heartbeat.intervalS, offlineAt: record.heartbeat.offlineAt },
      active: event.active === null ? record.active : { count: event.active, at },
    },
    event.processed,
    at,
  );
}

/** Keeps one mark every ten seconds for five minutes: enough for a rate, bounded for ever. */
export function foldProcessed(record: WorkerRecord, count: number | null, at: number): WorkerRecord {
  if (count === null) return record;
  const before = record.processed;
  if (before === null || count < before.count) return { ...record, processed: { count, at, movedAt: null, marks: [{ at, count }] } };
  const last = before.marks[before.marks.length - 1];
  const marks = last === undefined || at - last.at >= 10_000 ? [...before.marks.filter((mark) => at - mark.at <= 300_000), { at, count }] : before.marks;
  return { ...record, processed: { count, at, movedAt: count > before.count ? at : before.movedAt, marks } };
}

/** Tasks a minute over the kept marks; null until half a minute is known. */
export function tasksPerMinute(record: WorkerRecord): number | null {
  const first = record.processed?.marks[0];
  if (record.processed === null || first === undefined || record.processed.at - first.at < 30_000) return null;
  return ((record.processed.count - first.count) * 60_000) / (record.processed.at - first.at);
}

export function foldPong(record: WorkerRecord, tookMs: number, at: number): WorkerRecord {
  return { ...record, lastHeardAt: at, reply: { lastAt: at, tookMs, missesInRow: 0, lastMissAt: record.reply.lastMissAt } };
}

/** Any answer is a sign of life; only the ping is timed. */
export function foldAnswer(record: WorkerRecord, at: number): WorkerRecord {
  return { ...record, lastHeardAt: at, reply: { ...record.reply, lastAt: at, missesInRow: 0 } };
}

export function foldSilence(record: WorkerRecord, at: number): WorkerRecord {
  return { ...record, reply: { ...record.reply, missesInRow: record.reply.missesInRow + 1, lastMissAt: at } };
}

export function foldStats(record: WorkerRecord, stats: WorkerStats, at: number): WorkerRecord {
  return foldProcessed({ ...foldAnswer(record, at), stats }, stats.processedTotal, at);
}

export function foldConnection(record: WorkerRecord, isWaiting: boolean | null, count: number | null, at: number): WorkerRecord {
  const notWaitingSince = isWaiting === false ? (record.connection?.notWaitingSince ?? at) : null;
  return { ...record, connection: { at, isWaiting, notWaitingSince, count } };
}

/**
 * The door of crash and log review: follows the logs of each connected host, makes incidents, answers the desks.
 * Without a store it follows nothing and says so.
 */
import type { FollowerScripts } from '#electron/logs/core/compose-follower.ts';
import type { LogCarrier } from '#electron/probes/host-watch.ts';
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { CeleryInventory, ProcessSample } from '#electron/probes/core/host-observation.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { createLogDesk } from '#electron/logs/create-log-desk.ts';
import { createHostLogs, type HostLogs } from '#electron/logs/host-logs.ts';
import type { LogDesk } from '#electron/logs/log-desk.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { IncidentStore, SourceMark } from '#electron/ports/incident-store.ts';
import type { LineSearch } from '#electron/ports/line-search.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { ActionChange } from '#shared/domain/action.ts';
import type { HostSample } from '#shared/domain/host.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { TaskView } from '#shared/domain/task.ts';
import type { Incident } from '#shared/domain/crash.ts';
import type { LogLine } from '#shared/domain/log.ts';
import { createAwayBook, type AwayBook } from './away-book.ts';
import type { CrashDesk } from './crash-desk.ts';
import { createCrashDesk } from './create-crash-desk.ts';
import { createIncidentRoom, type IncidentRoom } from './incident-room.ts';
import { createPanelFacts, type PanelFacts } from './panel-facts.ts';
import { createResultLookUp } from './result-look-up.ts';
import { quietCrashDesk, quietLogDesk } from './quiet-desks.ts';
import { createSourceBook, seenId, type SourceBook } from './source-book.ts';

export type ReviewNeeds = {
  readonly store: IncidentStore | null;
  readonly search: LineSearch;
  readonly history: HistoryStore | null;
  readonly keeper: FleetKeeper;
  readonly followerScripts: FollowerScripts;
  /** Files the operator named for a host. */
  readonly named: (host: HostId) => readonly string[];
  readonly spoolBytes: () => number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** A worker lost a process to SIGKILL: once for each incident. */
  readonly killTold?: (worker: WorkerKey, at: number) => void;
  /** Their results tell how tasks ended; null: nothing is asked. */
  readonly brokers: Pick<BrokerDesk, 'watch'>;
};

/** What the host desk tells. */
export type LogListener = {
  /** `carrier`: the reader of that session, which takes the log follower in. */
  sessionChanged(host: HostId, session: RemoteSession | null, carrier: LogCarrier | null): void;
  inventoried(host: HostId, inventory: CeleryInventory): void;
  /** Ends the followers there, before the connections go. */
  stop(): Promise<void>;
  drop(host: HostId): Promise<void>;
  sampled(host: HostId, sample: HostSample, processes: readonly ProcessSample[]): void;
  /** The operator named other files. */
  replan(host: HostId): void;
};

/** What others in the panel know of the past of a worker. */
export type ReviewWords = {
  /** A task of that node, as the broker tells. */
  taskHeard(broker: BrokerId, node: string, task: TaskView): void;
  /** What is done through the panel is told from now on. */
  heedActions(watch: (params: Record<string, never>, emit: (change: ActionChange) => void) => () => void): void;
};

export type Review = ReviewWords & { readonly crashes: CrashDesk; readonly logs: LogDesk; readonly hosts: LogListener; start(): Promise<void>; dispose(): Promise<void> };

const seenEveryMs = 60_000;
/** While somebody follows lines on a screen; otherwise every second sample is soon enough. */
const lookEveryMs = 1000;
const tidyEveryMs = 600_000;
const dayMs = 86_400_000;
const maxKills = 1000;
const freshMs = 3_600_000;

export function createReview(needs: ReviewNeeds): Review {
  return needs.store === null ? quietReview(needs.search) : liveReview(needs, needs.store);
}

function quietReview(search: LineSearch): Review {
  const nothing = async (): Promise<void> => undefined;
  return { crashes: quietCrashDesk, logs: quietLogDesk, hosts: { sessionChanged: () => undefined, inventoried: () => undefined, stop: nothing, drop: nothing, sampled: () => undefined, replan: () => undefined }, taskHeard: () => undefined, heedActions: () => undefined, start: nothing, dispose: () => search.dispose() };
}

function liveReview(needs: ReviewNeeds, store: IncidentStore): Review {
  const { clock, timers, log } = needs;
  const followed = new Map<HostId, HostLogs>();
  const connectedSince = new Map<HostId, number>();
  const book = createSourceBook((host) => followed.get(host) ?? null, () => followed.keys());
  const away = createAwayBook({ store, clock, timers });
  const crashes = createCrashDesk({ store, clock, away: away.summaries });
  const facts = createPanelFacts();
  const killsTold = new Set<string>();
  const room = createIncidentRoom({
    store, clock, log, onGroups: (ids) => void crashes.touched(ids),
    around: {
      workerOf: (incident) => workerOf(needs.keeper, incident), memoryBefore: (host, worker, from, to) => memoryBefore(needs.history, host, worker, from, to),
      connectedSince: (host) => connectedSince.get(host) ?? null, canKeep: () => needs.history?.state().state !== 'elsewhere',
      killTold: (worker, { id, at }) => {
        if (killsTold.has(id)) return;
        killsTold.add(id);
        if (killsTold.size > maxKills) killsTold.delete([...killsTold][0] ?? '');
        needs.killTold?.(worker, at);
      },
      unsure: (worker, incident) => lookUp.unsure(worker, incident),
    },
  });
  const lookUp = createResultLookUp({ clock, timers, log, keeper: needs.keeper, brokers: needs.brokers, found: (host, event) => room.tell(host, [event]), facts });
  const logs = createLogDesk({ store, search: needs.search, sources: book.sources, originOf: book.originOf, costMsPerMinute: (hosts) => sumCosts(hosts.map((host) => followed.get(host)?.costMsPerMinute() ?? null)) });
  const live: Live = { needs, store, followed, connectedSince, book, away, room, facts, heard: logs.heard };
  const repeated = [
    timers.every(lookEveryMs, () => { for (const host of logs.watchedHosts()) followed.get(host)?.look(); }),
    timers.every(seenEveryMs, () => { for (const host of connectedSince.keys()) void markSeen(live, host); }),
    timers.every(tidyEveryMs, () => { const now = clock.now(); void store.tidy({ spoolBytes: needs.spoolBytes(), incidentsFrom: now - 400 * dayMs, eventsFrom: now - 2 * dayMs, tasksFrom: now - dayMs / 12 }); }),
  ];
  const hosts = listenToHosts(live);
  let stopHeeding = (): void => undefined;
  return {
    crashes, logs, hosts,
    taskHeard: (broker, node, task) => {
      for (const host of connectedSince.keys()) {
        if (!needs.keeper.workersOn(host).some((worker) => worker.broker === broker && worker.name === node)) continue;
        const event = facts.task(host, node, task);
        if (event !== null) room.tell(host, [event]);
      }
    },
    heedActions: (watch) => { stopHeeding(); stopHeeding = heed(live, watch); },
    start: async () => {
      const marks = await store.marks(null);
      if (marks.ok) book.learn(marks.value);
    },
    dispose: async () => {
      for (const timer of repeated) timer[Symbol.dispose]();
      stopHeeding();
      lookUp.dispose();
      await hosts.stop();
      await needs.search.dispose();
    },
  };
}

/** Each action once, as it begins; what was refused was not done. */
function heed({ needs, facts, room }: Live, watch: Parameters<ReviewWords['heedActions']>[0]): () => void {
  const told = new Set<string>();
  return watch({}, (change) => {
    for (const action of change.actions) {
      const { host } = action.target;
      if (host === null || told.has(action.id) || action.outcome === 'refused' || needs.clock.now() - action.at > freshMs) continue;
      told.add(action.id);
      room.tell(host, [facts.acted(host, action)]);
    }
  });
}

type Live = {
  readonly needs: ReviewNeeds;
  readonly store: IncidentStore;
  readonly followed: Map<HostId, HostLogs>;
  readonly connectedSince: Map<HostId, number>;
  readonly book: SourceBook;
  readonly away: AwayBook;
  readonly room: IncidentRoom;
  readonly facts: PanelFacts;
  readonly heard: (lines: readonly LogLine[]) => void;
};

function listenToHosts(live: Live): LogListener {
  const { needs, followed, connectedSince, book, away, room } = live;
  return {
    sessionChanged: (host, session, carrier) => {
      const one = logsOf(live, host);
      if (session === null) {
        if (connectedSince.delete(host)) void markSeen(live, host);
        away.ended(host);
      } else if (!connectedSince.has(host)) {
        connectedSince.set(host, needs.clock.now());
        away.began(host, book.lastSeen(host), one);
      }
      one.sessionChanged(session, carrier);
    },
    inventoried: (host, inventory) => {
      for (const main of inventory.mains) room.know(host, main.pid, { innerPid: main.innerPid, node: main.predictedName, owner: main.container === null ? main.backend.unit : null });
      live.facts.limited(host, inventory);
      logsOf(live, host).inventoried(inventory);
    },
    stop: async () => {
      await Promise.all([...followed].map(async ([host, one]) => { if (connectedSince.has(host)) await markSeen(live, host); await one.dispose(); }));
      connectedSince.clear();
    },
    drop: async (host) => {
      connectedSince.delete(host);
      away.ended(host);
      const one = followed.get(host);
      followed.delete(host);
      book.forget(host);
      await one?.dispose();
      room.forget(host);
      live.facts.forget(host);
    },
    sampled: (host, sample, processes) => {
      const events = [...live.facts.sampled(host, sample), ...live.facts.ran(host, sample.at, processes)];
      if (events.length > 0) room.tell(host, events);
    },
    replan: (host) => followed.get(host)?.replan(),
  };
}

function logsOf(live: Live, host: HostId): HostLogs {
  const { needs, store, followed, book, room } = live;
  const known = followed.get(host);
  if (known !== undefined) return known;
  const made = createHostLogs({
    host, scripts: needs.followerScripts, clock: needs.clock, timers: needs.timers, random: needs.random, log: needs.log, named: () => needs.named(host),
    marks: async () => { const marks = await store.marks(host); return marks.ok ? marks.value : []; },
    take: async (batch) => { book.learn(batch.marks); return room.take(batch); },
    known: (pid, process) => room.know(host, pid, process),
    workerOf: (_host, pids) => workerOfPids(needs.keeper, host, pids), onLines: live.heard, onSources: () => see(live, host),
  });
  followed.set(host, made);
  return made;
}

/** What can be seen there decides what an absent line proves. */
function see({ needs, followed, room }: Live, host: HostId): void {
  const one = followed.get(host);
  const isReadable = (one?.sources() ?? []).some(({ kind, lines }) => kind === 'kernel' && lines > 0);
  room.see(host, {
    kernelLog: one?.journalState() === 'not-readable' ? 'denied' : isReadable ? 'readable' : 'unknown',
    hasMemoryHistory: needs.history !== null, seesTasks: needs.keeper.workersOn(host).some((worker) => worker.taskEvents === true),
  });
}

/** So that the next session knows since when nobody looked, and old lines keep their times. */
async function markSeen({ needs, store, followed, book }: Live, host: HostId): Promise<void> {
  const at = needs.clock.now();
  const said = followed.get(host)?.hostClock()?.said ?? null;
  const mark: SourceMark = { id: seenId(host), host, kind: 'panel', name: 'seen', path: null, program: null, offset: 0, base: 0, line: 1, inode: 0, headLength: 0, headCrc: 0, modifiedAt: 0, cursor: said === null ? null : JSON.stringify(said), lastLineAt: at };
  book.learn([mark]);
  await store.ingest({ host, at, marks: [mark], blocks: [], events: [], incidents: [], gone: [] });
}

function sumCosts(costs: readonly (number | null)[]): number | null {
  const known = costs.filter((cost) => cost !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

function workerOfPids(keeper: FleetKeeper, host: HostId, pids: readonly number[]): WorkerKey | null {
  if (pids.length === 0) return null;
  return keeper.workersOn(host).find((worker) => worker.process !== null && pids.includes(worker.process.main.pid))?.key ?? null;
}

/** By its name, else by a process that we saw, else by the one worker of that unit. */
function workerOf(keeper: FleetKeeper, incident: Incident): WorkerKey | null {
  const workers = keeper.workersOn(incident.host);
  const named = workers.find((worker) => worker.name === incident.worker);
  if (named !== undefined || incident.worker !== null) return named?.key ?? null;
  const { pid } = incident;
  const seen = pid === null ? undefined : workers.find((worker) => worker.process?.main.pid === pid || worker.ends.some((end) => end.pid === pid) || worker.childDeaths.some((death) => death.pid === pid) || worker.children.some((child) => child.sample.pid === pid));
  if (seen !== undefined) return seen.key;
  const owner = incident.unit ?? incident.program ?? incident.container;
  const owned = owner === null ? [] : workers.filter((worker) => worker.lastMain?.backend.unit?.replace(/\.service$/, '') === owner.replace(/\.service$/, ''));
  return owned.length === 1 ? (owned[0]?.key ?? null) : null;
}

async function memoryBefore(history: HistoryStore | null, host: HostId, worker: WorkerKey, from: number, to: number): Promise<Incident['memoryBefore']> {
  if (history === null) return [];
  const key = `worker.rss:${worker}`;
  const answer = await history.query({ host, keys: [key], from: Math.floor(from), to: Math.floor(to), points: 600 }, new AbortController().signal);
  const series = answer.ok ? answer.value.series[key] : undefined;
  if (!answer.ok || series === undefined) return [];
  return answer.value.times.flatMap((at, index) => (at < from || at > to ? [] : [{ at, bytes: series.last[index] ?? null }]));
}

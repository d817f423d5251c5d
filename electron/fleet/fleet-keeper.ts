/**
 * The one read model: takes what links, probes and brokers say, keeps records, judges, and announces changes.
 * Must stay true: it decides nothing about effects; what it wants looked at again it says through `requests`.
 */
import type { BrokerObservation } from '#electron/celery/core/broker-observation.ts';
import type { HostObservation } from '#electron/probes/core/host-observation.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { EngineView, FleetChange, FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { HostNote, LinkState } from '#shared/domain/host.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { Question } from '#shared/domain/question.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import type { Verdict } from '#shared/domain/worker.ts';
import type { BrokerIdentity, BrokerRecord } from './core/broker-record.ts';
import type { HostRecord } from './core/host-record.ts';
import type { Pulse } from './core/pulse-values.ts';
import type { WorkerRecord } from './core/worker-record.ts';
import { createEndMarks, type EndMarks } from './end-marks.ts';
import { createBrokerEar } from './broker-ear.ts';
import { createFleetList } from './fleet-list.ts';
import { createFleetOutbox } from './fleet-outbox.ts';
import { createFleetViews } from './fleet-views.ts';
import { createHostEar } from './host-ear.ts';
import { createWorkerRoster, type WorkerRoster } from './worker-roster.ts';

/** `restart`: a main ended and another may take its place. `stranger`: a node spoke that no scan has shown. `suspect`: ports may be old. */
export type ScanReason = 'restart' | 'stranger' | 'suspect';
const scanPauseMs: Readonly<Record<ScanReason, number>> = { restart: 900, stranger: 2_000, suspect: 20_000 };
/** A supervisor that restarts at once needs a second; one that waits usually no more than this. */
const awaitRestartMs = 20_000;

/** What the keeper would like looked at again, soon. Each is rate-limited by the keeper. */
export type FleetRequests = {
  scan(host: HostId, because: ScanReason): void;
  ask(broker: BrokerId): void;
  /** List the tasks of a node that seems deaf, before calling it so. */
  confirm(broker: BrokerId, node: string, worker: WorkerKey): void;
};

export type FleetListener = {
  onChange?(change: FleetChange): void;
  onPulse?(host: HostId, at: number, pulse: Pulse): void;
  onMark?(host: HostId, mark: TrendBlock['marks'][number]): void;
  /** The worker is judged differently from `at` on; null: it is not followed any more. Heard before the window hears of it. */
  onVerdict?(worker: WorkerKey, verdict: Verdict | null, at: number, host: HostId | null): void;
};

export type FleetState = {
  readonly hosts: Map<HostId, HostRecord>;
  readonly brokers: Map<BrokerId, BrokerRecord>;
  readonly roster: WorkerRoster;
  questions: readonly Question[];
  engine: EngineView;
};

export type FleetKeeper = {
  setEngine(view: EngineView): void;
  setQuestions(questions: readonly Question[]): void;
  setHost(config: HostConfig): void;
  dropHost(id: HostId): void;
  hostLink(id: HostId, link: LinkState): void;
  hostSaw(id: HostId, seen: HostObservation): void;
  noteHost(id: HostId, notes: readonly HostNote[]): void;
  setBroker(identity: BrokerIdentity): void;
  dropBroker(id: BrokerId): void;
  brokerSaw(id: BrokerId, seen: BrokerObservation): void;
  /** The broker a process of this host uses; null: not known any more. */
  attach(host: HostId, pid: number, broker: BrokerId | null): void;
  tasksCounted(key: WorkerKey, counts: { readonly active: number; readonly reserved: number; readonly scheduled: number }): void;
  eventsSwitched(key: WorkerKey, isOn: boolean): void;
  /** Something was done to this host or a worker of it: a mark on the axis of time, told and recorded like the others. */
  markAct(host: HostId, mark: { readonly kind: 'action' | 'deploy'; readonly action: string; readonly label: string }): void;
  worker(key: WorkerKey): WorkerRecord | null;
  workersOn(host: HostId): readonly WorkerRecord[];
  host(id: HostId): HostRecord | null;
  expectedNodes(broker: BrokerId): readonly string[];
  snapshot(): FleetSnapshot;
  /** A change listener gets the whole state first, then patches without a gap. */
  listen(listener: FleetListener): () => void;
  dispose(): void;
};

export type FleetNeeds = { readonly clock: Clock; readonly timers: Timers; readonly engine: EngineView; readonly requests: FleetRequests };

/** Verdicts also change because time passes. */
const sweepMs = 1000;

export function createFleetKeeper(needs: FleetNeeds): FleetKeeper {
  const listeners = new Set<FleetListener>();
  const sayVerdict = (key: WorkerKey, verdict: Verdict | null, host: HostId | null): void => { for (const listener of listeners) listener.onVerdict?.(key, verdict, needs.clock.now(), host); };
  const roster = createWorkerRoster((key) => sayVerdict(key, null, null));
  const state: FleetState = { hosts: new Map(), brokers: new Map(), roster, questions: [], engine: needs.engine };
  const views = createFleetViews(state, needs.clock);
  const outbox = createFleetOutbox({ clock: needs.clock, timers: needs.timers, build: views.patch });
  outbox.onPatch((patch) => { for (const listener of listeners) listener.onChange?.({ kind: 'patch', patch }); });

  /** Judges again; tells the window only when the verdict changed or the caller says that figures did. */
  const review = (key: WorkerKey, hasNewFigures: boolean): void => {
    const changed = views.judge(key);
    const record = changed ? roster.get(key) : null;
    if (record !== null) sayVerdict(key, record.verdict, record.host);
    if (!changed && !hasNewFigures) return;
    outbox.mark('workers', key);
    if (changed) outbox.hurry();
  };
  const reviewAll = (records: Iterable<WorkerRecord>, hasNewFigures: boolean): void => { for (const record of records) review(record.key, hasNewFigures); };
  const announce = {
    mark: (host: HostId, mark: TrendBlock['marks'][number]): void => { for (const listener of listeners) listener.onMark?.(host, mark); },
    pulse: (host: HostId, at: number, pulse: Pulse): void => { for (const listener of listeners) listener.onPulse?.(host, at, pulse); },
  };
  const ends = createEndMarks({ recordOf: roster.get, say: announce.mark });
  const tools = { state, outbox, review, reviewAll, announce, ends, views, clock: needs.clock, requests: limitRequests(needs.requests, needs.clock) };
  const sweep = needs.timers.every(sweepMs, () => {
    ends.sweep(needs.clock.now());
    for (const record of state.roster.all()) {
      review(record.key, false);
      if (record.host !== null && record.gone !== null && needs.clock.now() - record.gone.at < awaitRestartMs) tools.requests.scan(record.host, 'restart');
    }
  });

  return {
    ...createFleetList(tools),
    ...createHostEar(tools),
    ...createBrokerEar(tools),
    setEngine: (view) => { state.engine = view; outbox.markEngine(); },
    setQuestions: (questions) => replaceQuestions(tools, questions),
    eventsSwitched: (key, isOn) => {
      const record = state.roster.get(key);
      if (record === null) return;
      state.roster.put({ ...record, taskEvents: isOn });
      outbox.mark('workers', key);
    },
    markAct: (host, { kind, action, label }) => { if (state.hosts.has(host)) announce.mark(host, { at: needs.clock.now(), kind, action: action.slice(0, 40), label: label.slice(0, 300) }); },
    worker: (key) => state.roster.get(key),
    workersOn: (host) => state.roster.onHost(host),
    host: (id) => state.hosts.get(id) ?? null,
    snapshot: () => views.snapshot(outbox.flush()),
    listen: (listener) => {
      const seq = outbox.flush();
      listener.onChange?.({ kind: 'snapshot', snapshot: views.snapshot(seq) });
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => { sweep[Symbol.dispose](); outbox.dispose(); listeners.clear(); },
  };
}

export type FleetTools = {
  readonly state: FleetState;
  readonly outbox: ReturnType<typeof createFleetOutbox>;
  readonly views: ReturnType<typeof createFleetViews>;
  readonly review: (key: WorkerKey, hasNewFigures: boolean) => void;
  readonly reviewAll: (records: Iterable<WorkerRecord>, hasNewFigures: boolean) => void;
  /** Ends of main processes, marked once it is known how they ended. */
  readonly ends: EndMarks;
  readonly announce: { mark(host: HostId, mark: TrendBlock['marks'][number]): void; pulse(host: HostId, at: number, pulse: Pulse): void };
  readonly clock: Clock;
  readonly requests: FleetRequests;
};

/** A wish repeated within its pause is dropped: a suspicion must not become a load. */
function limitRequests(requests: FleetRequests, clock: Clock): FleetRequests {
  const last = new Map<string, number>();
  const may = (what: string, everyMs: number): boolean => {
    const now = clock.monotonic();
    if (now - (last.get(what) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    if (last.size > 20_000) last.clear();
    last.set(what, now);
    return true;
  };
  return {
    scan: (host, because) => { if (may(`scan ${because} ${host}`, scanPauseMs[because])) requests.scan(host, because); },
    ask: (broker) => { if (may(`ask ${broker}`, 500)) requests.ask(broker); },
    confirm: (broker, node, worker) => { if (may(`confirm ${worker}`, 15_000)) requests.confirm(broker, node, worker); },
  };
}

function replaceQuestions({ state, outbox }: FleetTools, questions: readonly Question[]): void {
  for (const question of state.questions) if (!questions.some((kept) => kept.id === question.id)) outbox.markGone('questions', question.id);
  for (const question of questions) if (!state.questions.some((old) => old.id === question.id)) outbox.mark('questions', question.id);
  state.questions = questions;
}

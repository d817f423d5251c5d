/** The door of the room: joins the round, the queue, the store and the desk. */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { createDiagnosisEvents, createDiagnosisHandlers } from '#electron/handlers/diagnosis-handlers.ts';
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import type { LogDesk } from '#electron/logs/log-desk.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { DiagnosisStore } from '#electron/ports/diagnosis-store.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { RunSummary } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { OperationChange } from '#shared/domain/operation.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { Evidence } from './core/evidence.ts';
import { createAfterFix } from './after-fix.ts';
import { createDiagnosisDesk, type LiveDiagnosisDesk } from './create-diagnosis-desk.ts';
import { diagnoseHost } from './diagnose-host.ts';
import { createLatencyBook } from './latency-book.ts';
import { createMemoryDiagnosisStore } from './memory-diagnosis-store.ts';
import { createRunQueue, type RunQueue } from './run-queue.ts';
import { createTaskBook } from './task-book.ts';

export type DiagnosisNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly keeper: FleetKeeper;
  readonly brokers: BrokerDesk;
  readonly hosts: { session(host: HostId): RemoteSession | null };
  readonly logs: LogDesk;
  /** What was done to the fleet. */
  readonly journal: Pick<ActionJournal, 'list'>;
  /** What is under way and what has ended. */
  readonly operations: (emit: (change: OperationChange) => void) => () => void;
  readonly incidents: IncidentStore | null;
  /** null: runs are kept while the engine runs. */
  readonly diagnoses: DiagnosisStore | null;
  readonly diagnoseScripts: { readonly python: string; readonly sh: string };
  readonly version: string;
  readonly settings: () => Settings;
  readonly choose: (next: Settings['diagnosis']) => Promise<Result<unknown, AppError>>;
};

const lookEveryMs = 60_000;
const hourMs = 3_600_000;
const staleMs = 48 * hourMs;

export function openDiagnosis(needs: DiagnosisNeeds) {
  const { clock, timers, keeper } = needs;
  const store = needs.diagnoses ?? createMemoryDiagnosisStore();
  const newest = new Map<HostId, Evidence>();
  const judged = new Map<HostId, RunSummary>();
  void store.latest().then((kept) => { if (kept.ok) for (const run of kept.value) if (!judged.has(run.host)) judged.set(run.host, run); });
  const latencies = createLatencyBook();
  const tasks = createTaskBook();
  const queue: RunQueue = createRunQueue({
    now: clock.now, onProgress: (progress) => desk.moved(progress),
    run: (queued) => diagnoseHost({
      ...needs, store, newest, scripts: needs.diagnoseScripts, session: needs.hosts.session, watch: needs.brokers.watch, latencies: latencies.of, tasks, actions: needs.journal.list,
      mutes: () => needs.settings().diagnosis.mutes, onRun: (run) => { judged.set(run.host, run); desk.ended(run); },
    }, queued).catch((error: unknown): AppError => ({ code: 'internal', reference: needs.log.bug(error, 'diagnosis') })),
  });
  const hosts = (): readonly { readonly id: HostId; readonly isConnected: boolean }[] => keeper.snapshot().hosts.map(({ id }) => ({ id, isConnected: needs.hosts.session(id) !== null }));
  const desk: LiveDiagnosisDesk = createDiagnosisDesk({ ...needs, store, queue, newest, hosts, choices: () => needs.settings().diagnosis });
  const stopListening = keeper.listen({ onPulse: (host) => latencies.note(host, keeper.host(host)?.link.latencyMs ?? null) });
  // what a fix has changed is looked at again, where somebody has looked before
  const stopFixes = needs.operations(createAfterFix({ start: (host) => { if (judged.has(host)) queue.start([host], 'fix'); } }));
  const timer = timers.every(lookEveryMs, () => void startDue(needs, store, queue, hosts));
  return {
    desk,
    handlers: createDiagnosisHandlers(desk),
    events: createDiagnosisEvents(desk),
    taskHeard: tasks.heard,
    /** Of the last run, while it is not too old to speak of now. */
    criticalFindings: (host: string, now: number): number | null => { const run = judged.get(host as HostId); return run === undefined || now - run.endedAt > staleMs ? null : run.counts.crit; },
    /** A host left the list. */
    forget: (host: HostId) => { newest.delete(host); judged.delete(host); latencies.forget(host); void store.drop(host); },
    dispose: async () => {
      timer[Symbol.dispose]();
      stopListening();
      stopFixes();
      await queue.dispose();
    },
  };
}

/** Hosts whose last run is older than chosen; those that are not there now wait for their return. */
async function startDue(needs: DiagnosisNeeds, store: DiagnosisStore, queue: RunQueue, hosts: () => readonly { readonly id: HostId; readonly isConnected: boolean }[]): Promise<void> {
  const { everyHours } = needs.settings().diagnosis;
  if (everyHours === null) return;
  const latest = await store.latest();
  if (!latest.ok) return;
  const due = hosts().filter(({ id, isConnected }) => isConnected && needs.clock.now() - (latest.value.find(({ host }) => host === id)?.endedAt ?? 0) >= everyHours * hourMs);
  queue.start(due.map(({ id }) => id), 'schedule');
}

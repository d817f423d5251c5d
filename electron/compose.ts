/**
 * Builds the engine from its ports and rooms. Wiring only: no decision about the domain is made here.
 */
import { createAlerts } from '#electron/alerts/open-alerts.ts';
import { createBrokerDesk, type BrokerDesk } from '#electron/brokers/broker-desk.ts';
import { createBrokerWatch } from '#electron/celery/index.ts';
import { openDiagnosis } from '#electron/diagnosis/open-diagnosis.ts';
import { createFleetKeeper, type FleetKeeper, type FleetRequests } from '#electron/fleet/fleet-keeper.ts';
import { createReview } from '#electron/crashes/create-review.ts';
import { createAlertEvents, createAlertHandlers, createPastHandlers } from '#electron/handlers/alert-handlers.ts';
import { createCrashEvents, createCrashHandlers } from '#electron/handlers/crash-handlers.ts';
import { createHistoryHandlers } from '#electron/handlers/history-handlers.ts';
import { createHostHandlers } from '#electron/handlers/host-handlers.ts';
import { createPanelHandlers } from '#electron/handlers/panel-handlers.ts';
import { createWorkerHandlers } from '#electron/handlers/worker-handlers.ts';
import { createHistory } from '#electron/history/create-history.ts';
import { createConfigBook } from '#electron/hosts/config-book.ts';
import { createHostDesk, type HostDesk } from '#electron/hosts/host-desk.ts';
import { createHostTester } from '#electron/hosts/host-tester.ts';
import { openOperations } from '#electron/operations/open-operations.ts';
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { AlertStore } from '#electron/ports/alert-store.ts';
import type { Asker } from '#electron/ports/asker.ts';
import type { Calendar } from '#electron/ports/calendar.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { DiagnosisStore } from '#electron/ports/diagnosis-store.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import type { LineSearch } from '#electron/ports/line-search.ts';
import type { ConnectionKeeper } from '#electron/ports/host-connection.ts';
import type { Log } from '#electron/ports/log.ts';
import type { MessageBroker } from '#electron/ports/message-broker.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { SettingsStore } from '#electron/ports/settings-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { TimelineStore } from '#electron/ports/timeline-store.ts';
import type { WebPoster } from '#electron/ports/web-poster.ts';
import { createHostWatch } from '#electron/probes/index.ts';
import type { HostWatch } from '#electron/probes/host-watch.ts';
import { createMetricsDesk } from '#electron/metrics/metrics-desk.ts';
import { createQuestionDesk } from '#electron/questions/index.ts';
import { createTaskWatch } from '#electron/tasks/task-watch.ts';
import { openPast } from '#electron/timeline/open-past.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import { createTrendRecorder } from '#electron/trends/trend-recorder.ts';
import type { EngineView, FleetSnapshot } from '#shared/domain/fleet.ts';
import { defaultSettings, type Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';

export type EngineNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly settings: SettingsStore;
  readonly vault: SecretVault;
  readonly broker: MessageBroker;
  /** null: nothing is recorded, and the status says so. */
  readonly history: HistoryStore | null;
  /** null: logs are not followed. */
  readonly incidents: IncidentStore | null;
  readonly search: LineSearch;
  /** null: alerts are forgotten when the engine ends, and there is no past to look at. */
  readonly alerts: AlertStore | null;
  /** null: what was done to the fleet is remembered until the engine ends. */
  readonly actions: ActionStore | null;
  /** Who acts, for the journal: `ana@laptop`. */
  readonly operator: string;
  readonly timeline: TimelineStore | null;
  /** null: diagnoses are forgotten when the engine ends. */
  readonly diagnoses: DiagnosisStore | null;
  /** Alerts fire and are sent; false for a short look at the fleet. */
  readonly isOnGuard: boolean;
  readonly calendar: Calendar;
  readonly poster: WebPoster;
  /** The machine's own language, where the settings leave it open. */
  readonly tongue: 'en' | 'fr';
  readonly connections: (needs: { readonly asker: Asker }) => ConnectionKeeper & AsyncDisposable;
  /** Text of the two sampler programs. */
  readonly scripts: { readonly python: string; readonly sh: string };
  readonly followerScript: string;
  readonly diagnoseScripts: { readonly python: string; readonly sh: string };
  readonly version: string;
  readonly isDemo: boolean;
  readonly isForcedReadOnly: boolean;
};

export type Engine = {
  readonly handlers: Handlers;
  readonly events: EventSources;
  readonly keeper: FleetKeeper;
  snapshot(): FleetSnapshot;
  /** The fleet in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** Loads the settings and connects. `setAside` names a corrupt settings file that was moved away. */
  start(): Promise<Result<{ readonly setAside: string | null }, AppError>>;
  /** Cleans up on brokers and hosts, then closes every connection. */
  dispose(): Promise<void>;
};

export function createEngine(needs: EngineNeeds): Engine {
  const { clock, timers, random, log } = needs;
  const book = createConfigBook({ store: needs.settings, random });
  const questions = createQuestionDesk({ clock, random, vaultKind: needs.vault.kind });
  const { view, noteTrouble } = createView(needs, clock.now());
  const ending = new AbortController();
  const keeper = createFleetKeeper({ clock, timers, engine: view(defaultSettings), requests: createRequests(() => ({ desk, brokers, keeper }), ending.signal) });
  const trends = createTrendRecorder({ clock, everyMs: defaultSettings.sampleEveryMs });
  const brokers = createBrokerDesk({
    clock, keeper, asker: questions, vault: needs.vault,
    start: (address, open, askPassword, expectedNodes) => createBrokerWatch({ broker: needs.broker, address, open, clock, timers, random, log, askPassword, expectedNodes }),
    onTask: (broker, node, task) => tasks.heard(broker, node, task),
  });
  const watchHost = (session: RemoteSession): HostWatch => createHostWatch({ session, scripts: needs.scripts, clock, timers, random, log, everyMs: book.settings().sampleEveryMs });
  const connections = needs.connections({ asker: questions });
  const review = createReview({ ...needs, store: needs.incidents, keeper, named: (host) => book.hosts().find(({ id }) => id === host)?.logFiles ?? [], spoolBytes: () => book.settings().history.limitBytes / 4 });
  const desk = createHostDesk({ connections, keeper, brokers, watch: watchHost, logs: review.hosts, forget: (host) => { trends.forget(host); diagnosis.forget(host); } });
  const tasks = createTaskWatch({ clock, timers, keeper, brokerWatch: brokers.watch });
  const tester = createHostTester({ connections, watch: watchHost, broker: needs.broker, clock });
  const history = createHistory({ store: needs.history, keeper, trends, clock, timers, settings: book.settings });
  const past = openPast({ ...needs, keeper, settings: book.settings, records: needs.history === null || needs.timeline === null || needs.alerts === null ? null : { history: needs.history, timeline: needs.timeline, alerts: needs.alerts } });
  const alerts = createAlerts({ ...needs, isOnGuard: () => needs.isOnGuard && needs.history?.state().state !== 'elsewhere', store: needs.alerts, settings: book.settings, keeper, brokers, hoursToLimit: past.hoursToLimit, choose: async (next) => { const saved = await book.changeSettings({ alerts: next }); if (saved.ok) onSettings(saved.value); return saved; } });
  const isReadOnly = (): boolean => needs.isForcedReadOnly || book.settings().isReadOnly;
  const acts = openOperations({ ...needs, keeper, brokers, hosts: desk, isReadOnly });
  const diagnosis = openDiagnosis({ ...needs, keeper, brokers, hosts: desk, logs: review.logs, settings: book.settings, choose: async (next) => { const saved = await book.changeSettings({ diagnosis: next }); if (saved.ok) onSettings(saved.value); return saved; } });
  const metrics = createMetricsDesk({ keeper, alerts: alerts.watch.open, crashes: review.crashes });
  const stopListening = keeper.listen({ onPulse: trends.pulse, onMark: trends.mark });
  const stopQuestions = questions.onChange(() => keeper.setQuestions(questions.list()));
  const onSettings = (settings: Settings): void => { keeper.setEngine(view(settings)); desk.setInterval(settings.sampleEveryMs); };

  return {
    keeper, snapshot: () => keeper.snapshot(), metrics: metrics.text,
    handlers: {
      ...createPanelHandlers({ book, desk, keeper, alerts: alerts.desk, questions, onSettings }),
      ...createHostHandlers({ book, desk, connections, tester }),
      ...createCrashHandlers(review), ...createHistoryHandlers(history), ...createAlertHandlers(alerts.desk),
      ...createPastHandlers(past.desk), ...acts.handlers, ...diagnosis.handlers,
      ...createWorkerHandlers({ keeper, brokers, trends, clock, isReadOnly }),
    },
    events: {
      'fleet.changed': (_params, emit) => keeper.listen({ onChange: emit }),
      'trend.sampled': ({ host }, emit) => trends.watch(host, emit),
      ...createCrashEvents(review), ...createAlertEvents(alerts.desk), ...acts.events, ...diagnosis.events,
      'tasks.changed': ({ worker }, emit) => tasks.watch(worker, emit),
    },
    start: async () => {
      const loaded = await book.load();
      noteTrouble(loaded);
      onSettings(book.settings());
      if (!loaded.ok) return loaded;
      void history.recall(book.hosts().map(({ id }) => id));
      for (const part of [acts, alerts, review]) await part.start();
      await Promise.all(book.hosts().map((host) => desk.keep(host)));
      return ok(loaded.value);
    },
    // brokers before hosts: their clean-up travels through the hosts' connections
    dispose: () => endInOrder([
      () => ending.abort(), history.dispose, stopListening, stopQuestions, tasks.dispose, metrics.dispose, alerts.dispose, past.dispose, acts.dispose, diagnosis.dispose, brokers.dispose,
      desk.stopWatching, review.dispose, desk.dispose, () => connections[Symbol.asyncDispose](), keeper.dispose,
    ]),
  };
}

/** One after the other: each may need what the next one ends. */
async function endInOrder(steps: readonly (() => unknown)[]): Promise<void> {
  for (const step of steps) await step();
}

/** What is said of the engine itself; settings that could not be used are told to every window. */
function createView(needs: EngineNeeds, startedAt: number): { view(settings: Settings): EngineView; noteTrouble(loaded: Result<{ readonly setAside: string | null }, AppError>): void } {
  let settingsTrouble: EngineView['settingsTrouble'] = null;
  return {
    view: (settings) => ({ version: needs.version, startedAt, vault: needs.vault.kind, settings, isForcedReadOnly: needs.isForcedReadOnly, isDemo: needs.isDemo, settingsTrouble }),
    noteTrouble: (loaded) => {
      if (!loaded.ok) settingsTrouble = { error: loaded.error, setAside: null };
      else if (loaded.value.setAside !== null) settingsTrouble = { error: null, setAside: loaded.value.setAside };
    },
  };
}

type Rooms = { readonly desk: HostDesk; readonly brokers: BrokerDesk; readonly keeper: FleetKeeper };

/** What the fleet wants looked at again goes to whoever can look. The rooms are made after the keeper: hence the thunk. */
function createRequests(rooms: () => Rooms, signal: AbortSignal): FleetRequests {
  return {
    scan: (host) => rooms().desk.scan(host),
    ask: (broker) => rooms().brokers.watch(broker)?.askNow(),
    confirm: (broker, node, key) => {
      const listed = rooms().brokers.watch(broker)?.tasks(node, signal);
      void listed?.then((answer) => {
        if (answer.ok) rooms().keeper.tasksCounted(key, { active: answer.value.active.total, reserved: answer.value.reserved.total, scheduled: answer.value.scheduled.total });
      });
    },
  };
}

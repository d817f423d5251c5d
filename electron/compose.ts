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
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import { createHostWatch } from '#electron/probes/index.ts';
import type { HostWatch } from '#electron/probes/host-watch.ts';
import { createMetricsDesk } from '#electron/metrics/metrics-desk.ts';
import { createQuestionDesk } from '#electron/questions/index.ts';
import { createTaskWatch } from '#electron/tasks/task-watch.ts';
import { openPast } from '#electron/timeline/open-past.ts';
import { createTrendRecorder } from '#electron/trends/trend-recorder.ts';
import type { EngineView } from '#shared/domain/fleet.ts';
import { defaultSettings, type Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Engine, EngineNeeds } from '#electron/engine-needs.ts';

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
    onTask: (broker, node, task) => { tasks.heard(broker, node, task); review.taskHeard(broker, node, task); diagnosis.taskHeard(broker, node, task); },
  });
  const watchHost = (session: RemoteSession): HostWatch => createHostWatch({ session, scripts: needs.scripts, clock, timers, random, log, everyMs: book.settings().sampleEveryMs });
  const connections = needs.connections({ asker: questions });
  const review = createReview({ ...needs, store: needs.incidents, keeper, brokers, named: (host) => book.hosts().find(({ id }) => id === host)?.logFiles ?? [], spoolBytes: () => book.settings().history.limitBytes / 4, killTold: (worker, at) => alerts.watch.facts.killTold(worker, at) });
  const desk = createHostDesk({ connections, keeper, brokers, watch: watchHost, logs: review.hosts, forget: (host) => { trends.forget(host); diagnosis.forget(host); } });
  const tasks = createTaskWatch({ clock, timers, keeper, brokerWatch: brokers.watch, onActive: (broker, node, active) => { for (const task of active) review.taskHeard(broker, node, task); } });
  const tester = createHostTester({ connections, watch: watchHost, broker: needs.broker, clock });
  const history = createHistory({ store: needs.history, keeper, trends, clock, timers, settings: book.settings });
  const past = openPast({ ...needs, keeper, settings: book.settings, records: needs.history === null || needs.timeline === null || needs.alerts === null ? null : { history: needs.history, timeline: needs.timeline, alerts: needs.alerts } });
  const alerts = createAlerts({ ...needs, isOnGuard: () => needs.isOnGuard && needs.history?.state().state !== 'elsewhere', store: needs.alerts, settings: book.settings, keeper, brokers, hoursToLimit: past.hoursToLimit, criticalFindings: (host, now) => diagnosis.criticalFindings(host, now), choose: async (next) => { const saved = await book.changeSettings({ alerts: next }); if (saved.ok) onSettings(saved.value); return saved; } });
  const isReadOnly = (): boolean => needs.isForcedReadOnly || book.settings().isReadOnly;
  const acts = openOperations({ ...needs, keeper, brokers, hosts: desk, isReadOnly, crashes: review.crashes });
  const diagnosis = openDiagnosis({ ...needs, keeper, brokers, hosts: desk, logs: review.logs, journal: acts.journal, operations: acts.watch, settings: book.settings, choose: async (next) => { const saved = await book.changeSettings({ diagnosis: next }); if (saved.ok) onSettings(saved.value); return saved; } });
  const metrics = createMetricsDesk({ keeper, alerts: alerts.watch.open, crashes: review.crashes });
  const stopListening = keeper.listen({ onPulse: trends.pulse, onMark: trends.mark });
  const stopQuestions = questions.onChange(() => keeper.setQuestions(questions.list()));
  const onSettings = (settings: Settings): void => { keeper.setEngine(view(settings)); desk.setInterval(settings.sampleEveryMs); };

  return {
    keeper, snapshot: () => keeper.snapshot(), metrics: metrics.text,
    handlers: {
      ...createPanelHandlers({ book, desk, keeper, alerts: alerts.desk, questions, onSettings }), ...createHostHandlers({ book, desk, connections, tester }),
      ...createCrashHandlers(review), ...createHistoryHandlers(history), ...createAlertHandlers(alerts.desk),
      ...createPastHandlers(past.desk), ...acts.handlers, ...diagnosis.handlers,
      ...createWorkerHandlers({ keeper, brokers, isReadOnly, record: acts.record }),
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
      review.heedActions(acts.events['actions.changed']);
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

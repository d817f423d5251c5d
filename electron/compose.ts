/**
 * Builds the engine from its ports and rooms. Wiring only: no decision about the domain is made here.
 */
import { createBrokerDesk, type BrokerDesk } from '#electron/brokers/broker-desk.ts';
import { createBrokerWatch } from '#electron/celery/index.ts';
import { createFleetKeeper, type FleetKeeper, type FleetRequests } from '#electron/fleet/fleet-keeper.ts';
import { createHostHandlers } from '#electron/handlers/host-handlers.ts';
import { createPanelHandlers } from '#electron/handlers/panel-handlers.ts';
import { createWorkerHandlers } from '#electron/handlers/worker-handlers.ts';
import { createConfigBook } from '#electron/hosts/config-book.ts';
import { createHostDesk, type HostDesk } from '#electron/hosts/host-desk.ts';
import { createHostTester } from '#electron/hosts/host-tester.ts';
import type { Asker } from '#electron/ports/asker.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { ConnectionKeeper } from '#electron/ports/host-connection.ts';
import type { Log } from '#electron/ports/log.ts';
import type { MessageBroker } from '#electron/ports/message-broker.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { SettingsStore } from '#electron/ports/settings-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { createHostWatch } from '#electron/probes/index.ts';
import type { HostWatch } from '#electron/probes/host-watch.ts';
import { createQuestionDesk } from '#electron/questions/index.ts';
import { createTaskWatch } from '#electron/tasks/task-watch.ts';
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
  readonly connections: (needs: { readonly asker: Asker }) => ConnectionKeeper & AsyncDisposable;
  /** Text of the two sampler programs. */
  readonly scripts: { readonly python: string; readonly sh: string };
  readonly version: string;
  readonly isDemo: boolean;
  readonly isForcedReadOnly: boolean;
};

export type Engine = {
  readonly handlers: Handlers;
  readonly events: EventSources;
  readonly keeper: FleetKeeper;
  snapshot(): FleetSnapshot;
  /** Loads the settings and connects. `setAside` names a corrupt settings file that was moved away. */
  start(): Promise<Result<{ readonly setAside: string | null }, AppError>>;
  /** Cleans up on brokers and hosts, then closes every connection. */
  dispose(): Promise<void>;
};

export function createEngine(needs: EngineNeeds): Engine {
  const { clock, timers, random, log } = needs;
  const startedAt = clock.now();
  const book = createConfigBook({ store: needs.settings, random });
  const questions = createQuestionDesk({ clock, random, vaultKind: needs.vault.kind });
  const view = (settings: Settings): EngineView => ({ version: needs.version, startedAt, vault: needs.vault.kind, settings, isForcedReadOnly: needs.isForcedReadOnly, isDemo: needs.isDemo, settingsTrouble: trouble });
  let trouble: EngineView['settingsTrouble'] = null;
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
  const desk = createHostDesk({ connections, keeper, brokers, watch: watchHost, forget: trends.forget });
  const tasks = createTaskWatch({ clock, timers, keeper, brokerWatch: brokers.watch });
  const tester = createHostTester({ connections, watch: watchHost, broker: needs.broker, clock });
  const stopListening = keeper.listen({ onPulse: trends.pulse, onMark: trends.mark });
  const stopQuestions = questions.onChange(() => keeper.setQuestions(questions.list()));
  const onSettings = (settings: Settings): void => { keeper.setEngine(view(settings)); desk.setInterval(settings.sampleEveryMs); };

  return {
    keeper,
    handlers: {
      ...createPanelHandlers({ book, desk, keeper, questions, onSettings }),
      ...createHostHandlers({ book, desk, connections, tester }),
      ...createWorkerHandlers({ keeper, brokers, trends, clock, isReadOnly: () => needs.isForcedReadOnly || book.settings().isReadOnly }),
    },
    events: {
      'fleet.changed': (_params, emit) => keeper.listen({ onChange: emit }),
      'trend.sampled': ({ host }, emit) => trends.watch(host, emit),
      'tasks.changed': ({ worker }, emit) => tasks.watch(worker, emit),
    },
    snapshot: () => keeper.snapshot(),
    start: async () => {
      const loaded = await book.load();
      trouble = loaded.ok ? (loaded.value.setAside === null ? null : { error: null, setAside: loaded.value.setAside }) : { error: loaded.error, setAside: null };
      if (!loaded.ok) {
        keeper.setEngine(view(book.settings()));
        return loaded;
      }
      keeper.setEngine(view(book.settings()));
      await Promise.all(book.hosts().map((host) => desk.keep(host)));
      return ok(loaded.value);
    },
    dispose: async () => {
      ending.abort();
      stopListening();
      stopQuestions();
      tasks.dispose();
      // brokers first: their clean-up travels through the hosts' connections
      await brokers.dispose();
      await desk.stopWatching();
      await desk.dispose();
      await connections[Symbol.asyncDispose]();
      keeper.dispose();
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

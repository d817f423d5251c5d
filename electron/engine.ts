/**
 * The engine with its real adapters: the same for the window, the page and the command line.
 * Electron is absent here; what differs between the ways in (settings, vault, log) comes as an argument.
 */
import { homedir, hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createFileCopyStore } from '#electron/adapters/files/file-copy-store.ts';
import { createActionSpool } from '#electron/adapters/files/action-spool.ts';
import { createIoredisMessageBroker } from '#electron/adapters/redis/ioredis-message-broker.ts';
import { createKnownHostsFiles, createSshConfigReader, createSshDialer } from '#electron/adapters/ssh/index.ts';
import { openStoreFile } from '#electron/adapters/sqlite/open-store-file.ts';
import { createSqliteIncidentStore } from '#electron/adapters/sqlite/sqlite-incident-store.ts';
import { createSqliteDiagnosisStore } from '#electron/adapters/sqlite/sqlite-diagnosis-store.ts';
import { createSqliteHistoryStore } from '#electron/adapters/sqlite/sqlite-history-store.ts';
import { createSqliteActionStore } from '#electron/adapters/sqlite/sqlite-action-store.ts';
import { createSqliteAlertStore } from '#electron/adapters/sqlite/sqlite-alert-store.ts';
import { createSqliteTimelineStore } from '#electron/adapters/sqlite/sqlite-timeline-store.ts';
import { createSystemCalendar } from '#electron/adapters/system/system-calendar.ts';
import { createThreadLineSearch } from '#electron/adapters/system/thread-line-search.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { createFetchPoster } from '#electron/adapters/web/fetch-poster.ts';
import { languageOf } from '#electron/cli/core/language.ts';
import { createEngine } from '#electron/compose.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { createConnectionKeeper } from '#electron/connections/index.ts';
import { readPrograms } from '#electron/pi/read-scripts.ts';
import { createKeptActionStore } from '#electron/journal/create-kept-action-store.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { SettingsStore } from '#electron/ports/settings-store.ts';

export type LocalEngineNeeds = {
  readonly log: Log;
  readonly settings: SettingsStore;
  readonly vault: SecretVault;
  /** Our own known_hosts file; the user's is read, never written. */
  readonly knownHostsPath: string;
  /** Folder of the reader scripts, ending with a slash. */
  readonly piDirectory: URL;
  /** Folder of the recorded history; null: a temporary one, gone with the run. */
  readonly historyFolder: string | null;
  /** Folder of the saved copies of messages and of acts that wait for the history file; null: a temporary one. */
  readonly actsFolder: string | null;
  /** File URL of the store's thread, in the sources or in the build. */
  readonly storeWorker: URL;
  /** Alerts fire and are sent; false for a short look at the fleet. */
  readonly isOnGuard: boolean;
  readonly version: string;
  readonly isDemo: boolean;
  /** What a fresh history begins with: the demo's week before. */
  readonly past?: (store: HistoryStore, now: number) => Promise<void>;
  readonly isForcedReadOnly: boolean;
  /** Left out: the environment's. */
  readonly tongue?: 'en' | 'fr';
};

export async function createLocalEngine(needs: LocalEngineNeeds): Promise<Engine> {
  const { log, vault } = needs;
  const clock = createSystemClock();
  const timers = createSystemTimers();
  const random = createSystemRandom();
  const home = homedir();
  const name = userInfo().username;
  const sshConfig = createSshConfigReader({ home, localUser: name, localHost: hostname(), env: process.env, configPaths: [join(home, '.ssh', 'config'), '/etc/ssh/ssh_config'] });
  const agent = process.env['SSH_AUTH_SOCK'] ?? (process.platform === 'win32' ? 'pageant' : null);
  const store = await openStoreFile({ folder: needs.historyFolder, workerUrl: needs.storeWorker, log, timers });
  const history = createSqliteHistoryStore(store);
  await needs.past?.(history, clock.now());
  const acts = needs.actsFolder ?? dirname(store.client.path);
  const engine = createEngine({
    clock, timers, random, log, vault,
    settings: needs.settings,
    incidents: createSqliteIncidentStore(store.client), search: createThreadLineSearch({ workerUrl: lineSearchBeside(needs.storeWorker), timers, log }),
    history, alerts: createSqliteAlertStore(store.client), timeline: createSqliteTimelineStore(store.client), diagnoses: createSqliteDiagnosisStore(store.client), actions: createKeptActionStore({ file: createSqliteActionStore(store.client), spool: createActionSpool(join(acts, 'acts')), log, clock }), copies: createFileCopyStore(join(acts, 'copies')), operator: `${name}@${hostname()}`, isOnGuard: needs.isOnGuard,
    calendar: createSystemCalendar(), poster: createFetchPoster(), tongue: needs.tongue ?? languageOf(process.env),
    broker: createIoredisMessageBroker({ timers, log }),
    connections: ({ asker }) => createConnectionKeeper({
      clock, timers, random, log, asker, vault, sshConfig,
      dialer: createSshDialer({ clock, timers, log }),
      knownHosts: createKnownHostsFiles({ ownPath: needs.knownHostsPath }),
      local: { name, home, agent },
    }),
    ...(await readPrograms(needs.piDirectory)),
    version: needs.version, isDemo: needs.isDemo, isForcedReadOnly: needs.isForcedReadOnly,
  });
  return {
    ...engine,
    dispose: async () => {
      await engine.dispose();
      await store.dispose();
    },
  };
}

/** The searching thread's entry: a neighbour of the store's in the build, in another room in the sources. */
function lineSearchBeside(storeWorker: URL): URL {
  return new URL(storeWorker.pathname.endsWith('.ts') ? '../system/line-search-main.ts' : 'line-search-main.js', storeWorker);
}

/** Where the store's thread begins, seen from the folder of the running entry (`electron/` or `out/main/`). */
export function storeWorkerBeside(home: URL): URL {
  return new URL(home.pathname.endsWith('/electron/') ? 'adapters/sqlite/sqlite-worker-main.ts' : 'sqlite-worker-main.js', home);
}

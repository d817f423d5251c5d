/**
 * The engine in this process, fed from the settings file, from a fleet file, or from the demo fleet.
 * Must stay true: a fleet file and the demo leave the operator's own settings untouched; disposing ends all that was started.
 */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mapFileError } from '#electron/adapters/files/core/map-file-error.ts';
import { ownFolders, type OwnFolders } from '#electron/adapters/files/core/own-folders.ts';
import { createJsonSettingsStore } from '#electron/adapters/files/json-settings-store.ts';
import { createMemorySettingsStore } from '#electron/adapters/files/memory-settings-store.ts';
import { createFileSink, createJsonLinesLog, createStderrSink } from '#electron/adapters/system/json-lines-log.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { createLocalEngine, storeWorkerBeside } from '#electron/engine.ts';
import { parseFleetFile } from '#electron/fleet-file/index.ts';
import type { Log } from '#electron/ports/log.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { SettingsStore } from '#electron/ports/settings-store.ts';
import { HostId } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { CliFailure } from './core/cli-failure.ts';
import { startDemo, type RunningDemo } from './start-demo.ts';

export type EngineSource = { readonly from: 'settings' } | { readonly from: 'file'; readonly path: string } | { readonly from: 'demo' };
export type OpenedEngine = { readonly engine: Engine; readonly log: Log; readonly setAside: string | null; dispose(): Promise<void> };

type Options = {
  readonly source: EngineSource;
  /** Folder of the running entry (`electron/` or `out/main/`), ending with a slash. */
  readonly home: URL;
  readonly version: string;
  readonly isReadOnly: boolean;
  /** `stderr` for a server that something watches; `file` for a terminal that shows figures. */
  readonly logTo: 'stderr' | 'file';
  /** Only hosts of these names; empty for all. */
  readonly only: readonly string[];
  /** Only what was recorded is wanted: no host is connected, and nothing is recorded or sent. */
  readonly isLookingBack?: boolean;
};
type Fed = { readonly settings: SettingsStore; readonly vault: SecretVault; readonly knownHostsPath: string; readonly past?: RunningDemo['past']; dispose(): Promise<void> };

export async function openEngine(options: Options): Promise<Result<OpenedEngine, CliFailure>> {
  const folders = ownFolders({ platform: process.platform, env: process.env, home: homedir() });
  const log = createLog(options.logTo, folders);
  const fed = await feed(options, folders);
  if (!fed.ok) return fed;
  const narrowed = await narrow(fed.value, options.only, options.isLookingBack === true);
  if (!narrowed.ok) {
    await fed.value.dispose();
    return narrowed;
  }
  const engine = await createLocalEngine({
    log, settings: narrowed.value, vault: fed.value.vault, knownHostsPath: fed.value.knownHostsPath, piDirectory: new URL('pi/', options.home),
    historyFolder: options.source.from === 'settings' ? folders.history : null, actsFolder: options.source.from === 'demo' ? null : folders.history, storeWorker: storeWorkerBeside(options.home),
    isOnGuard: options.logTo === 'stderr', ...(fed.value.past === undefined ? {} : { past: fed.value.past }),
    version: options.version, isDemo: options.source.from === 'demo', isForcedReadOnly: options.isReadOnly,
  });
  const dispose = async (): Promise<void> => {
    await engine.dispose();
    await fed.value.dispose();
  };
  const started = await engine.start();
  if (started.ok) return ok({ engine, log, setAside: started.value.setAside, dispose });
  await dispose();
  return started;
}

function createLog(to: Options['logTo'], folders: OwnFolders): Log {
  const level = process.env['FLEETBEAT_LOG'] === 'debug' ? 'debug' : to === 'stderr' ? 'warn' : 'info';
  const sink = to === 'stderr' ? createStderrSink() : createFileSink(join(folders.log, 'cli.log'), 4 * 1024 * 1024);
  return createJsonLinesLog({ clock: createSystemClock(), random: createSystemRandom(), sink, level });
}

async function feed({ source, home }: Options, folders: OwnFolders): Promise<Result<Fed, CliFailure>> {
  if (source.from === 'demo') return startDemo(fileURLToPath(new URL(home.pathname.endsWith('/electron/') ? 'demo/demo-main.ts' : 'demo-main.js', home)));
  const knownHostsPath = join(folders.settings, 'known_hosts');
  const common = { vault: createMemoryVault(), knownHostsPath, dispose: async () => undefined };
  if (source.from === 'file') {
    const settings = await storeFromFile(source.path);
    return settings.ok ? ok({ ...common, settings: settings.value }) : settings;
  }
  await mkdir(folders.settings, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const needs = { clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom() };
  return ok({ ...common, settings: createJsonSettingsStore({ path: join(folders.settings, 'settings.json'), ...needs }) });
}

async function storeFromFile(path: string): Promise<Result<SettingsStore, CliFailure>> {
  try {
    if ((await stat(path)).size > 2_000_000) return err({ code: 'file-failed', path, because: 'too-large' });
    const parsed = parseFleetFile(await readFile(path, 'utf8'));
    if (!parsed.ok) return parsed;
    // Names are unique in a fleet file: as ids they stay the same from run to run.
    const hosts = parsed.value.hosts.map((draft) => ({ ...draft, id: HostId.parse(`file:${draft.name}`), isOn: true }));
    const { alerts } = parsed.value;
    const chosen = alerts === null ? defaultSettings.alerts : { ...defaultSettings.alerts, rules: [...alerts.rules], quietHours: alerts.quietHours ?? defaultSettings.alerts.quietHours };
    return ok(createMemorySettingsStore({ settings: { ...defaultSettings, alerts: chosen }, hosts }));
  } catch (error) {
    return err(mapFileError(error, path, 'reading'));
  }
}

/** Leaves the other hosts alone: they are neither connected nor saved away. */
async function narrow({ settings }: Fed, only: readonly string[], isLookingBack: boolean): Promise<Result<SettingsStore, CliFailure>> {
  if (only.length === 0 && !isLookingBack) return ok(settings);
  const loaded = await settings.load();
  if (!loaded.ok) return loaded;
  const { hosts, settings: choices } = loaded.value.state;
  const unknown = only.filter((name) => !hosts.some((host) => host.name === name));
  if (unknown.length > 0) return err({ code: 'no-such-host', names: unknown });
  const wanted = only.length === 0 ? hosts : hosts.filter(({ name }) => only.includes(name));
  if (!isLookingBack) return ok(createMemorySettingsStore({ settings: choices, hosts: wanted }));
  return ok(createMemorySettingsStore({ settings: { ...choices, history: { ...choices.history, isOn: false } }, hosts: wanted.map((host) => ({ ...host, isOn: false })) }));
}

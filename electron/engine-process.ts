/**
 * Entry: the engine in Electron's utility process. Told how to run by its first message; each window comes as a port.
 * Must stay true: it imports nothing of Electron and speaks to it through the port it is given; `end` closes every
 * connection before the process goes.
 */
import { join } from 'node:path';
import { EngineStart, type DesktopSay } from '#electron/adapters/desktop/core/desktop-asks.ts';
import { createDesktopClient, type DesktopClient } from '#electron/adapters/desktop/desktop-client.ts';
import { createJsonSettingsStore } from '#electron/adapters/files/json-settings-store.ts';
import { createFileSink, createJsonLinesLog } from '#electron/adapters/system/json-lines-log.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { feedDemo } from '#electron/cli/start-demo.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { startDemoFleet } from '#electron/demo/index.ts';
import { createLocalEngine, storeWorkerBeside } from '#electron/engine.ts';
import { createDesktopHerald } from '#electron/notify/desktop-herald.ts';
import type { Log } from '#electron/ports/log.ts';
import { serveLink } from '#electron/transport/dispatch.ts';
import { createMessagePortLink, type PortLike } from '#electron/transport/message-port-link.ts';
import { ok } from '#shared/result.ts';

type ParentEvent = { readonly data: unknown; readonly ports: readonly PortLike[] };
type ParentPort = { postMessage(message: unknown): void; on(event: 'message', listen: (event: ParentEvent) => void): unknown };

const clock = createSystemClock();
const timers = createSystemTimers();
const random = createSystemRandom();
const parent = (process as unknown as { readonly parentPort?: ParentPort }).parentPort;
if (parent === undefined) throw new Error('engine-process runs as a utility process of Electron; without one use: fleetbeat serve');
listen(parent);

function listen(port: ParentPort): void {
  let running: Promise<Running> | null = null;
  let client: DesktopClient | null = null;
  port.on('message', ({ data, ports }) => {
    const start = EngineStart.safeParse(data);
    if (start.success && running === null) {
      client = createDesktopClient({ post: (message) => port.postMessage(message), vaultKind: start.data.vault });
      running = run(start.data, client, (words) => port.postMessage(words));
      return;
    }
    const kind = typeof data === 'object' && data !== null && 'kind' in data ? data.kind : null;
    const [window] = ports;
    if (kind === 'window' && window !== undefined) void running?.then(({ serveWindow }) => serveWindow(window));
    else if (kind === 'end') void end(running, client);
    else client?.hear(data);
  });
}

async function end(running: Promise<Running> | null, client: DesktopClient | null): Promise<void> {
  await (await running)?.dispose();
  client?.dispose();
  process.exit(0);
}

type Running = { readonly serveWindow: (port: PortLike) => void; dispose(): Promise<void> };

async function run(start: EngineStart, client: DesktopClient, say: (words: DesktopSay) => void): Promise<Running> {
  const log = createJsonLinesLog({ clock, random, level: 'info', sink: createFileSink(join(start.logFolder, 'engine.log'), 8 * 1024 * 1024) });
  const fed = start.isDemo ? await demo(log) : {
    settings: createJsonSettingsStore({ path: join(start.settingsFolder, 'settings.json'), clock, timers, random }),
    vault: start.vault === 'keychain' ? client.vault : createMemoryVault(),
    knownHostsPath: join(start.settingsFolder, 'known_hosts'),
    dispose: async () => undefined,
  };
  const engine = await createLocalEngine({
    log, settings: fed.settings, vault: fed.vault, knownHostsPath: fed.knownHostsPath, piDirectory: new URL('./pi/', import.meta.url),
    historyFolder: start.isDemo ? null : start.historyFolder, actsFolder: start.isDemo ? null : start.historyFolder, storeWorker: storeWorkerBeside(new URL('./', import.meta.url)),
    isOnGuard: true, tongue: start.tongue, ...('past' in fed ? { past: fed.past } : {}),
    version: start.version, isDemo: start.isDemo, isForcedReadOnly: start.isReadOnly,
  });
  const started = await engine.start();
  if (!started.ok) log.error('the settings could not be loaded', { code: started.error.code });
  else if (started.value.setAside !== null) log.warn('a damaged settings file was set aside', { path: started.value.setAside });
  const herald = createDesktopHerald({
    watch: (emit) => engine.events['alerts.changed']({}, emit),
    tongue: () => { const { language } = engine.snapshot().engine.settings; return language === 'auto' ? start.tongue : language; },
    post: (words) => say({ kind: 'words', words: { openCount: words.openCount, notices: [...words.notices] } }),
  });
  return {
    serveWindow: (port) => serveWindow(port, engine, client, start, log),
    dispose: async () => {
      herald.dispose();
      await engine.dispose();
      await fed.dispose();
    },
  };
}

async function demo(log: Log): ReturnType<typeof feedDemo> {
  const fleet = await startDemoFleet({ clock, timers, random, log });
  const [first] = fleet.hosts;
  return feedDemo({ hosts: [...fleet.hosts], knownHosts: fleet.knownHosts, password: first === undefined ? '' : fleet.passwordOf(first) }, () => fleet.dispose());
}

function serveWindow(port: PortLike, engine: Engine, client: DesktopClient, start: EngineStart, log: Log): void {
  serveLink(createMessagePortLink(port), {
    handlers: engine.handlers, events: engine.events, clock, timers, log,
    desktop: { 'files.choose-key': async (_input, { signal }) => ok({ path: await client.chooseKey(signal) }) },
    admit: ({ wantsReadOnly }) => ok({ isReadOnly: start.isReadOnly || wantsReadOnly, resume: null }),
    isPanelReadOnly: () => engine.snapshot().engine.settings.isReadOnly,
    checkOutput: false,
  });
}

/**
 * The engine without a window: `fleetbeat serve`. Prints the page's URL once, serves until it is told to end.
 * Must stay true: nothing listens anywhere but on 127.0.0.1; ending leaves no process, socket or temporary file.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { CliFailure } from '#electron/cli/core/cli-failure.ts';
import { openEngine, type EngineSource } from '#electron/cli/open-engine.ts';
import { openLoopbackDoor, type LoopbackDoor } from '#electron/transport/loopback-socket.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type ServeOptions = {
  readonly source: EngineSource;
  /** 0 chooses a free port. */
  readonly port: number;
  readonly isReadOnly: boolean;
  /** Folder of the running entry, ending with a slash. */
  readonly home: URL;
  readonly pageFolder: string;
  readonly version: string;
  readonly checkOutput: boolean;
  /** Whether `/metrics` answers, and to whom: `token` null lets any program of this machine read. */
  readonly metrics: { readonly token: string | null } | null;
};

export type Serving = {
  readonly port: number;
  readonly setAside: string | null;
  /** Each URL opens one window, once. */
  issueUrl(): string;
  dispose(): Promise<void>;
};

export async function serve(options: ServeOptions): Promise<Result<Serving, CliFailure>> {
  const index = join(options.pageFolder, 'index.html');
  if (!(await access(index).then(() => true, () => false))) return err({ code: 'page-missing', path: index });
  const opened = await openEngine({ ...options, logTo: 'stderr', only: [] });
  if (!opened.ok) return opened;
  const { engine, log, setAside } = opened.value;
  const door = await openLoopbackDoor({
    handlers: engine.handlers, events: engine.events, desktop: null, log,
    isPanelReadOnly: () => engine.snapshot().engine.settings.isReadOnly,
    clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom(),
    checkOutput: options.checkOutput, pageFolder: options.pageFolder, port: options.port, isReadOnly: options.isReadOnly,
    ...(options.metrics === null ? {} : { metrics: { token: options.metrics.token, text: engine.metrics } }),
  });
  if (!door.ok) {
    await opened.value.dispose();
    const failures = { 'port-in-use': { code: 'port-taken', port: options.port }, 'port-forbidden': { code: 'port-forbidden', port: options.port }, failed: { code: 'port-failed' } } as const;
    return err(failures[door.error.because]);
  }
  return ok(servingOf(door.value, setAside, opened.value.dispose));
}

function servingOf(door: LoopbackDoor, setAside: string | null, stopEngine: () => Promise<void>): Serving {
  let ending: Promise<void> | null = null;
  return {
    port: door.port,
    setAside,
    issueUrl: door.issueUrl,
    dispose: () => (ending ??= door.close().then(stopEngine)),
  };
}

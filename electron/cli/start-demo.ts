/**
 * The demo fleet in a process of its own, and what an operator would have typed to reach it.
 * Must stay true: it never outlives us (its standard input ends with us); nothing of it stays on disk.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { createMemorySettingsStore } from '#electron/adapters/files/memory-settings-store.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import { tellPast } from '#electron/demo/index.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { SettingsStore } from '#electron/ports/settings-store.ts';
import { HostDraft } from '#shared/domain/host-config.ts';
import { HostId } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { CliFailure } from './core/cli-failure.ts';

const Ready = z.object({ hosts: z.array(HostDraft), knownHosts: z.string(), password: z.string() });

export type RunningDemo = { readonly settings: SettingsStore; readonly vault: SecretVault; readonly knownHostsPath: string; /** Writes the week before into a fresh history. */ past(store: HistoryStore, now: number): Promise<void>; dispose(): Promise<void> };

/** `entry` is demo-main beside the running program: TypeScript from the sources, JavaScript when built. */
export async function startDemo(entry: string): Promise<Result<RunningDemo, CliFailure>> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  // A group of its own: Ctrl-C in the terminal reaches us, and we end it after the engine has said goodbye.
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'], env, detached: process.platform !== 'win32' });
  const gone = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const line = await new Promise<string | null>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', () => resolve(null));
    child.once('close', () => resolve(null));
  });
  const ready = Ready.safeParse(line === null ? null : parseJson(line));
  if (!ready.success) {
    child.kill();
    return err({ code: 'demo-failed' });
  }
  return ok(await feedDemo(ready.data, async () => {
    child.stdin.end();
    await gone;
  }));
}

/** Settings, secrets and host keys for a demo fleet that already runs; `stop` ends it. */
export async function feedDemo(demo: z.infer<typeof Ready>, stop: () => Promise<void>): Promise<RunningDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetbeat-demo-'));
  const knownHostsPath = join(folder, 'known_hosts');
  await writeFile(knownHostsPath, demo.knownHosts, { mode: 0o600 });
  const hosts = demo.hosts.map((draft, index) => ({ ...draft, id: HostId.parse(`demo-${index + 1}`), isOn: true }));
  const vault = createMemoryVault();
  for (const { id } of hosts) await vault.set(`host:${id}:password`, demo.password);
  return {
    settings: createMemorySettingsStore({ settings: defaultSettings, hosts }),
    vault,
    knownHostsPath,
    async past(store, now) {
      for (const batch of tellPast(hosts, now)) if (!(await store.append(batch)).ok) return;
    },
    async dispose() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

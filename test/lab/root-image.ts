/**
 * The root file system all Pis share, built once per package list and kept in a cache outside the project.
 * Built beside and renamed into place, so an interrupted build never counts; two builders never share a directory.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianRelease, rootRecipe, type RootKind } from './packages.ts';
import { runCommand } from './run-command.ts';

export function labCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['FLEETBEAT_LAB_CACHE']) return env['FLEETBEAT_LAB_CACHE'];
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fleetbeat', 'lab');
}

export const rootImagePath = (kind: RootKind = 'plain'): string => join(labCacheDirectory(), rootRecipe(kind).name);

/** Roots of earlier package lists, unless a running Pi stands on one. */
async function forgetOldRoots(kind: RootKind): Promise<void> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8');
  for (const name of readdirSync(labCacheDirectory())) {
    const path = join(labCacheDirectory(), name);
    const isOfKind = name.startsWith(`${kind === 'plain' ? 'root' : kind}-`) && /-[0-9a-f]{16}$/.test(name);
    if (isOfKind && path !== rootImagePath(kind) && !mounts.includes(path)) await rm(path, { recursive: true, force: true });
  }
}

export async function ensureRootImage(say: (line: string) => void = () => undefined, kind: RootKind = 'plain'): Promise<string> {
  const path = rootImagePath(kind);
  const { packages, customization } = rootRecipe(kind);
  if (existsSync(path)) return path;
  const growing = `${path}.building-${process.pid}`;
  say(`building the Pi's root file system (about half a minute, kept in ${labCacheDirectory()})`);
  await mkdir(labCacheDirectory(), { recursive: true });
  try {
    await runCommand(
      'mmdebstrap',
      ['--quiet', '--variant=minbase', `--include=${packages.join(',')}`, ...customization.map((line) => `--customize-hook=${line}`), debianRelease, growing],
      { timeoutMs: 600_000 },
    );
    await forgetOldRoots(kind);
    await rename(growing, path).catch(async (error: unknown) => {
      // Another run finished first: its root is as good as ours.
      if (!existsSync(path)) throw error;
    });
  } finally {
    await rm(growing, { recursive: true, force: true });
  }
  return path;
}

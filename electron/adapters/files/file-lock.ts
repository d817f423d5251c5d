/**
 * One writer at a time across processes: a lock file made exclusively. A lock left by a crash goes stale and is taken over.
 * Must stay true: the take-over is a rename, which only one of several waiters can win.
 */
import { open, rename, rm, stat } from 'node:fs/promises';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';

/** A save takes milliseconds; a lock ten seconds old has no living owner. */
const staleAfterMs = 10_000;
const giveUpAfterMs = 12_000;
const retryEveryMs = 25;

type Needs = { readonly clock: Clock; readonly timers: Timers; readonly random: Random };

/** Rejects with the system's error when the folder cannot be written, or after twelve seconds. */
export async function withFileLock<T>(path: string, needs: Needs, run: () => Promise<T>): Promise<T> {
  const startedAt = needs.clock.monotonic();
  while (!(await take(path))) {
    await breakStale(path, needs);
    if (needs.clock.monotonic() - startedAt > giveUpAfterMs) throw new Error('the settings file stayed locked');
    await new Promise<void>((resolve) => void needs.timers.after(retryEveryMs, resolve));
  }
  try {
    return await run();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function breakStale(path: string, needs: Needs): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || needs.clock.now() - found.mtimeMs < staleAfterMs) return;
  const aside = `${path}.${needs.random.token(4)}`;
  await rename(path, aside).then(() => rm(aside, { force: true }), () => undefined);
}

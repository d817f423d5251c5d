/** Promises with an owner: each is waited for at the end, and what one throws is a logged bug. */
import type { Log } from '#electron/ports/log.ts';

export type OwnedWork = { start(work: Promise<unknown>, where: string): void; settled(): Promise<void> };

export function createOwnedWork(log: Log): OwnedWork {
  const running = new Set<Promise<unknown>>();
  return {
    start(work, where) {
      const owned: Promise<unknown> = work.catch((error: unknown) => { log.bug(error, where); }).finally(() => { running.delete(owned); });
      running.add(owned);
    },
    async settled() { while (running.size > 0) await Promise.all([...running]); },
  };
}

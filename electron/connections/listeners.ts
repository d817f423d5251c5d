/** Listeners that cannot hurt each other or the one who tells them: what one throws is logged as its bug. */
import type { Log } from '#electron/ports/log.ts';

export type Listeners<T> = { add(listen: (value: T) => void): () => void; tell(value: T): void };

export function createListeners<T>(log: Log, where: string): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add(listen) { all.add(listen); return () => { all.delete(listen); }; },
    tell(value) {
      for (const listen of [...all]) {
        try { listen(value); } catch (error) { log.bug(error, where); }
      }
    },
  };
}

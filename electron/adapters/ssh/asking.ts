/**
 * Keeps count of the questions that hold a connection attempt up. While one stands, the time limit and our place in
 * the queue for handshakes are given back; and if the server hangs up meanwhile, the answer is still waited for.
 */
import type { Deadline } from './deadline.ts';

export type Asking = {
  while<T>(run: () => Promise<T>): Promise<T>;
  isAsking(): boolean;
  /** Resolves when no question stands. */
  settled(): Promise<void>;
  /** The attempt that the next questions hold up. */
  attach(attempt: { readonly deadline: Deadline; readonly place: Disposable } | null): void;
};

export function createAsking(): Asking {
  const standing = new Set<Promise<unknown>>();
  let attempt: { readonly deadline: Deadline; readonly place: Disposable } | null = null;
  return {
    async while(run) {
      using _hold = attempt?.deadline.hold();
      attempt?.place[Symbol.dispose]();
      const question = run();
      standing.add(question);
      try { return await question; } finally { standing.delete(question); }
    },
    isAsking: () => standing.size > 0,
    async settled() { while (standing.size > 0) await Promise.allSettled([...standing]); },
    attach: (next) => { attempt = next; },
  };
}

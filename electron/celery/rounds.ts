/**
 * Things to be done again and again while connected: each by its own interval, never twice at the same time, at once
 * when kicked. A kick during a round asks for one more.
 */
import type { Timers } from '#electron/ports/timers.ts';

export type Round = { readonly everyMs: () => number; readonly run: (signal: AbortSignal) => Promise<void> };
export type Rounds<Name extends string> = { kick(name: Name): void; dispose(): Promise<void> };

type Needs = { readonly timers: Timers; readonly onBug: (error: unknown) => void };

export function createRounds<Name extends string>(needs: Needs, list: Readonly<Record<Name, Round>>): Rounds<Name> {
  const ended = new AbortController();
  const running = new Map<Name, Promise<void>>();
  const again = new Set<Name>();
  const waiting = new Map<Name, Disposable>();

  const start = (name: Name): void => {
    if (ended.signal.aborted) return;
    waiting.get(name)?.[Symbol.dispose]();
    waiting.delete(name);
    if (running.has(name)) {
      again.add(name);
      return;
    }
    const round = list[name];
    const work = round
      .run(ended.signal)
      .catch(needs.onBug)
      .then(() => {
        running.delete(name);
        if (again.delete(name)) start(name);
        else if (!ended.signal.aborted) waiting.set(name, needs.timers.after(round.everyMs(), () => start(name)));
      });
    running.set(name, work);
  };

  return {
    kick: start,
    async dispose() {
      ended.abort();
      for (const timer of waiting.values()) timer[Symbol.dispose]();
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}

/** Time by hand: nothing fires until `advance` says so; timers fire in due order, each at its own moment. */
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';

export type ManualClock = { readonly clock: Clock; readonly timers: Timers; advance(ms: number): void; pendingCount(): number };

type Entry = { dueAt: number; readonly everyMs: number | null; readonly run: () => void; readonly order: number };

export function createManualClock(startAt = 1_700_000_000_000): ManualClock {
  let elapsedMs = 0;
  let order = 0;
  const entries = new Set<Entry>();

  function add(ms: number, everyMs: number | null, run: () => void): Disposable {
    order += 1;
    const entry: Entry = { dueAt: elapsedMs + ms, everyMs, run, order };
    entries.add(entry);
    return { [Symbol.dispose]: () => void entries.delete(entry) };
  }

  function nextDue(untilMs: number): Entry | undefined {
    return [...entries].filter(({ dueAt }) => dueAt <= untilMs).sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
  }

  return {
    clock: { now: () => startAt + elapsedMs, monotonic: () => elapsedMs },
    timers: { after: (ms, run) => add(ms, null, run), every: (ms, run) => add(ms, ms, run) },
    advance(ms) {
      const untilMs = elapsedMs + ms;
      for (let entry = nextDue(untilMs); entry !== undefined; entry = nextDue(untilMs)) {
        elapsedMs = Math.max(elapsedMs, entry.dueAt);
        if (entry.everyMs === null) entries.delete(entry);
        else entry.dueAt += Math.max(1, entry.everyMs);
        entry.run();
      }
      elapsedMs = untilMs;
    },
    pendingCount: () => entries.size,
  };
}

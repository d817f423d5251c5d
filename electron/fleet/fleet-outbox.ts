/**
 * Collects what changed and sends it as numbered patches: the first change after quiet goes out at once, news within
 * 20 ms, figures at most four times a second. Every patch is exactly one higher than the one before.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { FleetPatch } from '#shared/domain/fleet.ts';

export type Collection = 'hosts' | 'workers' | 'brokers' | 'questions';
export type Dirt = { readonly engine: boolean; readonly changed: Readonly<Record<Collection, ReadonlySet<string>>>; readonly gone: Readonly<Record<Collection, ReadonlySet<string>>> };

export type FleetOutbox = {
  markEngine(): void;
  mark(collection: Collection, id: string): void;
  markGone(collection: Collection, id: string): void;
  /** What waits is news (a verdict changed): do not wait for the usual gap. */
  hurry(): void;
  /** Sends what waits, now. Returns the sequence number that stands after it. */
  flush(): number;
  onPatch(listen: (patch: FleetPatch) => void): () => void;
  dispose(): void;
};

const usualGapMs = 250;
const urgentGapMs = 20;
const fresh = (): Record<Collection, Set<string>> => ({ hosts: new Set(), workers: new Set(), brokers: new Set(), questions: new Set() });

export function createFleetOutbox(needs: { readonly clock: Clock; readonly timers: Timers; readonly build: (dirt: Dirt) => Omit<FleetPatch, 'seq' | 'at'> }): FleetOutbox {
  const listeners = new Set<(patch: FleetPatch) => void>();
  let seq = 0;
  let changed = fresh();
  let gone = fresh();
  let engine = false;
  let timer: Disposable | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;

  const isClean = (): boolean => !engine && Object.values(changed).every((set) => set.size === 0) && Object.values(gone).every((set) => set.size === 0);
  const flush = (): number => {
    timer?.[Symbol.dispose]();
    timer = null;
    if (isClean()) return seq;
    const dirt: Dirt = { engine, changed, gone };
    changed = fresh();
    gone = fresh();
    engine = false;
    sentAt = needs.clock.monotonic();
    seq += 1;
    if (listeners.size > 0) {
      const patch: FleetPatch = { seq, at: needs.clock.now(), ...needs.build(dirt) };
      for (const listen of listeners) listen(patch);
    }
    return seq;
  };
  const startTimer = (gapMs: number): void => {
    const waitMs = Math.max(0, gapMs - (needs.clock.monotonic() - sentAt));
    timer = needs.timers.after(waitMs, () => { timer = null; flush(); });
  };
  const schedule = (): void => { if (timer === null) startTimer(usualGapMs); };
  return {
    markEngine: () => { engine = true; schedule(); },
    mark: (collection, id) => { gone[collection].delete(id); changed[collection].add(id); schedule(); },
    markGone: (collection, id) => { changed[collection].delete(id); gone[collection].add(id); schedule(); },
    hurry: () => {
      timer?.[Symbol.dispose]();
      startTimer(urgentGapMs);
    },
    flush,
    onPatch: (listen) => { listeners.add(listen); return () => listeners.delete(listen); },
    dispose: () => { timer?.[Symbol.dispose](); timer = null; listeners.clear(); },
  };
}

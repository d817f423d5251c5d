/**
 * Gives a time to events whose records have none: they lie between the line before and the next line that tells one.
 * Must stay true: events leave in the order in which they were read; what is waiting is known, so that reading can resume before it.
 */
import type { EpochMs } from '#shared/domain/units.ts';
import type { CrashEvent } from './crash-event.ts';

/** Stands in `at` of a line without a time. */
export const timeless = Number.MIN_SAFE_INTEGER;

export type EventClock = {
  take(event: CrashEvent): void;
  /** A line that tells its time is about to be read; `done` after it was. */
  begin(at: EpochMs): void;
  done(): void;
  /** A line that tells its time was read by other means; nothing may be waiting. */
  pass(at: EpochMs): void;
  /** No further line is to come for now. */
  settle(): void;
  last(): EpochMs | null;
  isWaiting(): boolean;
  /** Offset of the first event that waits. */
  heldFrom(): number | null;
};

type Needs = { readonly onEvent: (event: CrashEvent) => void; readonly fallback: EpochMs };

export function createEventClock({ onEvent, fallback }: Needs): EventClock {
  let last: EpochMs | null = null;
  let now: EpochMs | null = null;
  let waiting: { readonly event: CrashEvent; readonly since: EpochMs | null }[] = [];
  const release = (at: EpochMs | null): void => {
    if (waiting.length === 0) return;
    const held = waiting;
    waiting = [];
    for (const { event, since } of held) onEvent({ ...event, at: at ?? since ?? fallback, since });
  };
  return {
    take(event) {
      if (event.at !== timeless) return onEvent(event);
      // A record that the line being read has ended.
      if (now === null) waiting.push({ event, since: last });
      else onEvent({ ...event, at: now, since: last });
    },
    begin(at) {
      release(at);
      now = at;
    },
    done() {
      last = now;
      now = null;
    },
    pass(at) {
      last = at;
    },
    settle() {
      release(null);
    },
    last: () => last,
    isWaiting: () => waiting.length > 0,
    heldFrom() {
      const offsets = waiting.map(({ event }) => event.place.offset).filter((offset) => offset !== null);
      return offsets.length === 0 ? null : Math.min(...offsets);
    },
  };
}

/**
 * One clock for every age on the screen: one timer, and each reader re-renders only when its own words change.
 * `now` is engine time, so that a laptop with a wrong clock still shows right ages. It stands still between two ticks:
 * whoever reads twice in one render reads the same.
 */
import type { ReactNode } from 'react';
import { createContext, useContext, useSyncExternalStore } from 'react';

export type Ticker = {
  now(): number;
  subscribe(listen: () => void): () => void;
};

export type TickerNeeds = {
  now: () => number;
  every: (ms: number, run: () => void) => () => void;
};

export function createTicker(needs: TickerNeeds, intervalMs = 1000): Ticker {
  const listeners = new Set<() => void>();
  let stop: (() => void) | null = null;
  let frozen = needs.now();
  // Nobody ticks it while nobody listens; and a first answer of the engine may set its clock apart from ours.
  const refresh = (): number => {
    const at = needs.now();
    if (Math.abs(at - frozen) >= intervalMs) frozen = at;
    return frozen;
  };
  return {
    now: refresh,
    subscribe(listen) {
      listeners.add(listen);
      stop ??= needs.every(intervalMs, () => {
        frozen = needs.now();
        for (const one of listeners) one();
      });
      return () => {
        listeners.delete(listen);
        if (listeners.size === 0) { stop?.(); stop = null; }
      };
    },
  };
}

const TickerContext = createContext<Ticker | null>(null);

export function TickerProvider({ ticker, children }: { ticker: Ticker; children: ReactNode }) {
  return <TickerContext value={ticker}>{children}</TickerContext>;
}

/** `read` turns engine time into something compared by identity (a string, a number, a boolean). */
export function useTick<T extends string | number | boolean | null>(read: (now: number) => T): T {
  const ticker = useContext(TickerContext);
  if (ticker === null) throw new Error('TickerProvider is missing');
  return useSyncExternalStore(ticker.subscribe, () => read(ticker.now()));
}

/** The ticker's time stands still between two ticks: React compares two readings of one render. */
import { expect, it } from 'vitest';
import { createTicker } from '#renderer/components/ticker.tsx';

function setUp() {
  const clock = { at: 1000 };
  const timers = new Set<() => void>();
  const ticker = createTicker({ now: () => clock.at, every: (_ms, run) => { timers.add(run); return () => timers.delete(run); } });
  return { clock, timers, ticker, tick: () => { for (const run of timers) run(); } };
}

it('moves at a tick and never between', () => {
  const { clock, ticker, tick } = setUp();
  const heard: number[] = [];
  const stop = ticker.subscribe(() => heard.push(ticker.now()));
  clock.at = 1900;
  expect(ticker.now()).toBe(1000);
  tick();
  expect([heard, ticker.now()]).toEqual([[1900], 1900]);
  stop();
});

it('is not older than a second when nobody listened, and follows a clock that was set', () => {
  const { clock, ticker, timers } = setUp();
  clock.at = 60_000;
  expect([ticker.now(), ticker.now(), timers.size]).toEqual([60_000, 60_000, 0]);
  clock.at = 20_000;
  expect(ticker.now()).toBe(20_000);
});

import { expect, test } from 'vitest';
import type { EventPolicy } from '#electron/transport/event-policies.ts';
import { publish } from '#electron/transport/publish.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import type { PayloadOf } from '#shared/contract.ts';

/** Payloads are trend blocks in type only: a list of numbers is enough to see loss, order and merging. */
type Payload = PayloadOf<'trend.sampled'>;
const of = (...numbers: number[]): Payload => ({ host: 'h' as Payload['host'], whole: false, times: numbers, series: {}, marks: [] });

function setUp(options: { urgentFrom?: number; mergeLimit?: number } = {}) {
  const time = createManualClock();
  const sent: { at: number; numbers: readonly number[]; seq: number }[] = [];
  const sources: { emit: (payload: Payload) => void; isStopped: boolean }[] = [];
  let isCongested = false;
  const policy: EventPolicy<'trend.sampled'> = {
    merge: (a, b) => (a.times.length + b.times.length > (options.mergeLimit ?? 1000) ? null : of(...a.times, ...b.times)),
    isUrgent: ({ times }) => times.some((number) => number >= (options.urgentFrom ?? Infinity)),
    number: (payload, seq) => ({ ...payload, marks: [{ at: seq, kind: 'action', label: '' }] }),
  };
  const publication = publish({
    clock: time.clock, timers: time.timers, policy, isCongested: () => isCongested, onBug: (error) => { throw error; },
    subscribe: (emit) => {
      const source = { emit, isStopped: false };
      sources.push(source);
      emit(of(0));
      return () => { source.isStopped = true; };
    },
    send: ({ times, marks }) => void sent.push({ at: time.clock.monotonic(), numbers: times, seq: marks[0]?.at ?? -1 }),
  });
  return { time, sent, sources, publication, emit: (number: number) => sources.at(-1)?.emit(of(number)), congest: (value: boolean) => { isCongested = value; } };
}

test('FP3 the first goes at once, the rest four a second at most, all of them, in order, numbered without a gap', () => {
  const { time, sent, emit } = setUp();
  for (let number = 1; number <= 100; number += 1) {
    time.advance(10);
    emit(number);
  }
  time.advance(250);
  expect(sent.flatMap(({ numbers }) => numbers)).toEqual(Array.from({ length: 101 }, (_, number) => number));
  expect(sent.map(({ at }) => at)).toEqual([0, 250, 500, 750, 1000, 1250]);
  expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('FP4 after a quarter second of quiet an event leaves in the same instant', () => {
  const { time, sent, emit } = setUp();
  time.advance(250);
  emit(1);
  expect(sent.at(-1)).toEqual({ at: 250, numbers: [1], seq: 2 });
});

test('FP5 urgent news overtakes the wait, never the order', () => {
  const { time, sent, emit } = setUp({ urgentFrom: 50 });
  time.advance(10);
  emit(1);
  emit(50);
  time.advance(39);
  expect(sent.length).toBe(1);
  time.advance(1);
  expect(sent.at(-1)).toEqual({ at: 50, numbers: [1, 50], seq: 2 });
});

test('FP6 a full buffer holds everything back and merges it; draining sends it', () => {
  const { time, sent, emit, congest } = setUp();
  congest(true);
  for (let number = 1; number <= 20; number += 1) {
    time.advance(300);
    emit(number);
  }
  expect(sent.length).toBe(1);
  congest(false);
  time.advance(250);
  expect(sent.map(({ numbers }) => numbers.length)).toEqual([1, 20]);
});

test('FP6 past the bound the source is asked anew, and the old one no longer heard', () => {
  const { time, sent, sources, emit, congest } = setUp({ mergeLimit: 3 });
  congest(true);
  for (const number of [1, 2, 3, 4]) emit(number);
  expect(sources.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  sources[0]?.emit(of(99));
  congest(false);
  time.advance(250);
  expect(sent.map(({ numbers }) => numbers)).toEqual([[0], [0]]);
});

test('disposing releases the source and the timer', () => {
  const { time, sent, sources, emit, publication } = setUp();
  emit(1);
  publication.dispose();
  time.advance(1000);
  emit(2);
  expect([sent.length, sources[0]?.isStopped, time.pendingCount()]).toEqual([1, true, 0]);
});

import { expect, test } from 'vitest';
import { judgeStorm, type PastRepair } from '#electron/recovery/core/storm-guard.ts';

const minute = 60_000;
const now = 1_800_000_000_000;
const past = (...ages: readonly (number | readonly [number, string])[]): readonly PastRepair[] => ages.map((age) => (typeof age === 'number' ? { at: now - age, failure: null } : { at: now - age[0], failure: age[1] }));

test('RS1 nothing done before: it lets one through, and says how many are left', () => {
  expect(judgeStorm([], now, 0)).toEqual({ isOpen: false, because: null, until: null, leftThisHour: 3, leftToday: 10 });
});

test('RS2 pauses of 5, 15 and 45 s after the first, second and later repair, up to a quarter longer by jitter', () => {
  expect(judgeStorm(past(4_999), now, 0)).toMatchObject({ isOpen: true, because: 'too-soon', until: now + 1 });
  expect(judgeStorm(past(5_000), now, 0).isOpen).toBe(false);
  expect(judgeStorm(past(5_000), now, 1)).toMatchObject({ isOpen: true, until: now + 1_250 });
  expect(judgeStorm(past(14_999, 10 * minute), now, 0)).toMatchObject({ because: 'too-soon' });
  expect(judgeStorm(past(15_000, 10 * minute), now, 0).isOpen).toBe(false);
});

test('RS3 three within an hour, ten within a day: then it waits until the oldest is that old', () => {
  expect(judgeStorm(past(10 * minute, 20 * minute, 59 * minute), now, 0)).toMatchObject({ isOpen: true, because: 'too-many-this-hour', until: now + minute, leftThisHour: 0 });
  expect(judgeStorm(past(10 * minute, 20 * minute, 60 * minute), now, 0)).toMatchObject({ isOpen: false, leftThisHour: 1 });
  const day = Array.from({ length: 10 }, (_, index) => (index + 2) * 60 * minute);
  expect(judgeStorm(past(...day), now, 0)).toMatchObject({ isOpen: true, because: 'too-many-today', until: now + 13 * 60 * minute, leftToday: 0 });
});

test('RS4 three failures of one kind in a row open the circuit for ten minutes; another kind, or a success between, does not', () => {
  expect(judgeStorm(past([minute, 'a'], [2 * minute, 'a'], [3 * minute, 'a']), now, 0)).toMatchObject({ isOpen: true, because: 'same-failure', until: now + 9 * minute });
  expect(judgeStorm(past([90 * minute, 'a'], [91 * minute, 'a'], [92 * minute, 'a']), now, 0).isOpen).toBe(false);
  expect(judgeStorm(past([minute, 'a'], [2 * minute, 'b'], [70 * minute, 'a']), now, 0).isOpen).toBe(false);
  expect(judgeStorm(past([minute, 'a'], 2 * minute, [70 * minute, 'a']), now, 0).isOpen).toBe(false);
});

test('RS5 a clock that was set back: what lies in the future counts for nothing', () => {
  expect(judgeStorm([{ at: now + minute, failure: null }], now, 0).isOpen).toBe(false);
});

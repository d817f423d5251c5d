import { expect, test } from 'vitest';
import { createSystemTimers, untilNext } from '#electron/adapters/system/system-timers.ts';

test('the grid stays where it began: a late turn shortens the next wait, missed ones are left out', () => {
  expect(untilNext(2000, 2000)).toBe(2000);
  expect(untilNext(2003.5, 2000)).toBe(1996.5);
  expect(untilNext(1999.4, 2000)).toBeCloseTo(2000.6);
  expect(untilNext(9100, 2000)).toBe(900);
  let at = 0;
  for (let turn = 1; turn <= 43_200; turn += 1) at += untilNext(at, 2000) + 0.9;
  expect(at).toBeLessThan(43_200 * 2000 + 1);
});

test('what repeats goes on until it is disposed, also from within its own turn', async () => {
  const timers = createSystemTimers();
  let turns = 0;
  await new Promise<void>((resolve) => {
    const timer = timers.every(1, () => {
      turns += 1;
      if (turns < 5) return;
      timer[Symbol.dispose]();
      resolve();
    });
  });
  await new Promise<void>((resolve) => { timers.after(10, resolve); });
  expect(turns).toBe(5);
});

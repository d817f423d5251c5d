import { expect, test } from 'vitest';
import { createSystemTimers, nextTurn } from '#electron/adapters/system/system-timers.ts';

test('the grid stays where it began: a late turn shortens the next wait, an early one is taken once, missed ones are left out', () => {
  expect(nextTurn(1, 2000, 2000)).toBe(2);
  expect(nextTurn(1, 2003.5, 2000)).toBe(2);
  expect(nextTurn(1, 1996.2, 2000)).toBe(2);
  expect(nextTurn(1, 9100, 2000)).toBe(5);
  for (const lateMs of [-4, -0.4, 0, 0.9, 700]) {
    let turn = 1;
    for (let fired = 1; fired < 43_200; fired += 1) turn = nextTurn(turn, turn * 2000 + lateMs, 2000);
    expect(turn).toBe(43_200);
  }
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

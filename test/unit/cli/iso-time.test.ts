import { expect, test } from 'vitest';
import { isoTime } from '#electron/cli/core/iso-time.ts';

test('it agrees with the platform over leap years, centuries and before the epoch', () => {
  const times = [0, -1, 1, 951_782_400_000, 951_868_800_000, 4_107_542_399_999, -62_167_219_200_000, 253_402_300_799_999, 1_700_000_000_123.9];
  for (let at = -3e12; at < 5e12; at += 98_765_432_101) times.push(at);
  expect(times.map(isoTime)).toEqual(times.map((at) => new Date(Math.floor(at)).toISOString()));
});

test('what is no time is null', () => expect([null, undefined, NaN, Infinity, -Infinity, 1e18].map(isoTime)).toEqual(Array(6).fill(null)));

import { expect, test } from 'vitest';
import { copiesToDrop, copyLimits } from '#electron/unacked/core/choose-copies.ts';
import type { CopyOnDisk } from '#electron/ports/copy-store.ts';

const day = 86_400_000;
const now = 1_800_000_000_000;
const copy = (id: string, days: number, state: CopyOnDisk['state'] = 'moved', bytes = 1000): CopyOnDisk => ({ id: id as never, at: now - days * day, bytes, state });
const dropped = (copies: readonly CopyOnDisk[], limits = copyLimits): readonly string[] => copiesToDrop(copies, now, limits).map(({ id }) => id);

test('UA15 settled copies go after their time, oldest first; what is not known to be elsewhere never does', () => {
  expect(dropped([copy('young', 1), copy('old', 91), copy('older', 400, 'undone'), copy('partly', 100, 'partly-undone')])).toEqual(['older', 'partly', 'old']);
  expect(dropped([copy('saved', 4000, 'saved'), copy('unknown', 4000, 'unknown'), copy('partly-moved', 4000, 'partly-moved')])).toEqual([]);
});

test('UA15 too many or too large: the oldest settled ones make room, never those of the last day', () => {
  const many = [5, 4, 3, 2, 0.5].map((days) => copy(`d${days}`, days));
  expect(dropped(many, { ...copyLimits, count: 3 })).toEqual(['d5', 'd4']);
  expect(dropped(many, { ...copyLimits, count: 0 })).toEqual(['d5', 'd4', 'd3', 'd2']);
  expect(dropped([copy('big', 3, 'moved', 900), copy('open', 9, 'unknown', 900), copy('small', 2, 'moved', 50)], { ...copyLimits, bytes: 1000 })).toEqual(['big']);
  // what may not go counts, and cannot push out what is of today
  expect(dropped([copy('open', 9, 'saved', 5000), copy('now', 0, 'moved', 50)], { ...copyLimits, bytes: 1000 })).toEqual([]);
});

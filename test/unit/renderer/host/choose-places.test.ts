import { expect, test } from 'vitest';
import { choosePlaces } from '#renderer/screens/host/history-lines.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

type Chosen = Parameters<typeof choosePlaces>[0][number];
const worker = (name: string, totalRss: number, pool: Partial<WorkerView['pool']>): Chosen => ({ key: `k:${name}` as WorkerView['key'], name: `${name}@pi` as WorkerView['name'], totalRss, pool: { kind: 'prefork', maxConcurrency: null, autoscale: null, ...pool } as WorkerView['pool'] });

test('each place of a pool of two and more has a line; the largest pools first, eight in all', () => {
  const chosen = choosePlaces([worker('small', 10, { maxConcurrency: 4 }), worker('large', 90, { maxConcurrency: 2, autoscale: { min: 1, max: 6 } }), worker('solo', 99, { kind: 'solo', maxConcurrency: 4 }), worker('one', 80, { maxConcurrency: 1 })]);
  expect(chosen.map(({ name }) => name)).toEqual(['large · 1', 'large · 2', 'large · 3', 'large · 4', 'large · 5', 'large · 6', 'small · 1', 'small · 2']);
  expect(chosen[0]?.key).toBe('child.rss:k:large#1');
});

test('beside one worker alone its name says nothing new', () => {
  expect(choosePlaces([worker('w', 10, { maxConcurrency: 2 })]).map(({ name }) => name)).toEqual(['1', '2']);
  expect(choosePlaces([worker('w', 10, { maxConcurrency: null })])).toEqual([]);
});

import { expect, test } from 'vitest';
import { placeChildren, type PlacedChild } from '#electron/fleet/core/child-places.ts';
import { addRuntime, noRuntimes, runtimePercentiles, type Runtimes } from '#electron/fleet/core/task-runtimes.ts';
import type { ProcessSample } from '#electron/probes/core/host-observation.ts';

const child = (pid: number, startTicks = pid): ProcessSample => ({ pid, startTicks } as ProcessSample);
const places = (children: readonly PlacedChild[]): unknown => children.map(({ sample, place }) => [sample.pid, place]);

test('a child keeps its place, a recycled one leaves it to the next, and a reused pid is another child', () => {
  const first = placeChildren([], [child(10), child(11), child(12)], 0);
  expect(places(first)).toEqual([[10, 1], [11, 2], [12, 3]]);
  const recycled = placeChildren(first, [child(12), child(10), child(20)], 1);
  expect(places(recycled)).toEqual([[12, 3], [10, 1], [20, 2]]);
  expect(places(placeChildren(recycled, [child(12, 99), child(20)], 2))).toEqual([[12, 1], [20, 2]]);
  expect(places(placeChildren(recycled, [child(20), child(30), child(31)], 2))).toEqual([[20, 2], [30, 1], [31, 3]]);
});

test('percentiles are of the last minute, by nearest rank, and nothing is said of nothing', () => {
  expect(runtimePercentiles(noRuntimes, 0)).toBeNull();
  const all = Array.from({ length: 100 }, (_none, index) => index + 1).reduce<Runtimes>((known, ms, index) => addRuntime(known, ms, index), noRuntimes);
  expect(runtimePercentiles(all, 100)).toEqual({ p50: 50, p95: 95 });
  expect(runtimePercentiles(all, 60_050)).toEqual({ p50: 76, p95: 98 });
  expect(runtimePercentiles(all, 70_000)).toBeNull();
  expect(runtimePercentiles(addRuntime(noRuntimes, -5, 0), 0)).toEqual({ p50: 0, p95: 0 });
});

test('a flood of tasks stays bounded', () => {
  const flooded = Array.from({ length: 2000 }, () => 1).reduce<Runtimes>((known, ms) => addRuntime(known, ms, 5), noRuntimes);
  expect(flooded.length).toBe(300);
});

import { expect, test } from 'vitest';
import { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';
import { applyFleetPatch, mergeFleetChange } from '#electron/transport/core/merge-fleet-change.ts';
import { maxMergedTimes, mergeTrendBlock } from '#electron/transport/core/merge-trend-block.ts';
import { engineView, fleetSnapshot, hostConfig, hostView, workerView } from '#test/fakes/fleet-views.ts';

/** A small seeded generator: the same run everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

function randomPatch(next: () => number, seq: number): FleetPatch {
  const ids = ['a', 'b', 'c', 'd'];
  const some = (): string[] => ids.filter(() => next() < 0.4);
  const changedHosts = some();
  const goneHosts = some().filter((id) => !changedHosts.includes(id));
  const changedWorkers = some();
  const goneWorkers = some().filter((id) => !changedWorkers.includes(id));
  return {
    seq,
    at: seq * 10,
    ...(next() < 0.2 ? { engine: engineView({ startedAt: seq }) } : {}),
    ...(changedHosts.length > 0 ? { hosts: changedHosts.map((id) => hostView({ config: hostConfig({ id: HostId.parse(id), name: `${id}-${seq}` }) })) } : {}),
    ...(changedWorkers.length > 0 ? { workers: changedWorkers.map((id) => workerView({ key: WorkerKey.parse(id), totalRss: seq })) } : {}),
    gone: { hosts: goneHosts, workers: goneWorkers },
  };
}

/** What a window holds: order of equal content is not part of it. */
const content = (snapshot: FleetSnapshot): unknown => ({
  ...snapshot,
  hosts: Object.fromEntries(snapshot.hosts.map((host) => [host.id, host])),
  workers: Object.fromEntries(snapshot.workers.map((worker) => [worker.key, worker])),
});

test('FP1 any grouping of merged patches leaves the same fleet as applying each in order', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const next = seeded(seed);
    const start = fleetSnapshot({ hosts: [], workers: [] });
    const patches = Array.from({ length: 12 }, (_, index) => randomPatch(next, index + 2));
    const oneByOne = patches.reduce(applyFleetPatch, start);
    let merged = start;
    for (let from = 0; from < patches.length; ) {
      const group = patches.slice(from, from + 1 + Math.floor(next() * 4));
      const joined = group.map((patch) => ({ kind: 'patch', patch }) as const).reduce((a, b) => mergeFleetChange(a, b) as typeof a);
      merged = applyFleetPatch(merged, joined.patch);
      from += group.length;
    }
    expect(content(merged)).toEqual(content(oneByOne));
    const fromSnapshot = patches.reduce((change, patch) => mergeFleetChange(change, { kind: 'patch', patch }), { kind: 'snapshot', snapshot: start } as Parameters<typeof mergeFleetChange>[0]);
    expect(fromSnapshot.kind === 'snapshot' && content(fromSnapshot.snapshot)).toEqual(content(oneByOne));
  }
});

test('FP2 a snapshot replaces whatever was held back', () => {
  const snapshot = { kind: 'snapshot', snapshot: fleetSnapshot() } as const;
  expect(mergeFleetChange({ kind: 'patch', patch: { seq: 9, at: 9 } }, snapshot)).toBe(snapshot);
});

test('trend blocks join column by column with gaps, hostile keys included', () => {
  const host = HostId.parse('h');
  const hostile = JSON.parse('{"queue.depth:b:x":[5],"__proto__":[7]}') as Record<string, number[]>;
  const joined = mergeTrendBlock({ host, whole: true, times: [1, 2], series: { 'host.cpu': [10, 20] }, marks: [] }, { host, whole: false, times: [3], series: hostile, marks: [{ at: 3, kind: 'action', label: 'x' }] });
  expect(JSON.parse(JSON.stringify(joined))).toEqual({
    host: 'h', whole: true, times: [1, 2, 3], marks: [{ at: 3, kind: 'action', label: 'x' }],
    series: JSON.parse('{"host.cpu":[10,20,null],"queue.depth:b:x":[null,null,5],"__proto__":[null,null,7]}') as unknown,
  });
});

test('too much unread trend is started over instead of growing', () => {
  const host = HostId.parse('h');
  const long = { host, whole: false, times: Array.from({ length: maxMergedTimes }, (_, at) => at), series: {}, marks: [] };
  expect(mergeTrendBlock(long, { host, whole: false, times: [1], series: {}, marks: [] })).toBe(null);
  expect(mergeTrendBlock(long, { host, whole: true, times: [1], series: {}, marks: [] })?.times).toEqual([1]);
});

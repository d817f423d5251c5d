/** The window's picture equals the engine's after any row of patches; anything out of order changes nothing. */
import { describe, expect, it } from 'vitest';
import type { FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';
import { applyFleetPatch } from '#electron/transport/core/merge-fleet-change.ts';
import { applyPatch, emptyReplica, replicaFromSnapshot, type Replica } from '#renderer/state/replica.ts';
import { createSeeded, makeHost, makeSnapshot, makeWorker } from '#test/fakes/fleet-fixtures.ts';

const at = 1_700_000_000_000;
const pool = Array.from({ length: 6 }, (_, index) => makeHost({ name: `pi-${index}`, at, seed: index }));
const workers = pool.flatMap((host) => [makeWorker({ name: `a@${host.id}`, host, at }), makeWorker({ name: `b@${host.id}`, host, at })]);

function randomPatch(random: () => number, seq: number): FleetPatch {
  const some = <T>(all: readonly T[], share: number): T[] => all.filter(() => random() < share);
  const now = at + seq;
  const patch: FleetPatch = { seq, at: now };
  if (random() < 0.7) patch.hosts = some(pool, 0.4).map((host) => ({ ...host, link: { ...host.link, attempt: seq } }));
  if (random() < 0.7) patch.workers = some(workers, 0.3).map((worker) => ({ ...worker, replyMs: seq }));
  if (random() < 0.4) patch.gone = { hosts: some(pool, 0.2).map(({ id }) => id).filter((id) => !(patch.hosts ?? []).some((host) => host.id === id)), workers: some(workers, 0.2).map(({ key }) => key).filter((key) => !(patch.workers ?? []).some((worker) => worker.key === key)) };
  return patch;
}

const sorted = (replica: Replica): object => ({ seq: replica.seq, at: replica.at, hosts: [...replica.hosts.values()].sort((a, b) => a.id.localeCompare(b.id)), workers: [...replica.workers.values()].sort((a, b) => a.key.localeCompare(b.key)) });

describe('patches', () => {
  it.each(Array.from({ length: 25 }, (_, seed) => seed))('snapshot and patches equal the engine state (seed %i)', (seed) => {
    const random = createSeeded(seed);
    let truth: FleetSnapshot = makeSnapshot(at, { hosts: pool.slice(0, 4), workers: workers.slice(0, 5) });
    let replica = replicaFromSnapshot(truth);
    for (let seq = 2; seq < 40; seq += 1) {
      const patch = JSON.parse(JSON.stringify(randomPatch(random, seq))) as FleetPatch;
      truth = applyFleetPatch(truth, patch);
      const applied = applyPatch(replica, patch);
      if (!applied.ok) throw new Error('gap');
      replica = applied.value;
    }
    expect(sorted(replica)).toEqual(sorted(replicaFromSnapshot(truth)));
  });

  it('refuses a gap, a repetition and a patch before the first snapshot', () => {
    const replica = replicaFromSnapshot(makeSnapshot(at));
    for (const seq of [0, 1, 3]) expect(applyPatch(replica, { seq, at })).toEqual({ ok: false, error: 'gap' });
    expect(applyPatch(emptyReplica, { seq: 1, at })).toEqual({ ok: false, error: 'gap' });
  });

  it('keeps the identity of what did not change', () => {
    const replica = replicaFromSnapshot(makeSnapshot(at, { hosts: pool, workers }));
    const applied = applyPatch(replica, { seq: 2, at, hosts: [{ ...pool[0]! }] });
    if (!applied.ok) throw new Error('gap');
    expect(applied.value.workers).toBe(replica.workers);
    expect(applied.value.hosts.get(pool[1]!.id)).toBe(replica.hosts.get(pool[1]!.id));
    expect(replica.hosts.get(pool[0]!.id)).toBe(pool[0]);
  });
});

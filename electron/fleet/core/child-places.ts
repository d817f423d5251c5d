/**
 * Gives each pool child a place of its own, so that one line of a chart follows one place of the pool through every
 * recycling. Pure. A child keeps its place for life; a new one takes the lowest that is free.
 */
import type { ProcessSample } from '#electron/probes/core/host-observation.ts';

export type PlacedChild = { readonly sample: ProcessSample; readonly at: number; readonly place: number };

export function placeChildren(before: readonly PlacedChild[], samples: readonly ProcessSample[], at: number): readonly PlacedChild[] {
  const known = new Map(before.map(({ sample, place }) => [`${sample.pid} ${sample.startTicks}`, place]));
  const stays = samples.map((sample) => known.get(`${sample.pid} ${sample.startTicks}`) ?? null);
  const taken = new Set(stays.filter((place) => place !== null));
  let next = 1;
  return samples.map((sample, index) => {
    const own = stays[index];
    if (own !== null && own !== undefined) return { sample, at, place: own };
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { sample, at, place: next };
  });
}

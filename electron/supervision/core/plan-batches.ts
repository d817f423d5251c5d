/** In which order several workers are acted on: the canary alone, then batches. Every worker once, in the order given. */
import type { Rolling } from '#shared/domain/supervision.ts';

export function planBatches(count: number, { canary, batch }: Rolling): readonly (readonly number[])[] {
  const all = Array.from({ length: count }, (_unused, index) => index);
  const first = count > 1 ? Math.min(canary, count) : 0;
  const batches: number[][] = first > 0 ? [all.slice(0, first)] : [];
  for (let at = first; at < count; at += batch) batches.push(all.slice(at, at + batch));
  return batches;
}

/**
 * Which level answers which part of a range, for a picture of so many points. Rule HS6.
 * Must stay true: parts touch and do not overlap; each begins where its level's figures begin, which is where a block of
 * the level begins and so never inside a bucket of the coarser one.
 */
import { allLevels, bucketOf, type LevelIndex } from './levels.ts';

/** `stepMs` 0: single samples, unless they turn out to be more than the picture can show. */
export type QueryPart = { readonly level: LevelIndex; readonly from: number; readonly to: number; readonly stepMs: number };

/** `begins`: for each level, the oldest time it can speak of; infinity: it holds nothing. */
export function planQuery(question: { readonly from: number; readonly to: number; readonly points: number }, begins: readonly number[]): QueryPart[] {
  const wanted = (question.to - question.from) / question.points;
  const finest = allLevels.findLast((level) => bucketOf(level) <= wanted) ?? 0;
  const parts: QueryPart[] = [];
  // the buckets at both ends are read whole, so that panning does not change their figures
  const firstStep = Math.max(1, stepFor(finest, wanted));
  let to = Math.ceil(question.to / firstStep) * firstStep;
  for (const level of allLevels) {
    if (level < finest || to <= question.from) continue;
    const stepMs = stepFor(level, wanted);
    const begin = begins[level] ?? Number.POSITIVE_INFINITY;
    if (begin >= to) continue;
    const from = Math.max(begin, stepMs === 0 ? question.from : Math.floor(question.from / stepMs) * stepMs);
    parts.unshift({ level, from, to, stepMs });
    to = from;
  }
  return parts;
}

/** A whole number of buckets, not finer than wanted. */
function stepFor(level: LevelIndex, wanted: number): number {
  const bucket = bucketOf(level);
  return bucket === 0 ? 0 : Math.max(1, Math.ceil(wanted / bucket)) * bucket;
}

/** Raw samples are shown one by one while they fit; else in steps of whole seconds. */
export function rawStep(question: { readonly from: number; readonly to: number; readonly points: number }, rows: number): number {
  return rows <= question.points * 1.5 ? 0 : rawStepMost(question);
}

export function rawStepMost(question: { readonly from: number; readonly to: number; readonly points: number }): number {
  return Math.max(1, Math.ceil((question.to - question.from) / question.points / 1000)) * 1000;
}

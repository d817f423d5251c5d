/**
 * Cuts a series into lives: from one start or recycling to the next. A drop that lasts ends a life, and so does a long gap. Pure.
 */
import { median, type Cleaned, type Point } from './clean-series.ts';

/** A drop is a recycling when it is at least this share of the level and stands clear of the noise. */
const dropShare = 0.05;
const dropNoises = 6;
const gapSteps = 15;
/** Fewer points than this are no life to judge, only the edge of one. */
export const fewestPoints = 6;

export function findSegments({ points, noise, stepMs }: Cleaned): readonly (readonly Point[])[] {
  const cuts: number[] = [0];
  for (let index = 1; index < points.length; index += 1) {
    const here = points[index];
    const before = points[index - 1];
    if (here === undefined || before === undefined) continue;
    const isGap = here.at - before.at > Math.max(gapSteps * stepMs, 600_000);
    if (isGap || isDrop(points, index, noise)) { if (index - (cuts.at(-1) ?? 0) >= 2 || isGap) cuts.push(index); else cuts[cuts.length - 1] = index; }
  }
  return cuts.map((from, order) => points.slice(from, cuts[order + 1] ?? points.length)).filter((segment) => segment.length > 0);
}

function isDrop(points: readonly Point[], index: number, noise: number): boolean {
  const before = median(points.slice(Math.max(0, index - 3), index).map(({ bytes }) => bytes));
  const after = median(points.slice(index, index + 3).map(({ bytes }) => bytes));
  const threshold = Math.max(dropShare * before, dropNoises * noise);
  // both the step itself and the levels around it: noise makes the one, a slow fall the other
  return before - after > threshold && (points[index - 1]?.bytes ?? 0) - (points[index]?.bytes ?? 0) > threshold / 2;
}

/**
 * Round ticks, at most five on an axis, for numbers (base 10), bytes (base 2) and clock time.
 * The value axis only grows or shrinks in whole ticks, so it does not breathe with every sample.
 */
export type ValueScale = { readonly min: number; readonly max: number; readonly ticks: readonly number[] };

const tenSteps = [1, 2, 2.5, 5, 10] as const;
const twoSteps = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] as const;

/** The smallest round number that is at least `raw`. */
export function roundStep(raw: number, base: 2 | 10): number {
  if (!(raw > 0) || !Number.isFinite(raw)) return 1;
  const root = base === 10 ? 10 : 1024;
  let scale = 1;
  while (scale * root <= raw) scale *= root;
  if (base === 10) while (scale > raw && scale > 1e-9) scale /= 10;
  const steps = base === 10 ? tenSteps : twoSteps;
  return scale * (steps.find((step) => step * scale >= raw * 0.999_999) ?? root);
}

/**
 * A scale that holds the data and those limits that do not squash it: a limit above three times the data is left
 * out of the picture (the chart still names it).
 */
export function valueScale(needs: {
  smallest: number | null;
  largest: number | null;
  limits: readonly number[];
  base: 2 | 10;
  /** The axis reaches at least this far, so that noise near zero does not look like a mountain. */
  atLeast: number;
  fromZero: boolean;
  maxTicks?: number;
}): ValueScale {
  const largest = needs.largest ?? 0;
  const reachable = needs.limits.filter((limit) => limit <= Math.max(largest, needs.atLeast) * 3);
  const top = Math.max(largest, needs.atLeast, ...reachable.map((limit) => limit * 1.04));
  const bottom = needs.fromZero ? 0 : Math.min(needs.smallest ?? 0, largest);
  const intervals = Math.max(1, (needs.maxTicks ?? 5) - 1);
  let step = roundStep((top - bottom) / intervals, needs.base);
  let min = needs.fromZero ? 0 : Math.floor(bottom / step) * step;
  while ((top - min) / step > intervals * 1.000_001) {
    step = roundStep(step * 1.01, needs.base);
    min = needs.fromZero ? 0 : Math.floor(bottom / step) * step;
  }
  const count = Math.max(1, Math.ceil((top - min) / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, index) => min + index * step);
  return { min, max: min + count * step, ticks };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const timeSteps = [second, 5 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour];

/** Clock ticks on round local times, at most `maxTicks`. `offsetMs` is what the local clock is ahead of UTC. */
export function timeTicks(from: number, to: number, offsetMs: number, maxTicks = 5): readonly number[] {
  const span = Math.max(1, to - from);
  const step = timeSteps.find((candidate) => Math.floor(span / candidate) + 1 <= maxTicks) ?? Math.ceil(span / maxTicks / (24 * hour)) * 24 * hour;
  const first = Math.ceil((from + offsetMs) / step) * step - offsetMs;
  const ticks: number[] = [];
  for (let at = first; at <= to && ticks.length < maxTicks; at += step) ticks.push(at);
  return ticks;
}

/** A series made fit for judging: gaps out, single spikes flattened to their surroundings, noise measured. Pure. */
export type Point = { readonly at: number; readonly bytes: number };
export type Cleaned = { readonly points: readonly Point[]; readonly spikes: number; readonly noise: number; readonly stepMs: number };

const reach = 3;
/** A spike stands out of its neighbours by this many times their own spread, and by this share of the level. */
const spikeSpreads = 5;
const spikeShare = 0.03;

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/** Spread that a few outliers do not move, on the scale of a standard deviation. */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

export function cleanSeries(raw: readonly { readonly at: number; readonly bytes: number | null }[]): Cleaned {
  const known = raw.flatMap(({ at, bytes }) => (bytes === null || !Number.isFinite(bytes) || bytes < 0 ? [] : [{ at, bytes }]));
  let spikes = 0;
  const points = known.map((point, index) => {
    const near = known.slice(Math.max(0, index - reach), index + reach + 1).map(({ bytes }) => bytes);
    const middle = median(near);
    const isSpike = near.length > reach && Math.abs(point.bytes - middle) > Math.max(spikeSpreads * spread(near), spikeShare * middle) && isAlone(known, index, middle);
    if (isSpike) spikes += 1;
    return isSpike ? { at: point.at, bytes: middle } : point;
  });
  const steps = points.slice(1).map(({ bytes }, index) => bytes - (points[index]?.bytes ?? bytes));
  return { points, spikes, noise: spread(steps) / Math.SQRT2, stepMs: median(points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at))) };
}

/** The level before and after is the same: otherwise it is a step or a recycle, and no spike. */
function isAlone(points: readonly Point[], index: number, level: number): boolean {
  const before = median(points.slice(Math.max(0, index - 4), Math.max(0, index - 1)).map(({ bytes }) => bytes));
  const after = median(points.slice(index + 2, index + 5).map(({ bytes }) => bytes));
  if (before === 0 || after === 0) return false;
  return Math.abs(before - after) < Math.max(0.5 * Math.abs((points[index]?.bytes ?? level) - level), 1);
}

/**
 * Cells: figures in order of time, one cell per sample or per bucket, none for nothing. Rolling up, laying over, cutting.
 * Must stay true (HS-4): rolling up in steps gives what rolling up at once gives; a bucket is as old as its start.
 */
export type Cells = {
  readonly times: number[];
  readonly min: number[];
  readonly max: number[];
  readonly mean: number[];
  readonly last: number[];
  /** Samples in the cell. */
  readonly count: number[];
};
export const figures = ['min', 'max', 'mean', 'last', 'count'] as const;

export const noCells = (): Cells => ({ times: [], min: [], max: [], mean: [], last: [], count: [] });

export function addSample(cells: Cells, at: number, value: number): void {
  cells.times.push(at);
  cells.min.push(value);
  cells.max.push(value);
  cells.mean.push(value);
  cells.last.push(value);
  cells.count.push(1);
}

function copyCell(from: Cells, index: number, to: Cells): void {
  to.times.push(from.times[index] ?? 0);
  for (const figure of figures) to[figure].push(from[figure][index] ?? Number.NaN);
}

/** Buckets of `stepMs`, aligned to the epoch. Cells must be in order of time. */
export function rollUp(cells: Cells, stepMs: number): Cells {
  const rolled = noCells();
  let row = -1;
  for (let index = 0; index < cells.times.length; index += 1) {
    const start = Math.floor((cells.times[index] ?? 0) / stepMs) * stepMs;
    if (rolled.times[row] !== start) {
      copyCell(cells, index, rolled);
      row += 1;
      rolled.times[row] = start;
      continue;
    }
    const more = cells.count[index] ?? 0;
    const before = rolled.count[row] ?? 0;
    const mean = rolled.mean[row] ?? 0;
    rolled.min[row] = Math.min(rolled.min[row] ?? 0, cells.min[index] ?? 0);
    rolled.max[row] = Math.max(rolled.max[row] ?? 0, cells.max[index] ?? 0);
    // this form keeps equal figures equal: no drift from adding and dividing
    rolled.mean[row] = mean + (((cells.mean[index] ?? 0) - mean) * more) / (before + more);
    rolled.last[row] = cells.last[index] ?? 0;
    rolled.count[row] = before + more;
  }
  return rolled;
}

/** Both in order of time; where both have a cell of one time, `over` wins. */
export function layOver(under: Cells, over: Cells): Cells {
  if (under.times.length === 0) return over;
  if (over.times.length === 0) return under;
  const joined = noCells();
  let low = 0;
  let high = 0;
  while (low < under.times.length || high < over.times.length) {
    const left = under.times[low] ?? Number.POSITIVE_INFINITY;
    const right = over.times[high] ?? Number.POSITIVE_INFINITY;
    if (right <= left) {
      copyCell(over, high, joined);
      high += 1;
      if (left === right) low += 1;
    } else {
      copyCell(under, low, joined);
      low += 1;
    }
  }
  return joined;
}

/** Cells with a time in [from, to). */
export function cut(cells: Cells, from: number, to: number): Cells {
  const first = cells.times.findIndex((time) => time >= from);
  if (first === -1) return noCells();
  const after = cells.times.findIndex((time) => time >= to);
  const end = after === -1 ? cells.times.length : after;
  if (first === 0 && end === cells.times.length) return cells;
  const slice = (column: number[]): number[] => column.slice(first, end);
  return { times: slice(cells.times), min: slice(cells.min), max: slice(cells.max), mean: slice(cells.mean), last: slice(cells.last), count: slice(cells.count) };
}

/** Appends; `more` must begin after the end. */
export function append(cells: Cells, more: Cells): void {
  for (const time of more.times) cells.times.push(time);
  for (const figure of figures) for (const value of more[figure]) cells[figure].push(value);
}

/**
 * Cells: figures in order of time, one cell per sample or per bucket, none for nothing. Rolling up, laying over, cutting.
 * Must stay true (HS4): rolling up in steps gives what rolling up at once gives; a bucket is as old as its start.
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

/** Buckets of `stepMs`, aligned to the epoch. Cells must be in order of time. Written for tens of thousands of cells at once. */
export function rollUp(cells: Cells, stepMs: number): Cells {
  const rolled = noCells();
  const { times, min, max, mean, last, count } = cells;
  const length = times.length;
  let index = 0;
  while (index < length) {
    const start = Math.floor((times[index] ?? 0) / stepMs) * stepMs;
    const end = start + stepMs;
    let low = min[index] ?? 0;
    let high = max[index] ?? 0;
    let middle = mean[index] ?? 0;
    let many = count[index] ?? 0;
    index += 1;
    for (; index < length && (times[index] ?? 0) < end; index += 1) {
      const more = count[index] ?? 0;
      many += more;
      // this form keeps equal figures equal: no drift from adding and dividing
      middle += (((mean[index] ?? 0) - middle) * more) / many;
      if ((min[index] ?? 0) < low) low = min[index] ?? 0;
      if ((max[index] ?? 0) > high) high = max[index] ?? 0;
    }
    rolled.times.push(start);
    rolled.min.push(low);
    rolled.max.push(high);
    rolled.mean.push(middle);
    rolled.last.push(last[index - 1] ?? 0);
    rolled.count.push(many);
  }
  return rolled;
}

/** Both in order of time; where both have a cell of one time, `over` wins. Takes both over: use the result only. */
export function layOver(under: Cells, over: Cells): Cells {
  if (under.times.length === 0) return over;
  if (over.times.length === 0) return under;
  // the usual case: the newer figures follow the older ones
  if ((under.times.at(-1) ?? 0) < (over.times[0] ?? 0)) {
    append(under, over);
    return under;
  }
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
  const { times } = cells;
  const first = firstFrom(times, from);
  const end = firstFrom(times, to);
  if (first === 0 && end === times.length) return cells;
  const slice = (column: number[]): number[] => column.slice(first, end);
  return { times: slice(times), min: slice(cells.min), max: slice(cells.max), mean: slice(cells.mean), last: slice(cells.last), count: slice(cells.count) };
}

function firstFrom(times: readonly number[], from: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Appends; `more` must begin after the end. */
export function append(cells: Cells, more: Cells): void {
  pushAll(cells.times, more.times);
  for (const figure of figures) pushAll(cells[figure], more[figure]);
}

function pushAll(to: number[], from: readonly number[]): void {
  for (let index = 0; index < from.length; index += 1) to.push(from[index] ?? Number.NaN);
}

/**
 * Columns of figures over the last hour for one host: one column of times, one per series, all in step.
 * Memory grows with use up to `capacity` rows; the oldest row leaves first. A missing value is NaN inside, null outside.
 */
import type { SeriesKey } from '#shared/domain/trend.ts';

export type SeriesRing = {
  push(at: number, values: readonly (readonly [SeriesKey, number | null])[]): void;
  /** Rows with a time after `since`, oldest first. Series that hold no value in the range are left out. */
  read(since: number): { readonly times: number[]; readonly series: Record<SeriesKey, (number | null)[]> };
  readonly rows: number;
};

const firstRows = 64;

export function createSeriesRing(capacity: number): SeriesRing {
  let size = Math.min(firstRows, capacity);
  let times = new Float64Array(size);
  const columns = new Map<SeriesKey, Float32Array>();
  let head = 0;
  let rows = 0;

  const index = (row: number): number => (head - rows + row + size * 2) % size;
  const grow = (): void => {
    const next = Math.min(capacity, size * 2);
    const moved = <A extends Float32Array | Float64Array>(from: A, to: A): A => {
      for (let row = 0; row < rows; row += 1) to[row] = from[index(row)] ?? Number.NaN;
      return to;
    };
    const grownTimes = moved(times, new Float64Array(next));
    for (const [key, column] of columns) columns.set(key, moved(column, new Float32Array(next).fill(Number.NaN)));
    times = grownTimes;
    size = next;
    head = rows % size;
  };
  const column = (key: SeriesKey): Float32Array => {
    const known = columns.get(key);
    if (known !== undefined) return known;
    const made = new Float32Array(size).fill(Number.NaN);
    columns.set(key, made);
    return made;
  };
  const dropEmpty = (): void => {
    for (const [key, values] of columns) if (values.every((value) => Number.isNaN(value))) columns.delete(key);
  };
  return {
    get rows() { return rows; },
    push: (at, values) => {
      if (rows === size && size < capacity) grow();
      const slot = head;
      times[slot] = at;
      for (const values of columns.values()) values[slot] = Number.NaN;
      for (const [key, value] of values) column(key)[slot] = value ?? Number.NaN;
      head = (head + 1) % size;
      rows = Math.min(rows + 1, size);
      // once a turn of the ring: workers that left an hour ago give their memory back
      if (head === 0 && size === capacity) dropEmpty();
    },
    read: (since) => {
      const wanted: number[] = [];
      for (let row = 0; row < rows; row += 1) if ((times[index(row)] ?? 0) > since) wanted.push(index(row));
      const series: Record<SeriesKey, (number | null)[]> = {};
      for (const [key, values] of columns) {
        const list = wanted.map((slot) => { const value = values[slot] ?? Number.NaN; return Number.isNaN(value) ? null : value; });
        if (list.some((value) => value !== null)) series[key] = list;
      }
      return { times: wanted.map((slot) => times[slot] ?? 0), series };
    },
  };
}

/**
 * From cells of several series and parts to rows in step, with one row of nulls where nothing was recorded. Rule HS7.
 * Must stay true: a hole is a row of nulls, never a figure; a series without a figure at a time is null there.
 */
import type { HistoryColumns } from '#shared/domain/history.ts';
import type { SeriesKey } from '#shared/domain/trend.ts';
import type { Cells } from './cells.ts';

export type RowPart = { readonly stepMs: number; readonly cells: ReadonlyMap<SeriesKey, Cells> };
export type Rows = { readonly times: number[]; readonly series: Record<SeriesKey, HistoryColumns> };

/** A pause of a few seconds between single samples is the network's, not a hole. */
const shortestHoleMs = 5000;
const unknownCadenceMs = 10_000;

export function buildRows(parts: readonly RowPart[], to: number): Rows {
  const times: number[] = [];
  const columns = new Map<SeriesKey, HistoryColumns>();
  let before: { readonly end: number; readonly longest: number } | null = null;
  for (const part of parts) {
    const rows = [...new Set([...part.cells.values()].flatMap((cells) => cells.times))].sort((a, b) => a - b);
    const first = rows[0];
    if (first === undefined) continue;
    const longest = longestPause(part, rows);
    const position = new Map<number, number>();
    if (before !== null && first - before.end > Math.max(longest, before.longest)) times.push(before.end + (first - before.end) / 2);
    rows.forEach((time, index) => {
      const previous = rows[index - 1];
      if (previous !== undefined && time - previous > longest) times.push(previous + (part.stepMs > 0 ? part.stepMs : Math.min(shortestHoleMs, (time - previous) / 2)));
      position.set(time, times.length);
      times.push(time);
    });
    for (const [key, cells] of part.cells) place(columnsOf(columns, key), cells, position);
    before = { end: (rows.at(-1) ?? 0), longest };
  }
  for (const column of columns.values()) for (const figures of Object.values(column)) fill(figures, times.length);
  return { times: times.map((time) => Math.min(time, to)), series: Object.fromEntries(columns) };
}

/** Longer than this between two rows is a hole. */
function longestPause({ stepMs, cells }: RowPart, rows: readonly number[]): number {
  const pauses = rows.slice(1).map((time, index) => time - (rows[index] ?? 0)).sort((a, b) => a - b);
  const usual = pauses.length < 2 ? Math.max(stepMs, unknownCadenceMs) : (pauses[Math.floor(pauses.length / 2)] ?? 0);
  // buckets that hold several samples each are never empty by chance
  const isDense = stepMs > 0 && usual === stepMs && medianCount(cells) >= 2;
  return isDense ? stepMs * 1.5 : Math.max(shortestHoleMs, usual * 2.5);
}

function medianCount(cells: RowPart['cells']): number {
  const [fullest] = [...cells.values()].sort((a, b) => b.times.length - a.times.length);
  const counts = [...(fullest?.count ?? [])].sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

function columnsOf(columns: Map<SeriesKey, HistoryColumns>, key: SeriesKey): HistoryColumns {
  const known = columns.get(key);
  if (known !== undefined) return known;
  const made: HistoryColumns = { min: [], max: [], mean: [], last: [] };
  columns.set(key, made);
  return made;
}

function place(column: HistoryColumns, cells: Cells, position: ReadonlyMap<number, number>): void {
  const rows = cells.times.map((time) => position.get(time) ?? 0);
  for (const figure of ['min', 'max', 'mean', 'last'] as const) {
    const to = column[figure];
    const from = cells[figure];
    for (let index = 0; index < rows.length; index += 1) {
      fill(to, rows[index] ?? 0);
      to.push(from[index] ?? null);
    }
  }
}

function fill(values: (number | null)[], length: number): void {
  while (values.length < length) values.push(null);
}

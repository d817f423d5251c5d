/**
 * Everything a chart needs to be drawn, worked out before any pixel: visible range, levels, scale, where each label
 * goes. Pure, so that what the eye sees and what the table and the screen reader say come from one place.
 */
import { valueScale, type ValueScale } from './axis-ticks.ts';
import type { ChartLimit, ChartLine, ChartWindow } from './chart-series.ts';
import { indexAtOrAfter } from './chart-window.ts';
import { placeLabels, type PlacedLabel } from './place-labels.ts';
import { largestOf, smallestOf, stackColumns } from './stack-series.ts';

/** Stacking touches every sample: worked out once for its lines, not for every move of the window. */
export function levelsOf(lines: readonly ChartLine[], isStacked: boolean, length: number): ChartFrame['levels'] {
  const columns = lines.map((line) => line.values);
  return isStacked ? stackColumns(columns, length) : columns;
}

export type FrameInput = {
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly isStacked: boolean;
  /** From `levelsOf`; worked out here when left out. */
  readonly levels?: ChartFrame['levels'];
  readonly limits: readonly ChartLimit[];
  readonly window: ChartWindow;
  readonly base: 2 | 10;
  readonly fromZero: boolean;
  readonly atLeast: number;
  /** Stands for what the growing columns hold: equal arrays of another revision are another picture. */
  readonly revision: number;
};

export type ChartFrame = {
  readonly first: number;
  readonly last: number;
  /** What is drawn: the values themselves, or the stacked levels in the same order as the lines. */
  readonly levels: readonly (readonly (number | null)[])[];
  readonly scale: ValueScale;
  /** Index of the newest sample at which anything is known; null when nothing is. */
  readonly newest: number | null;
  readonly isEmpty: boolean;
};

export function frameOf(input: FrameInput): ChartFrame {
  const columns = input.lines.map((line) => line.values);
  const levels = input.levels ?? levelsOf(input.lines, input.isStacked, input.times.length);
  const first = indexAtOrAfter(input.times, input.window.from);
  const last = Math.min(input.times.length, indexAtOrAfter(input.times, input.window.to + 1)) - 1;
  const highs = input.isStacked ? [] : input.lines.flatMap((line) => (line.high === undefined ? [] : [line.high]));
  const lows = input.isStacked ? [] : input.lines.flatMap((line) => (line.low === undefined ? [] : [line.low]));
  const largest = largestOf([...levels, ...highs], first, last);
  const scale = valueScale({
    smallest: smallestOf([...levels, ...lows], first, last),
    largest,
    limits: input.limits.map((limit) => limit.value),
    base: input.base,
    atLeast: input.atLeast,
    fromZero: input.fromZero,
    maxTicks: input.base === 2 ? 5 : 4,
  });
  let newest: number | null = null;
  for (let at = last; at >= first && newest === null; at -= 1) if (columns.some((column) => isKnown(column[at]))) newest = at;
  return { first, last, levels, scale, newest, isEmpty: largest === null };
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

export function valueAt(line: ChartLine, index: number | null): number | null {
  if (index === null) return null;
  const value = line.values[index];
  return isKnown(value) ? value : null;
}

/** Sum of what is known at that moment; null when nothing is. */
export function totalAt(lines: readonly ChartLine[], index: number | null): number | null {
  const values = lines.map((line) => valueAt(line, index)).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

export function yOf(value: number, scale: ValueScale, height: number): number {
  const span = scale.max - scale.min;
  return span > 0 ? height * (1 - (value - scale.min) / span) : height;
}

/** Labels beside the newest sample: at the line's end, or in the middle of its band when stacked. */
export function labelsOf(frame: ChartFrame, lines: readonly ChartLine[], isStacked: boolean, height: number, lineHeight: number): readonly PlacedLabel[] {
  const at = frame.newest;
  if (at === null) return [];
  const wishes = lines.flatMap((line, row) => {
    const value = valueAt(line, at);
    const level = frame.levels[row]?.[at];
    if (value === null || !isKnown(level)) return [];
    const middle = isStacked ? level - value / 2 : level;
    return [{ key: line.key, y: yOf(middle, frame.scale, height), weight: value }];
  });
  return placeLabels(wishes, height, lineHeight);
}

/** The table's rows: the newest sample of each minute, newest first. */
export function rowsOf(times: readonly number[], first: number, last: number, everyMs = 60_000): readonly number[] {
  const rows: number[] = [];
  let minute: number | null = null;
  for (let index = last; index >= first; index -= 1) {
    const at = times[index];
    if (at === undefined) continue;
    const here = Math.floor(at / everyMs);
    if (here !== minute) rows.push(index);
    minute = here;
  }
  return rows;
}

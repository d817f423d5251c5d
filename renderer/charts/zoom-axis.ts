/** Words of a time axis from a minute to ninety days: clock times within a day, days beyond. Pure but for the time zone. */
import type { Formats } from '#renderer/format/create-formats.ts';
import { timeTicks } from './axis-ticks.ts';
import type { ChartWindow } from './chart-series.ts';
import { dayMs } from './zoom-window.ts';

export type ZoomAxis = { readonly timeTicks: readonly number[]; readonly tickText: (at: number) => string; readonly timeText: (at: number) => string };

const rowSteps = [2000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, dayMs] as const;

/** How long one row of a table stands for: about seventy rows, whatever the window. */
export function rowStepOf(spanMs: number): number {
  return rowSteps.find((step) => spanMs / step <= 72) ?? dayMs * 2;
}

export function zoomAxis(window: ChartWindow, formats: Formats): ZoomAxis {
  const span = window.to - window.from;
  const offsetMs = -new Date(window.to).getTimezoneOffset() * 60_000;
  const isMidnight = (at: number): boolean => (at + offsetMs) % dayMs === 0;
  return {
    timeTicks: timeTicks(window.from, window.to, offsetMs),
    // Two hours on: where the clocks changed within the window, midnight by today's offset may still be yesterday.
    tickText: (at) => (span > 4 * dayMs ? formats.day(at + 7_200_000) : isMidnight(at) ? formats.day(at) : span < 300_000 ? formats.clock(at) : formats.clock(at).slice(0, 5)),
    timeText: (at) => (span > dayMs ? `${formats.day(at)}, ${formats.clock(at).slice(0, 5)}` : formats.clock(at)),
  };
}

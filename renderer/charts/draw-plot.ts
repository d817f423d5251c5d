/**
 * The canvas part of a chart: uPlot draws grid, lines and fills; we draw limits and marks over them.
 * It is given finished frames and decides nothing. Redrawn only when told; it owns no timer and no cursor.
 */
import uPlot from 'uplot';
import type { ChartFrame } from './chart-frame.ts';
import type { ChartHatch, ChartLimit, ChartLine, ChartMark, ChartWindow } from './chart-series.ts';
import { timeGaps } from './chart-window.ts';
import { watchColours, type ChartColours } from './chart-colours.ts';
import { drawEnvelopes, drawHatches } from './draw-behind.ts';

export type PlotPicture = {
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly isStacked: boolean;
  readonly limits: readonly ChartLimit[];
  readonly marks: readonly ChartMark[];
  readonly window: ChartWindow;
  readonly timeTicks: readonly number[];
  readonly frame: ChartFrame;
  readonly gapAfterMs: number;
  readonly hatches?: readonly ChartHatch[];
};
export type Plot = { draw(picture: PlotPicture): void; resize(width: number, height: number): void; dispose(): void };

const dashes = { strong: [], soft: [], dashed: [4, 3], hued: [] } as const;

/** uPlot draws in order; a stack is drawn from its top so that each lower band covers the one above. */
function drawingOrder(picture: PlotPicture): readonly number[] {
  const order = picture.lines.map((_, row) => row);
  return picture.isStacked ? order.reverse() : order;
}

function dataOf(picture: PlotPicture): uPlot.AlignedData {
  const columns = drawingOrder(picture).map((row) => picture.frame.levels[row] ?? []);
  // uPlot only reads: the buffers themselves are handed over, nothing is copied.
  return [picture.times as number[], ...(columns as (number | null)[][])];
}

function seriesOf(get: () => PlotPicture, colours: () => ChartColours, row: number): uPlot.Series {
  const { isStacked, lines } = get();
  const style = lines[row]?.style ?? 'strong';
  const colour = (): string => (isStacked || style === 'hued' ? colours().bands[row % colours().bands.length] ?? colours().ink : style === 'strong' ? colours().ink : colours().muted);
  return {
    width: 1.5,
    stroke: colour,
    // Opaque, since each band covers those above it, and quiet: the edge carries the colour.
    ...(isStacked ? { fill: () => `color-mix(in oklab, ${colour()} 32%, ${colours().surface})` } : lines.length === 1 ? { fill: () => `color-mix(in oklab, ${colour()} 8%, transparent)` } : {}),
    dash: style === 'hued' && row >= colours().bands.length ? [4, 3] : [...dashes[style]],
    points: { show: false },
    gaps: (plot, _series, from, to, gaps) => {
      const found = timeGaps(get().times, from, to, get().gapAfterMs);
      for (const [before, after] of found) {
        uPlot.addGap(gaps, Math.round(plot.valToPos(before, 'x', true)), Math.round(plot.valToPos(after, 'x', true)));
      }
      return gaps.sort((a, b) => a[0] - b[0]);
    },
  };
}

function drawOver(plot: uPlot, picture: PlotPicture, colours: ChartColours): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.lineWidth = ratio;
  for (const mark of picture.marks) {
    if (mark.at < picture.window.from || mark.at > picture.window.to) continue;
    const x = Math.round(plot.valToPos(mark.at, 'x', true)) + 0.5;
    ctx.strokeStyle = colours.marks[mark.kind];
    ctx.setLineDash([]);
    ctx.globalAlpha = 0.55;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  for (const limit of picture.limits) {
    if (limit.value > picture.frame.scale.max || limit.value < picture.frame.scale.min) continue;
    const y = Math.round(plot.valToPos(limit.value, 'y', true)) + 0.5;
    ctx.strokeStyle = colours.ink;
    ctx.setLineDash([5 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function optionsOf(get: () => PlotPicture, colours: () => ChartColours, size: { width: number; height: number }): uPlot.Options {
  const picture = get();
  const grid = { stroke: () => colours().grid, width: 1 };
  return {
    ...size,
    ms: 1,
    cursor: { show: false },
    legend: { show: false },
    padding: [0, 0, 0, 0],
    ...(picture.isStacked ? { drawOrder: ['series', 'axes'] as uPlot.DrawOrderKey[] } : {}),
    scales: {
      x: { time: false, range: () => [get().window.from, get().window.to] },
      y: { range: () => [get().frame.scale.min, get().frame.scale.max] },
    },
    // Texts of both axes are HTML beside the canvas: they are selectable, follow the font and never blur.
    axes: [
      { size: 0, ticks: { show: false }, grid, values: () => [], splits: () => [...get().timeTicks] },
      { size: 0, ticks: { show: false }, grid, values: () => [], splits: () => [...get().frame.scale.ticks] },
    ],
    series: [{}, ...drawingOrder(picture).map((row) => seriesOf(get, colours, row))],
    hooks: { drawClear: [(plot) => { drawHatches(plot, get().hatches ?? [], colours()); drawEnvelopes(plot, get(), colours()); }], draw: [(plot) => drawOver(plot, get(), colours())] },
  };
}

export function createPlot(place: HTMLElement): Plot {
  let picture: PlotPicture | null = null;
  let plot: uPlot | null = null;
  let shape = '';
  let size = { width: 0, height: 0 };
  const theme = watchColours(place, () => plot?.redraw(false, false));
  const get = (): PlotPicture => {
    if (picture === null) throw new Error('a plot is drawn before it has a picture');
    return picture;
  };
  const show = (): void => {
    if (picture === null || size.width < 8 || size.height < 8) return;
    const wanted = `${picture.isStacked}|${picture.lines.map((line) => `${line.style}:${line.key}`).join('|')}`;
    if (plot === null || wanted !== shape) {
      plot?.destroy();
      shape = wanted;
      plot = new uPlot(optionsOf(get, theme.get, size), dataOf(picture), place);
    } else {
      plot.setData(dataOf(picture), true);
    }
  };
  return {
    draw(next) {
      picture = next;
      show();
    },
    resize(width, height) {
      if (width === size.width && height === size.height) return;
      size = { width, height };
      if (plot === null) show();
      else plot.setSize(size);
    },
    dispose() {
      theme.dispose();
      plot?.destroy();
      plot = null;
    },
  };
}

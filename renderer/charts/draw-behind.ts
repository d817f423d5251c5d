/**
 * What lies behind the lines of a chart: the range each step held, and stretches that were put together afterwards.
 * Drawn straight onto the plot's canvas before its lines; decides nothing.
 */
import uPlot from 'uplot';
import type { ChartHatch, ChartLine, ChartWindow } from './chart-series.ts';
import type { ChartColours } from './chart-colours.ts';
import { indexAtOrAfter } from './chart-window.ts';

type Behind = { readonly times: readonly number[]; readonly lines: readonly ChartLine[]; readonly isStacked: boolean; readonly window: ChartWindow };

/** One closed shape for each run of known steps. */
export function drawEnvelopes(plot: uPlot, picture: Behind, colours: ChartColours): void {
  if (picture.isStacked) return;
  const { ctx, bbox } = plot;
  const first = Math.max(0, indexAtOrAfter(picture.times, picture.window.from) - 1);
  const last = Math.min(picture.times.length - 1, indexAtOrAfter(picture.times, picture.window.to));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  picture.lines.forEach((line, row) => {
    const { low, high } = line;
    if (low === undefined || high === undefined) return;
    ctx.fillStyle = line.style === 'hued' ? (colours.bands[row % colours.bands.length] ?? colours.ink) : colours.ink;
    ctx.globalAlpha = line.style === 'dashed' ? 0.1 : 0.16;
    let run: number[] = [];
    const close = (): void => {
      if (run.length > 1) fillRun(plot, picture.times, low, high, run);
      run = [];
    };
    for (let index = first; index <= last; index += 1) {
      if (low[index] === null || low[index] === undefined || high[index] === null || high[index] === undefined) close();
      else run.push(index);
    }
    close();
  });
  ctx.restore();
}

function fillRun(plot: uPlot, times: readonly number[], low: readonly (number | null)[], high: readonly (number | null)[], run: readonly number[]): void {
  const { ctx } = plot;
  const x = (index: number): number => plot.valToPos(times[index] ?? 0, 'x', true);
  ctx.beginPath();
  run.forEach((index, order) => {
    const y = plot.valToPos(high[index] ?? 0, 'y', true);
    if (order === 0) ctx.moveTo(x(index), y);
    else ctx.lineTo(x(index), y);
  });
  for (let order = run.length - 1; order >= 0; order -= 1) {
    const index = run[order] ?? 0;
    ctx.lineTo(x(index), plot.valToPos(low[index] ?? 0, 'y', true));
  }
  ctx.closePath();
  ctx.fill();
}

export function drawHatches(plot: uPlot, hatches: readonly ChartHatch[], colours: ChartColours): void {
  if (hatches.length === 0) return;
  const { ctx, bbox } = plot;
  const gap = 7 * uPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = colours.muted;
  ctx.globalAlpha = 0.35;
  ctx.lineWidth = uPlot.pxRatio;
  for (const hatch of hatches) {
    const left = Math.max(bbox.left, plot.valToPos(hatch.from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(hatch.to, 'x', true));
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.beginPath();
    const begin = Math.floor((left - bbox.height) / gap) * gap;
    for (let x = begin; x < right; x += gap) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
  ctx.restore();
}

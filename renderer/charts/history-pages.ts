/**
 * Which stretch of recorded history to ask for, and which of those already here to show meanwhile. Pure.
 * A page is wider than the window, so that a pan finds its figures there; its edges lie on a grid, so that the next
 * pan asks for the same page and not for a new one.
 */
import type { ChartWindow } from './chart-series.ts';

export type HistoryPage = { readonly from: number; readonly to: number; readonly points: number };

const pointsAtMost = 2000;
/** Two pixels a step: their range is drawn behind the line, so that nothing is lost to the eye, and half the figures travel. */
const pixelsAPoint = 2;

/** `width`: the picture's width in pixels. */
export function pageOf(window: ChartWindow, width: number): HistoryPage {
  const span = Math.max(1, window.to - window.from);
  // Spans are rounded up to half powers of two: zooming by a hair does not ask again.
  const rounded = 2 ** (Math.ceil(Math.log2(span) * 2 - 1e-9) / 2);
  const grid = rounded / 2;
  const from = Math.floor(window.from / grid) * grid - grid;
  const to = Math.ceil(window.to / grid) * grid + grid;
  const wanted = Math.ceil(Math.max(64, width) / pixelsAPoint / 64) * 64;
  return { from: Math.round(from), to: Math.round(to), points: Math.min(pointsAtMost, Math.ceil((wanted * (to - from)) / rounded)) };
}

export function keyOfPage(page: HistoryPage): string {
  return `${page.from} ${page.to} ${page.points}`;
}

/** The neighbours a hand reaches next: one window to the left, one further out. */
export function pagesToPrefetch(window: ChartWindow, width: number, presentMs: number): readonly HistoryPage[] {
  const span = window.to - window.from;
  const left = { from: window.from - span, to: window.to - span };
  const out = { from: window.to - span * 2, to: window.to };
  const right = { from: window.from + span, to: window.to + span };
  return [left, out, ...(window.to + span / 2 < presentMs ? [right] : [])].map((one) => pageOf(one, width));
}

/** The finest page that holds the window; else the one that holds most of it; null when none touches it. */
export function bestPage<P extends HistoryPage>(pages: readonly P[], window: ChartWindow): P | null {
  const span = Math.max(1, window.to - window.from);
  let best: P | null = null;
  let bestScore = 0;
  for (const page of pages) {
    const covered = Math.max(0, Math.min(page.to, window.to) - Math.max(page.from, window.from)) / span;
    if (covered === 0) continue;
    const msPerPoint = (page.to - page.from) / page.points;
    // How much is there counts most; of two that hold the same, the finer one.
    const score = Math.round(covered * 50) + 1 / (1 + (msPerPoint * 1000) / span);
    if (score > bestScore) { best = page; bestScore = score; }
  }
  return best;
}

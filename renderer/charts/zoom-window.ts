/**
 * One window of time for all charts of a page, from a minute to ninety days, and how it moves. Pure.
 * Must stay true: what is under the pointer stays under the pointer; a window that touches the present follows it.
 */
import type { ChartWindow } from './chart-series.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
export const minSpanMs = minuteMs;
export const maxSpanMs = 90 * dayMs;

/** `to` null: the right edge is the present and moves with it. */
export type Zoom = { readonly spanMs: number; readonly to: number | null };

export const spanPresets = [
  { id: '1h', spanMs: hourMs },
  { id: '6h', spanMs: 6 * hourMs },
  { id: '1d', spanMs: dayMs },
  { id: '7d', spanMs: 7 * dayMs },
  { id: '30d', spanMs: 30 * dayMs },
  { id: '90d', spanMs: 90 * dayMs },
] as const;
export type SpanPreset = (typeof spanPresets)[number]['id'];

export function presetOf(zoom: Zoom): SpanPreset | null {
  return spanPresets.find(({ spanMs }) => Math.abs(spanMs - zoom.spanMs) < spanMs * 0.001)?.id ?? null;
}

export function windowOfZoom(zoom: Zoom, presentMs: number): ChartWindow {
  const to = zoom.to ?? presentMs;
  return { from: to - zoom.spanMs, to };
}

/** Brings a window back to what can be shown. Within a hundredth of the present it holds on to it. */
function settle(from: number, to: number, presentMs: number): Zoom {
  const spanMs = Math.min(maxSpanMs, Math.max(minSpanMs, to - from));
  const isLive = to >= presentMs - spanMs * 0.01;
  return { spanMs, to: isLive ? null : Math.max(to, presentMs - maxSpanMs + spanMs) };
}

/** `factor` below one looks closer. `share`: where the pointer stands, 0 left to 1 right. */
export function zoomAround(zoom: Zoom, factor: number, share: number, presentMs: number): Zoom {
  const window = windowOfZoom(zoom, presentMs);
  const spanMs = Math.min(maxSpanMs, Math.max(minSpanMs, zoom.spanMs * factor));
  // Near the right edge of a living picture the wish is to go on living.
  if (zoom.to === null && share > 0.9) return { spanMs, to: null };
  const held = window.from + share * zoom.spanMs;
  const from = held - share * spanMs;
  return settle(from, from + spanMs, presentMs);
}

/** Positive goes towards the present. */
export function panBy(zoom: Zoom, byMs: number, presentMs: number): Zoom {
  const window = windowOfZoom(zoom, presentMs);
  return settle(window.from + byMs, window.to + byMs, presentMs);
}

/** A stretch chosen by hand, in either order. */
export function zoomTo(oneAt: number, otherAt: number, presentMs: number): Zoom {
  const from = Math.min(oneAt, otherAt);
  const to = Math.max(oneAt, otherAt);
  const missing = Math.max(0, minSpanMs - (to - from)) / 2;
  return settle(from - missing, to + missing, presentMs);
}

/** The same width around another moment. */
export function lookAt(at: number, spanMs: number, presentMs: number): Zoom {
  return settle(at - spanMs / 2, at + spanMs / 2, presentMs);
}

/** Shorter windows keep their right edge. */
export function withSpan(zoom: Zoom, spanMs: number, presentMs: number): Zoom {
  const { to } = windowOfZoom(zoom, presentMs);
  return settle(to - spanMs, to, presentMs);
}

/** Wheel notches and touchpads differ a hundredfold: one event never more than doubles or halves. */
export function factorOfWheel(deltaY: number, mode: number): number {
  const pixels = deltaY * (mode === 1 ? 16 : mode === 2 ? 400 : 1);
  return Math.min(2, Math.max(0.5, Math.exp(pixels * 0.0022)));
}

export type ZoomKey = { readonly key: string; readonly shiftKey: boolean };

/** What a key does to the window; null when it is not one of ours. */
export function zoomByKey(zoom: Zoom, event: ZoomKey, share: number, presentMs: number): Zoom | null {
  if (event.key === '+' || event.key === '=') return zoomAround(zoom, 0.5, share, presentMs);
  if (event.key === '-' || event.key === '_') return zoomAround(zoom, 2, share, presentMs);
  if (event.shiftKey && event.key === 'ArrowLeft') return panBy(zoom, -zoom.spanMs / 4, presentMs);
  if (event.shiftKey && event.key === 'ArrowRight') return panBy(zoom, zoom.spanMs / 4, presentMs);
  if (event.key === '0') return { ...zoom, to: null };
  const preset = spanPresets[Number(event.key) - 1];
  return preset === undefined ? null : withSpan(zoom, preset.spanMs, presentMs);
}

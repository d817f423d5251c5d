/** Zooming and panning one window of time: what is under the pointer stays there, the present is held on to, bounds hold. */
import { describe, expect, it } from 'vitest';
import { dayMs, factorOfWheel, lookAt, maxSpanMs, minSpanMs, panBy, presetOf, windowOfZoom, withSpan, zoomAround, zoomByKey, zoomTo, type Zoom } from '#renderer/charts/zoom-window.ts';

const now = 1_800_000_000_000;
const live = (spanMs: number): Zoom => ({ spanMs, to: null });
const past: Zoom = { spanMs: dayMs, to: now - 10 * dayMs };

describe('a window of time', () => {
  it.each([0, 0.2, 0.5, 0.85, 1])('keeps what is under the pointer at %d', (share) => {
    const before = windowOfZoom(past, now);
    const held = before.from + share * dayMs;
    for (const factor of [0.5, 0.9, 1.3, 2]) {
      const after = windowOfZoom(zoomAround(past, factor, share, now), now);
      expect(after.from + share * (after.to - after.from)).toBeCloseTo(held, 0);
    }
  });

  it('stays between a minute and ninety days', () => {
    let zoom = past;
    for (let turn = 0; turn < 40; turn += 1) zoom = zoomAround(zoom, 0.5, 0.5, now);
    expect(zoom.spanMs).toBe(minSpanMs);
    for (let turn = 0; turn < 60; turn += 1) zoom = zoomAround(zoom, 2, 0.5, now);
    expect(zoom).toEqual({ spanMs: maxSpanMs, to: null });
  });

  it('goes on living when zoomed at its right edge, and stops when zoomed elsewhere', () => {
    expect(zoomAround(live(dayMs), 0.5, 0.97, now)).toEqual(live(dayMs / 2));
    expect(zoomAround(live(dayMs), 0.5, 0.3, now).to).not.toBeNull();
  });

  it('holds on to the present when panned into it, and never goes beyond', () => {
    expect(panBy(past, 30 * dayMs, now)).toEqual(live(dayMs));
    expect(panBy(live(dayMs), dayMs, now)).toEqual(live(dayMs));
    expect(panBy(live(dayMs), -dayMs, now).to).toBe(now - dayMs);
  });

  it('never goes further back than ninety days', () => {
    const { from } = windowOfZoom(panBy(past, -400 * dayMs, now), now);
    expect(from).toBe(now - maxSpanMs);
  });

  it('takes a stretch chosen in either direction, a minute at least', () => {
    expect(zoomTo(now - 5000, now - 2 * dayMs, now - 0)).toEqual({ spanMs: 2 * dayMs - 5000, to: null });
    const tiny = zoomTo(now - dayMs, now - dayMs + 10, now);
    expect(tiny.spanMs).toBeCloseTo(minSpanMs, 3);
  });

  it('looks at a moment in its middle, or at the present when that is near', () => {
    expect(windowOfZoom(lookAt(now - dayMs, 3_600_000, now), now)).toEqual({ from: now - dayMs - 1_800_000, to: now - dayMs + 1_800_000 });
    expect(lookAt(now - 1000, 3_600_000, now).to).toBeNull();
  });

  it('knows its presets by number and by length', () => {
    expect(presetOf(live(7 * dayMs))).toBe('7d');
    expect(presetOf(live(5 * dayMs))).toBeNull();
    expect(zoomByKey(past, { key: '5', shiftKey: false }, 0.5, now)).toEqual(withSpan(past, 30 * dayMs, now));
    expect(zoomByKey(past, { key: '0', shiftKey: false }, 0.5, now)).toEqual(live(dayMs));
    expect(zoomByKey(past, { key: 'ArrowLeft', shiftKey: true }, 0.5, now)?.to).toBe(now - 10.25 * dayMs);
    for (const key of ['ArrowLeft', 'a', '7', 'Escape', '']) expect(zoomByKey(past, { key, shiftKey: false }, 0.5, now)).toBeNull();
  });

  it('makes of any wheel a step between half and double', () => {
    for (const delta of [-100_000, -3, 0, 3, 120, 100_000]) for (const mode of [0, 1, 2]) expect(factorOfWheel(delta, mode)).toSatisfy((factor: number) => factor >= 0.5 && factor <= 2);
    expect(factorOfWheel(0, 0)).toBe(1);
  });
});

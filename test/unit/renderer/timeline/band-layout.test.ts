/** Bands of the timeline: folding shows the gravest, layout hides nothing grave and draws no more than pixels. */
import { describe, expect, it } from 'vitest';
import { foldBands, layoutBands, sharesOf, type Band } from '#renderer/screens/timeline/band-layout.ts';

const band = (from: number, to: number, verdict: Band['verdict']): Band => ({ from, to, verdict });

describe('bands of a folded host', () => {
  it('show the gravest of its workers at every moment', () => {
    expect(foldBands([[band(0, 100, 'working')], [band(0, 40, 'idle'), band(40, 60, 'crashed'), band(60, 100, 'working')]])).toEqual([band(0, 40, 'working'), band(40, 60, 'crashed'), band(60, 100, 'working')]);
  });
  it('leave holes where nobody watched, and join what touches', () => {
    expect(foldBands([[band(0, 10, 'idle'), band(20, 30, 'idle')], [band(30, 40, 'idle')]])).toEqual([band(0, 10, 'idle'), band(20, 40, 'idle')]);
    expect(foldBands([])).toEqual([]);
    expect(foldBands([[band(5, 5, 'crashed')]])).toEqual([]);
  });
});

describe('layout of bands', () => {
  it('clips to the window', () => {
    expect(layoutBands([band(-50, 50, 'idle'), band(50, 500, 'working'), band(600, 700, 'busy')], 0, 100, 1000)).toMatchObject([{ left: 0, width: 0.5 }, { left: 0.5, width: 0.5 }]);
  });
  it('keeps a second of crash visible in ninety days', () => {
    const day = 86_400_000;
    const placed = layoutBands([band(0, 40 * day, 'working'), band(40 * day, 40 * day + 1000, 'crashed'), band(40 * day + 1000, 90 * day, 'working')], 0, 90 * day, 900);
    const crash = placed.find(({ verdict }) => verdict === 'crashed');
    expect(crash?.width).toBeCloseTo(2 / 900, 5);
  });
  it('draws a storm of flaps as no more than the pixels there are, gravest on top', () => {
    const flaps = Array.from({ length: 20_000 }, (_, index) => band(index * 10, index * 10 + 10, index % 500 === 250 ? 'crashed' : index % 2 === 0 ? 'working' : 'restarting'));
    const placed = layoutBands(flaps, 0, 200_000, 400);
    expect(placed.length).toBeLessThanOrEqual(400);
    expect(placed.some(({ verdict }) => verdict === 'crashed')).toBe(true);
    for (const [index, one] of placed.entries()) expect(one.left + one.width).toBeLessThanOrEqual((placed[index + 1]?.left ?? 1) + 2 / 400);
  });
  it('says how the watched time was spent', () => {
    expect(sharesOf([band(0, 75, 'working'), band(75, 100, 'crashed')], 0, 100)).toEqual([{ verdict: 'crashed', share: 0.25 }, { verdict: 'working', share: 0.75 }]);
    expect(sharesOf([], 0, 100)).toEqual([]);
  });
});

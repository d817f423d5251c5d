/** Axis ticks: round, at most five, holding the data and the limits that do not squash it. */
import { describe, expect, it } from 'vitest';
import { roundStep, timeTicks, valueScale } from '#renderer/charts/axis-ticks.ts';

const mib = 1024 * 1024;

describe('valueScale', () => {
  it('is round in bytes', () => {
    const scale = valueScale({ smallest: 0, largest: 412 * mib, limits: [500 * mib], base: 2, atLeast: mib, fromZero: true });
    expect(scale.ticks.map((tick) => tick / mib)).toEqual([0, 256, 512, 768]);
  });
  it('leaves out a limit that would squash the data', () => {
    const scale = valueScale({ smallest: 0, largest: 40 * mib, limits: [500 * 1024 * mib], base: 2, atLeast: mib, fromZero: true });
    expect(scale.max).toBeLessThanOrEqual(64 * mib);
  });
  it('starts elsewhere than zero when asked', () => {
    const scale = valueScale({ smallest: 51, largest: 58, limits: [], base: 10, atLeast: 0, fromZero: false });
    expect(scale.min).toBeLessThanOrEqual(51);
    expect(scale.min).toBeGreaterThan(40);
    expect(scale.max).toBeGreaterThanOrEqual(58);
  });
  it('has a scale for nothing known', () => {
    expect(valueScale({ smallest: null, largest: null, limits: [], base: 10, atLeast: 100, fromZero: true })).toEqual({ min: 0, max: 100, ticks: [0, 25, 50, 75, 100] });
  });
  it('never has more than five ticks and always holds the data', () => {
    for (let seed = 1; seed < 4000; seed += 1) {
      const largest = ((seed * 7919) % 100_003) ** ((seed % 5) / 2) / 37;
      const smallest = seed % 3 === 0 ? largest * 0.9 : 0;
      const base = seed % 2 === 0 ? 2 : 10;
      const scale = valueScale({ smallest, largest, limits: [], base, atLeast: 0, fromZero: seed % 3 !== 0 });
      expect(scale.ticks.length, `${smallest}..${largest} base ${base}`).toBeLessThanOrEqual(5);
      expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
      expect(scale.max).toBeGreaterThanOrEqual(largest * 0.999_999);
      expect(scale.min).toBeLessThanOrEqual(smallest);
    }
  });
});

describe('roundStep', () => {
  it('rounds up in its base', () => {
    expect([0.3, 1.1, 24, 26, 900].map((raw) => roundStep(raw, 10))).toEqual([0.5, 2, 25, 50, 1000]);
    expect([1.1, 600, 1500, 3 * mib].map((raw) => roundStep(raw, 2))).toEqual([2, 1024, 2048, 4 * mib]);
    expect(roundStep(0, 10)).toBe(1);
  });
});

describe('timeTicks', () => {
  it('falls on round local times', () => {
    const base = Date.UTC(2026, 10, 22, 10, 7);
    const ticks = timeTicks(base, base + 3_600_000, 3_600_000);
    expect(ticks.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual(['10:15', '10:30', '10:45', '11:00']);
  });
  it('respects half-hour zones', () => {
    const base = Date.UTC(2026, 10, 22, 0, 0);
    const ticks = timeTicks(base, base + 24 * 3_600_000, 5.5 * 3_600_000);
    expect(ticks.every((at) => (at + 5.5 * 3_600_000) % (6 * 3_600_000) === 0)).toBe(true);
    expect(ticks.length).toBeLessThanOrEqual(5);
  });
});

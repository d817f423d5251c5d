/** Figures in words: units, rounding at the seams, both languages. */
import { describe, expect, it } from 'vitest';
import { createFormats } from '#renderer/format/create-formats.ts';
import { shortModel } from '#renderer/format/short-model.ts';
import { showForeign, isolateForeign } from '#renderer/format/show-foreign.ts';
import { sparkPath } from '#renderer/format/spark-path.ts';
import { hostileTexts } from '#test/fakes/fleet-scenes.ts';

const en = createFormats('en', 'UTC');
const fr = createFormats('fr', 'UTC');
/** No-break spaces as plain ones, to read the expectation. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const mebi = 1024 ** 2;

describe('ages and durations', () => {
  it.each([
    [0, '0 s'], [400, '0.4 s'], [940, '0.9 s'], [960, '1 s'], [3000, '3 s'], [59_400, '59 s'], [59_600, '1 min'], [60_000, '1 min'], [119_000, '1 min'],
    [3_599_400, '59 min'], [3_600_000, '1 h'], [4_320_000, '1 h 12 min'], [86_399_000, '23 h 59 min'], [86_400_000, '1 d'], [97_200_000, '1 d 3 h'], [86_400_000 * 12 + 7_200_000, '12 d'], [-5000, '0 s'],
  ])('age of %i ms is %s', (ms, text) => expect(plain(en.age(ms))).toBe(text));
  it.each([[0.6, '0.6 ms'], [40, '40 ms'], [999.6, '1 s'], [1240, '1.2 s'], [9960, '10 s'], [60_000, '1 min']])('duration of %d ms is %s', (ms, text) => expect(plain(en.duration(ms))).toBe(text));
  it('speaks French', () => expect([fr.age(400), fr.age(97_200_000), fr.percent(0.3, 2), fr.bytes(412 * mebi), fr.bytesPerSecond(900)].map(plain)).toEqual(['0,4 s', '1 j 3 h', '0,3 %', '412 Mio', '900 o/s']));
});

describe('bytes', () => {
  it.each([[0, '0 B'], [999, '999 B'], [1000, '1 KiB'], [1536, '1.5 KiB'], [412 * mebi, '412 MiB'], [1023.9 * mebi, '1 GiB'], [3.7 * 1024 * mebi, '3.7 GiB'], [9.96 * mebi, '10 MiB']])('%d is %s', (bytes, text) => expect(plain(en.bytes(bytes))).toBe(text));
});

it('says a moment without the day while it is near', () => {
  const at = Date.UTC(2026, 10, 22, 10, 41, 30);
  expect([en.moment(at, at + 60_000), en.moment(at, at + 86_400_000), en.clock(at)].map(plain)).toEqual(['10:41', '22 Nov, 10:41', '10:41:30']);
});

it('never shows minus zero', () => expect(en.number(-0.001, 0)).not.toContain('-'));

describe('models', () => {
  const of = (model: string | null, gb: number): string => plain(shortModel({ model, architecture: 'aarch64', memTotal: gb * 1024 ** 3 }, en));
  it.each([['Raspberry Pi 4 Model B Rev 1.4', 3.7, 'Pi 4 · 4 GB'], ['Raspberry Pi 5 Model B Rev 1.0', 7.87, 'Pi 5 · 8 GB'], ['Raspberry Pi Zero 2 W Rev 1.0', 0.42, 'Pi Zero 2 W · 512 MB'], ['Raspberry Pi Compute Module 4 Rev 1.1', 1.8, 'Pi CM 4 · 2 GB'], ['Raspberry Pi 400 Rev 1.0', 3.7, 'Pi 400 · 4 GB'], [null, 15.5, 'aarch64 · 16 GB'], ['ODROID-N2', 3.6, 'ODROID-N2 · 4 GB']] as const)('%s with %d GB is %s', (model, gb, text) => expect(of(model, gb)).toBe(text));
});

describe('foreign text', () => {
  it.each(hostileTexts.map((text) => [text]))('%j becomes one visible line', (text) => {
    const shown = showForeign(text);
    expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
    expect(shown.length).toBeLessThanOrEqual(700);
  });
  it('cuts without splitting a sign in two', () => expect(showForeign('😀'.repeat(10), 5)).toBe('😀😀…'));
  it('keeps ordinary names as they are', () => expect(showForeign('w1@pi-été 漢字')).toBe('w1@pi-été 漢字'));
  it('isolates a name inside a sentence', () => expect(isolateForeign('مضيف')).toBe('\u2068مضيف\u2069'));
});

describe('sparklines', () => {
  const box = { width: 60, height: 16, slots: 60 };
  it('breaks at a gap', () => expect(sparkPath([1, 2, null, 3, 4], box).match(/M/g)).toHaveLength(2));
  it('draws a lone point as a dot', () => expect(sparkPath([null, 5, null], box)).toContain('h0.01'));
  it('is nothing without a value', () => expect(sparkPath([null, Number.NaN, null], box)).toBe(''));
  it('ends at the right edge whatever its length', () => expect(sparkPath([1, 2, 3], box)).toMatch(/L59 [\d.]+$/));
  it('keeps noise on a flat line flat', () => {
    const heights = [...sparkPath([100, 100.1, 99.9], { ...box, minSpan: 50 }).matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.2);
  });
  it('stays inside its box', () => {
    const heights = [...sparkPath([-50, 0, 999], { ...box, min: 0, max: 10 }).matchAll(/[ML][\d.]+ (-?[\d.]+)/g)].map(([, y]) => Number(y));
    expect(heights.every((y) => y >= 0 && y <= 16)).toBe(true);
  });
});

/** Contrast of every colour pair in both themes, computed from tokens.css itself, and verdict hues under colour blindness. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];
type Theme = 'light' | 'dark';

const css = readFileSync(new URL('../../../../renderer/app/tokens.css', import.meta.url), 'utf8');
const tokens = new Map([...css.matchAll(/^\s*--([\w-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\);/gm)].map(([, name = '', light = '', dark = '']) => [name, { light: linearOf(light), dark: linearOf(dark) }]));

/** OKLCH to linear sRGB by Ottosson's published matrices, clipped to the gamut as a screen does. */
function linearOf(text: string): Rgb {
  const [lightness = 0, chroma = 0, hue = 0] = text.split(' ').map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s), clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s), clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)];
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Rgb, other: Rgb): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** A browser mixes what is half transparent in encoded sRGB, not in light. */
function mixed(top: Rgb, ground: Rgb, share: number): Rgb {
  const encode = (value: number): number => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
  const decode = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const one = (index: 0 | 1 | 2): number => decode(encode(top[index]) * share + encode(ground[index]) * (1 - share));
  return [one(0), one(1), one(2)];
}

function colour(name: string, theme: Theme): Rgb {
  const token = tokens.get(name);
  if (token === undefined) throw new Error(`no token --${name}`);
  return token[theme];
}

const surfaces = ['surface', 'surface-sunken', 'surface-raised', 'surface-hover'] as const;
const ansi = ['ansi-red', 'ansi-green', 'ansi-yellow', 'ansi-blue', 'ansi-magenta', 'ansi-cyan'] as const;
const verdicts = ['verdict-good', 'verdict-busy', 'verdict-warn', 'verdict-bad', 'verdict-rest', 'verdict-away'] as const;

describe.each(['light', 'dark'] as const)('tokens in the %s theme', (theme) => {
  it.each(['text', 'text-muted', 'text-stale', ...verdicts, ...ansi].flatMap((text) => surfaces.map((surface) => [text, surface] as const)))('%s on %s is readable (AA, 4.5)', (text, surface) => {
    expect(contrast(colour(text, theme), colour(surface, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['text', 'text-muted', 'text-stale', ...verdicts])('%s on a selected row is readable', (text) => {
    expect(contrast(colour(text, theme), colour('surface-selected', theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([['verdict-bad', 0.1, 'verdict-bad'], ['text', 0.14, 'verdict-warn']] as const)('%s on a badge (%d of %s) is readable wherever badges stand', (words, share, name) => {
    for (const ground of [...surfaces, 'surface-selected']) {
      const tint = mixed(colour(name, theme), colour(ground, theme), share);
      expect(contrast(colour(words, theme), tint), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['mark', 'mark-here'])('text on %s is readable', (ground) => {
    expect(contrast(colour('text', theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it('words on a filled button are readable, at rest and under the pointer', () => {
    expect(contrast(colour('on-fill', theme), colour('fill', theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('on-fill', theme), colour('fill-hover', theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([...surfaces, 'surface-selected'])('focus ring, glyphs and bars stand out on %s (3.0)', (surface) => {
    for (const name of ['ring', 'bar', 'verdict-good', 'verdict-busy', 'verdict-warn', 'verdict-bad', 'verdict-rest', 'verdict-away']) {
      expect(contrast(colour(name, theme), colour(surface, theme)), name).toBeGreaterThanOrEqual(3);
    }
  });

  it('a meter is told from its track, a field from its ground', () => {
    expect(contrast(colour('bar', theme), colour('track', theme))).toBeGreaterThanOrEqual(3);
    expect(contrast(colour('line-strong', theme), colour('surface', theme))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(blindness()))('the four verdict colours differ under %s', (_name, matrix) => {
    const seen = ['verdict-good', 'verdict-busy', 'verdict-warn', 'verdict-bad'].map((name) => perceived(through(matrix, colour(name, theme))));
    for (const [index, one] of seen.entries()) for (const other of seen.slice(index + 1)) expect(Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)))).toBeGreaterThan(0.04);
  });
});

it('finds the tokens it checks', () => {
  expect(tokens.size).toBeGreaterThanOrEqual(28);
});

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear sRGB. */
function blindness(): Record<'protanopia' | 'deuteranopia' | 'tritanopia', readonly [Rgb, Rgb, Rgb]> {
  return {
    protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
  };
}

function through(matrix: readonly [Rgb, Rgb, Rgb], rgb: Rgb): Rgb {
  const [r, g, b] = matrix.map((row) => Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])));
  return [r ?? 0, g ?? 0, b ?? 0];
}

/** Linear sRGB to OKLab: distances there are about what an eye sees. */
function perceived([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

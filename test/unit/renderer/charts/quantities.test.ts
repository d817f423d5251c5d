/** Axis words: one unit an axis, written once, in the reader's language. */
import { describe, expect, it } from 'vitest';
import { createFormats } from '#renderer/format/create-formats.ts';
import { createQuantities } from '#renderer/charts/quantities.ts';

const mib = 1024 * 1024;
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('createQuantities', () => {
  const en = createQuantities(createFormats('en', 'UTC'));
  const fr = createQuantities(createFormats('fr', 'UTC'));
  it('writes the unit once', () => {
    const axis = en.bytes.axis(768 * mib);
    expect([0, 256, 512, 768].map((tick, index) => plain(axis(tick * mib, index === 3)))).toEqual(['0', '256', '512', '768 MiB']);
    expect(plain(fr.bytesPerSecond.axis(2 * mib)(2 * mib, true))).toBe('2 Mio/s');
  });
  it('keeps the unit of the largest tick for small ones', () => {
    expect(en.bytes.axis(1024 * mib)(512 * mib, false)).toBe('0.5');
    expect(en.bytes.axis(1024 * mib)(256 * mib, false)).toBe('0.25');
    expect(fr.bytes.axis(1024 * mib)(512 * mib, false)).toBe('0,5');
  });
  it('speaks percent, degrees and load', () => {
    expect(plain(fr.percent.axis(100)(100, true))).toBe('100 %');
    expect(plain(en.celsius.value(58.4))).toBe('58 °C');
    expect(fr.load.value(1.234)).toBe('1,23');
    expect(plain(en.percent.value(4.25))).toBe('4.3 %');
  });
});

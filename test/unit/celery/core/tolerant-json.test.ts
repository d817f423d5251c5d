import { describe, expect, it } from 'vitest';
import { fieldOf, parseTolerantJson, replyBounds } from '#electron/celery/core/tolerant-json.ts';

const parse = (text: string) => parseTolerantJson(text, replyBounds);

describe('parseTolerantJson', () => {
  it.each([
    ['{"a": Infinity, "b": [-Infinity, NaN]}', { a: Infinity, b: [-Infinity, null] }],
    ['"Infinity NaN"', 'Infinity NaN'],
    ['{"Infinity": "a \\" NaN", "x\\\\": Infinity}', { Infinity: 'a " NaN', 'x\\': Infinity }],
    ['Infinity', Infinity],
    ['[1, 2.5e3, true, null]', [1, 2500, true, null]],
  ])('%s', (text, value) => expect(parse(text)).toEqual({ ok: true, value }));

  it.each(['', '{', '{"a": Infinit}', 'nan', 'undefined', '\u0000', '[1,]', "{'a': 1}", '"unclosed'])('refuses %s', (text) => expect(parse(text)).toEqual({ ok: false, because: 'not-json' }));

  it('refuses what is too deep, closed or not, without recursion', () => {
    expect(parse('['.repeat(100_000))).toEqual({ ok: false, because: 'too-deep' });
    expect(parse('['.repeat(100_000) + ']'.repeat(100_000))).toEqual({ ok: false, because: 'too-deep' });
    expect(parse('{"a":'.repeat(100_000))).toEqual({ ok: false, because: 'too-deep' });
    expect(parse(`"${'['.repeat(1000)}"`)).toEqual({ ok: true, value: '['.repeat(1000) });
  });

  it('refuses what is too long before looking at it', () => {
    expect(parseTolerantJson('"123456"', { maxLength: 7, maxDepth: 2 })).toEqual({ ok: false, because: 'too-long' });
  });

  it('reads 10 MB', () => {
    const text = JSON.stringify({ a: 'x"\\'.repeat(3_000_000) });
    const read = parse(text);
    expect(read.ok && (fieldOf(read.value, 'a') as string).length).toBe(9_000_000);
  });

  it('reads only own fields', () => {
    const read = parse('{"__proto__": {"polluted": 1}}');
    expect(read.ok && fieldOf(read.value, 'polluted')).toBeUndefined();
    expect(fieldOf({}, 'constructor')).toBeUndefined();
  });
});

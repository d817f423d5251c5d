/** Colours of a log line: SGR only, everything else stays text; nothing is lost and nothing is obeyed. */
import { describe, expect, it } from 'vitest';
import { findPlain, markRuns, parseSgr, plainStyle } from '#renderer/format/parse-sgr.ts';
import { createSeeded } from '#test/fakes/fleet-fixtures.ts';

const texts = (line: string): string[] => parseSgr(line).map(({ text }) => text);

describe('SGR', () => {
  it('colours, weighs and resets', () => {
    expect(parseSgr('a\u001b[1;31mb\u001b[0mc')).toEqual([
      { from: 0, text: 'a', style: plainStyle },
      { from: 8, text: 'b', style: { ...plainStyle, colour: 'red', isBold: true } },
      { from: 13, text: 'c', style: plainStyle },
    ]);
    expect(parseSgr('\u001b[mx')[0]?.style).toEqual(plainStyle);
    expect(parseSgr('\u001b[31mx\u001b[39my').map(({ style }) => style.colour)).toEqual(['red', null]);
  });
  it.each([['38;5;196', 'red'], ['38;5;39', 'cyan'], ['38;5;21', 'blue'], ['38;2;0;200;30', 'green'], ['38:2:255:255:0', 'yellow'], ['90', 'grey'], ['95', 'magenta'], ['37', null], ['38;5;244', 'grey'], ['48;5;196', null], ['7', null], ['38', null], ['38;5', null]])('%s is %s', (parameters, colour) => {
    expect(parseSgr(`\u001b[${parameters}mx`)[0]?.style.colour).toBe(colour);
  });
  it('reads over a background and goes on after it', () => {
    expect(parseSgr('\u001b[48;5;196;32mx')[0]?.style.colour).toBe('green');
  });
  it('leaves every other escape in the text', () => {
    expect(texts('\u001b]0;title\u0007\u001b[2J\u001b[?25l\u001bPq\u001b\\')).toEqual(['\u001b]0;title\u0007\u001b[2J\u001b[?25l\u001bPq\u001b\\']);
    expect(texts('\u001b[31')).toEqual(['\u001b[31']);
  });
  it('stays bounded and loses no text', () => {
    const many = parseSgr('\u001b[31mx\u001b[32my'.repeat(5000));
    expect(many.length).toBeLessThanOrEqual(401);
    expect(parseSgr('')).toEqual([]);
  });
  it('keeps each run at its place in the line, whatever the line', () => {
    const random = createSeeded(5);
    const alphabet = ['\u001b', '[', '3', '1', 'm', ';', 'a', '\u0000', 'é'];
    for (let turn = 0; turn < 500; turn += 1) {
      const line = Array.from({ length: 40 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
      for (const run of parseSgr(line)) expect(line.slice(run.from, run.from + run.text.length)).toBe(run.text);
    }
  });
});

describe('marks of a search', () => {
  it('cut the runs and keep their colours', () => {
    const marked = markRuns(parseSgr('ab\u001b[31mcd'), [[1, 8]]);
    expect(marked.map(({ text, isMatch, style }) => [text, isMatch, style.colour])).toEqual([['a', false, null], ['b', true, null], ['c', true, 'red'], ['d', false, 'red']]);
  });
  it('ignore ranges outside the line, empty or overlapping', () => {
    expect(markRuns(parseSgr('abc'), [[2, 2], [1, 2], [0, 3], [9, 12]]).map(({ text }) => text).join('')).toBe('abc');
  });
  it('finds plain text without regard to case, and nothing where the case changes the length', () => {
    expect(findPlain('Ab aB', 'AB', false)).toEqual([[0, 2], [3, 5]]);
    expect(findPlain('Ab aB', 'AB', true)).toEqual([]);
    expect(findPlain('İx', 'x', false)).toEqual([]);
    expect(findPlain('a'.repeat(500), 'a', true)).toHaveLength(100);
    expect(findPlain('.*', '.*', true)).toEqual([[0, 2]]);
  });
});

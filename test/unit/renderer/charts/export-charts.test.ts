/** Figures as CSV: ranges beside means, foreign names as data and never as formulas. */
import { expect, it } from 'vitest';
import { csvCell, csvOf } from '#renderer/charts/export-charts.ts';

it('writes one row a moment within the window, gaps empty', () => {
  const times = [0, 1000, 2000];
  const text = csvOf([{ title: 'CPU', times, lines: [{ key: 'c', label: 'x', style: 'strong', values: [1, null, 3.14159], low: [0, null, 2], high: [2, null, 4] }] }, { title: 'Mem', times, lines: [{ key: 'a', label: 'a', style: 'hued', values: [5, 6, 7] }, { key: 'b', label: '=cmd', style: 'hued', values: [null, null, 9] }] }], 1000, 2000);
  expect(text.split('\r\n')).toEqual(['time,CPU,CPU (min),CPU (max),Mem: a,Mem: =cmd', '1970-01-01T00:00:01.000Z,,,,6,', '1970-01-01T00:00:02.000Z,3.142,2,4,7,9', '']);
});

it.each([['=1+1', "'=1+1"], ['+x', "'+x"], ['@a', "'@a"], ['a,b', '"a,b"'], ['say "x"', '"say ""x"""'], ['two\nlines', '"two\nlines"'], ['plain', 'plain']])('defuses %j', (text, cell) => expect(csvCell(text)).toBe(cell));

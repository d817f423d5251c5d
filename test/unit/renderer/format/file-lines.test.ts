import { describe, expect, it } from 'vitest';
import { fileLines } from '#renderer/format/file-lines.ts';

const told = (before: string | null, after: string | null): string[] => fileLines(before, after).map(({ sign, text }) => `${sign}${text}`);

describe('DW13 the lines of a file of ours', () => {
  it('keeps what stands alike at both ends', () => {
    expect(told('[Service]\na=1\nb=2\n', '[Service]\na=3\nb=2\n')).toEqual([' [Service]', '-a=1', '+a=3', ' b=2']);
    expect(told('a\na\n', 'a\na\na\n')).toEqual([' a', ' a', '+a']);
    expect(told('a\n', 'a\n')).toEqual([' a']);
  });
  it('tells a new file and one that goes', () => {
    expect(told(null, '[Service]\nRestart=always\n')).toEqual(['+[Service]', '+Restart=always']);
    expect(told('[Service]\n', null)).toEqual(['-[Service]']);
    expect(told(null, null)).toEqual([]);
  });
  it('makes each line safe', () => {
    expect(told('ok\n\u001b[31mred\u202e\n', 'ok\n')).toEqual([' ok', String.raw`-\x1b[31mred\u202e`]);
  });
});

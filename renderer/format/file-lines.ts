/** A small file before and after as lines kept, taken out and put in. Pure; each line of foreign text is made safe. */
import { foreignLines } from './foreign-lines.ts';

export type FileLine = { readonly sign: ' ' | '-' | '+'; readonly text: string };

/** What stands alike at both ends is kept; all between is taken out and put in anew. null: there is no file. */
export function fileLines(before: string | null, after: string | null): readonly FileLine[] {
  const old = linesOf(before);
  const next = linesOf(after);
  const most = Math.min(old.length, next.length);
  let head = 0;
  while (head < most && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail += 1;
  const as = (sign: FileLine['sign'], lines: readonly string[]): FileLine[] => lines.map((text) => ({ sign, text }));
  return [...as(' ', old.slice(0, head)), ...as('-', old.slice(head, old.length - tail)), ...as('+', next.slice(head, next.length - tail)), ...as(' ', old.slice(old.length - tail))];
}

function linesOf(text: string | null): readonly string[] {
  return text === null || text === '' ? [] : foreignLines(text.endsWith('\n') ? text.slice(0, -1) : text, 600).split('\n');
}

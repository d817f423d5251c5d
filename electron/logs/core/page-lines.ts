/**
 * Many sources on one time axis: the order of lines, places in it, and what a filter lets through. Pure.
 * Must stay true: the order is total (time, source, place in the source), so that pages meet without gap or repeat.
 */
import type { HostId } from '#shared/domain/ids.ts';
import type { LogFilter, LogLine } from '#shared/domain/log.ts';

export type Position = { readonly at: number; readonly source: string; readonly seq: number };

export function compare(a: Position, b: Position): number {
  return a.at - b.at || (a.source < b.source ? -1 : a.source > b.source ? 1 : a.seq - b.seq);
}

export const earliest: Position = { at: Number.NEGATIVE_INFINITY, source: '', seq: -1 };
export const latest: Position = { at: Number.POSITIVE_INFINITY, source: '\u{10FFFF}', seq: Infinity };

export function cursorOf(line: Position): string {
  return `${line.at} ${line.seq} ${line.source}`;
}

/** null: not one of ours. */
export function readCursor(cursor: string): Position | null {
  const found = /^(-?\d{1,16}) (\d{1,16}) (.{1,1500})$/s.exec(cursor);
  return found === null ? null : { at: Number(found[1]), seq: Number(found[2]), source: found[3] ?? '' };
}

export type Matcher = (text: string) => [number, number][];

const maxRanges = 100;

/** null: the pattern is no regular expression. Plain text is looked for as it stands. */
export function makeMatcher(pattern: LogFilter['pattern']): Matcher | null {
  if (pattern === null) return () => [];
  const made = compile(pattern);
  if (made === null) return null;
  return (text) => {
    const ranges: [number, number][] = [];
    made.lastIndex = 0;
    for (let found = made.exec(text); found !== null && ranges.length < maxRanges; found = made.exec(text)) {
      // a whole character on: from the middle of one a pattern steps back, for ever
      if (found[0] === '') made.lastIndex += (text.codePointAt(made.lastIndex) ?? 0) > 0xffff ? 2 : 1;
      else ranges.push([found.index, found.index + found[0].length]);
    }
    return ranges;
  };
}

export function compile(pattern: NonNullable<LogFilter['pattern']>): RegExp | null {
  const source = pattern.isRegex ? pattern.text : pattern.text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const flags = pattern.isCaseSensitive ? 'g' : 'gi';
  try {
    return new RegExp(source, `${flags}u`);
  } catch { /* `-` escaped outside a class, and other things the stricter mode refuses */ }
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

/** All conditions but the pattern. */
export function passesFilter(line: LogLine, host: HostId | null, { levels, hosts, workers }: LogFilter): boolean {
  return (levels.length === 0 || levels.includes(line.level)) && (hosts.length === 0 || (host !== null && hosts.includes(host))) && (workers.length === 0 || (line.worker !== null && workers.includes(line.worker)));
}

/**
 * A bounded stretch of the merged log as pages: what was read lies in order, without doubles, and either end can be
 * read on. When it grows too large, whole pages leave at the far end, so that the cursor of the new end stays right.
 * Pure.
 */
import type { LogLine, LogPage } from '#shared/domain/log.ts';

/** `unknown`: lines that came by following have no cursor; they are read around by their time. */
export type BufferEdge = { readonly kind: 'cursor'; readonly cursor: string } | { readonly kind: 'unknown' } | { readonly kind: 'end' };
type Page = { readonly lines: readonly LogLine[]; readonly before: BufferEdge; readonly after: BufferEdge };

export type LogBuffer = { readonly pages: readonly Page[]; readonly count: number };

export const emptyBuffer: LogBuffer = { pages: [], count: 0 };
export const mostLines = 20_000;
const tailPageLines = 1000;

export function keyOfLine(line: Pick<LogLine, 'source' | 'seq'>): string {
  return `${line.seq}\n${line.source}`;
}

/** The order of the merge: by time, then by source, then as they stand there. */
export function compareLines(a: LogLine, b: LogLine): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.seq - b.seq;
}

export function bufferOf(page: LogPage): LogBuffer {
  return { pages: [{ lines: page.lines, before: edgeOf(page.before), after: edgeOf(page.after) }], count: page.lines.length };
}

/** Joins two pages read on both sides of one place, with that line itself between them. */
export function bufferAround(earlier: LogPage, middle: LogLine | null, later: LogPage): LogBuffer {
  const lines = withoutDoubles([...earlier.lines, ...(middle === null ? [] : [middle]), ...later.lines]);
  return { pages: [{ lines, before: edgeOf(earlier.before), after: edgeOf(later.after) }], count: lines.length };
}

export function prependPage(buffer: LogBuffer, page: LogPage): LogBuffer {
  const lines = unknownIn(buffer, page.lines, 'start');
  const before = edgeOf(page.before);
  const [first, ...rest] = buffer.pages;
  if (lines.length === 0) return first === undefined ? bufferOf(page) : { pages: [{ ...first, before }, ...rest], count: buffer.count };
  const added: Page = { lines, before, after: { kind: 'unknown' } };
  return dropFrom({ pages: [added, ...buffer.pages], count: buffer.count + lines.length }, 'end');
}

export function appendPage(buffer: LogBuffer, page: LogPage): LogBuffer {
  const lines = unknownIn(buffer, page.lines, 'end');
  const last = buffer.pages.at(-1);
  const after = edgeOf(page.after);
  if (last === undefined) return bufferOf(page);
  if (lines.length === 0) return { pages: [...buffer.pages.slice(0, -1), { ...last, after }], count: buffer.count };
  return dropFrom({ pages: [...buffer.pages, { lines, before: { kind: 'unknown' }, after }], count: buffer.count + lines.length }, 'start');
}

/** Lines as they come. A slow source may be late: its lines are put where they belong among the newest. */
export function takeLive(buffer: LogBuffer, incoming: readonly LogLine[]): LogBuffer {
  const fresh = unknownIn(buffer, incoming, 'end').toSorted(compareLines);
  if (fresh.length === 0) return buffer;
  const last = buffer.pages.at(-1);
  const tail = last?.lines ?? [];
  const merged = mergeSorted(tail, fresh);
  const heads = buffer.pages.slice(0, -1);
  const made: Page[] = [];
  for (let from = 0; from < merged.length; from += tailPageLines) {
    const isFirst = from === 0;
    const isLast = from + tailPageLines >= merged.length;
    made.push({ lines: merged.slice(from, from + tailPageLines), before: isFirst ? (last?.before ?? { kind: 'unknown' }) : { kind: 'unknown' }, after: isLast ? { kind: 'end' } : { kind: 'unknown' } });
  }
  return dropFrom({ pages: [...heads, ...made], count: buffer.count + fresh.length }, 'start');
}

export function linesOf(buffer: LogBuffer): readonly LogLine[] {
  return buffer.pages.length === 1 ? (buffer.pages[0]?.lines ?? []) : buffer.pages.flatMap((page) => page.lines);
}

export function edgesOf(buffer: LogBuffer): { readonly before: BufferEdge; readonly after: BufferEdge } {
  return { before: buffer.pages[0]?.before ?? { kind: 'unknown' }, after: buffer.pages.at(-1)?.after ?? { kind: 'unknown' } };
}

/** The index of the first line at or after this time; the number of lines when there is none. */
export function indexAtTime(lines: readonly LogLine[], at: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function edgeOf(cursor: string | null): BufferEdge {
  return cursor === null ? { kind: 'end' } : { kind: 'cursor', cursor };
}

function mergeSorted(tail: readonly LogLine[], fresh: readonly LogLine[]): readonly LogLine[] {
  const first = fresh[0];
  const last = tail.at(-1);
  if (first === undefined || last === undefined || compareLines(last, first) <= 0) return [...tail, ...fresh];
  return [...tail, ...fresh].sort(compareLines);
}

/** Only the pages beside the end that is added to can hold the same lines. */
function unknownIn(buffer: LogBuffer, lines: readonly LogLine[], end: 'start' | 'end'): readonly LogLine[] {
  const near = end === 'start' ? buffer.pages.slice(0, 3) : buffer.pages.slice(-3);
  const known = new Set(near.flatMap((page) => page.lines.map(keyOfLine)));
  return withoutDoubles(lines, known);
}

function withoutDoubles(lines: readonly LogLine[], known = new Set<string>()): readonly LogLine[] {
  return lines.filter((line) => {
    const key = keyOfLine(line);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

function dropFrom(buffer: LogBuffer, end: 'start' | 'end'): LogBuffer {
  let { count } = buffer;
  const pages = [...buffer.pages];
  while (count > mostLines && pages.length > 1) {
    const gone = end === 'start' ? pages.shift() : pages.pop();
    count -= gone?.lines.length ?? 0;
  }
  const first = pages[0];
  const last = pages.at(-1);
  // The end where pages left is no end any more: there is more to read there again.
  if (end === 'start' && first !== undefined && pages.length < buffer.pages.length && first.before.kind === 'end') pages[0] = { ...first, before: { kind: 'unknown' } };
  if (end === 'end' && last !== undefined && pages.length < buffer.pages.length && last.after.kind === 'end') pages[pages.length - 1] = { ...last, after: { kind: 'unknown' } };
  return { pages, count };
}

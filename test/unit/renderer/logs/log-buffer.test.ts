/** The bounded stretch of lines: in order, without doubles, and right at both ends whatever was dropped. */
import { describe, expect, it } from 'vitest';
import { appendPage, bufferAround, bufferOf, compareLines, edgesOf, emptyBuffer, indexAtTime, linesOf, mostLines, prependPage, takeLive } from '#renderer/state/logs/log-buffer.ts';
import type { LogLine, LogPage, LogSourceId } from '#shared/domain/log.ts';
import { createSeeded } from '#test/fakes/fleet-fixtures.ts';

const lineAt = (seq: number, source = 'a', at = seq * 10): LogLine => ({ source: source as LogSourceId, seq, at, atIsEstimated: false, level: 'info', worker: null, speaker: null, text: `${seq}`, isCut: false, place: { source: source as LogSourceId, offset: seq, line: null, cursor: null } });
const page = (from: number, to: number, before: string | null = `b${from}`, after: string | null = `a${to}`): LogPage => ({ lines: Array.from({ length: to - from }, (_, index) => lineAt(from + index)), before, after, missing: [] });

describe('the buffer', () => {
  it('reads on at both ends', () => {
    const both = appendPage(prependPage(bufferOf(page(100, 200)), page(50, 100)), page(200, 250));
    expect(linesOf(both).map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => 50 + index));
    expect(edgesOf(both)).toEqual({ before: { kind: 'cursor', cursor: 'b50' }, after: { kind: 'cursor', cursor: 'a250' } });
  });
  it('takes no line twice', () => {
    const both = appendPage(prependPage(bufferOf(page(100, 200)), page(90, 120)), page(150, 210));
    expect(linesOf(both).map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, index) => 90 + index));
  });
  it('learns where it ends from a page that brings nothing', () => {
    expect(edgesOf(appendPage(bufferOf(page(0, 5)), page(3, 5, 'x', null))).after).toEqual({ kind: 'end' });
    expect(edgesOf(prependPage(bufferOf(page(0, 5)), page(0, 2, null, 'x'))).before).toEqual({ kind: 'end' });
  });
  it('drops whole pages at the far end and keeps a right way back', () => {
    let buffer = bufferOf(page(0, 1000, null));
    for (let from = 1000; from < 40_000; from += 1000) buffer = appendPage(buffer, page(from, from + 1000));
    expect(buffer.count).toBeLessThanOrEqual(mostLines);
    const lines = linesOf(buffer);
    expect(lines.at(-1)?.seq).toBe(39_999);
    expect(lines[0]?.seq).toBe(40_000 - buffer.count);
    expect(edgesOf(buffer).before.kind).not.toBe('end');
  });
  it('puts late lines of a slow source where they belong', () => {
    const live = takeLive(takeLive(bufferOf(page(0, 3)), [lineAt(1, 'b', 25), lineAt(2, 'b', 40)]), [lineAt(9, 'c', 22), lineAt(1, 'b', 25)]);
    expect(linesOf(live).map(({ source, at }) => `${source}${at}`)).toEqual(['a0', 'a10', 'a20', 'c22', 'b25', 'b40']);
  });
  it('stays bounded while following for long', () => {
    let buffer = emptyBuffer;
    for (let from = 0; from < 100_000; from += 500) buffer = takeLive(buffer, page(from, from + 500).lines);
    expect(buffer.count).toBeLessThanOrEqual(mostLines + 1000);
    expect(linesOf(buffer).at(-1)?.seq).toBe(99_999);
    expect(linesOf(buffer)).toHaveLength(buffer.count);
  });
  it('joins what lies on both sides of a match', () => {
    const around = bufferAround(page(0, 5), lineAt(5), page(5, 9));
    expect(linesOf(around).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
  it('is in the order of the merge after any mixture of batches', () => {
    const random = createSeeded(3);
    const all = Array.from({ length: 600 }, (_, index) => lineAt(index, 'abc'.charAt(index % 3), Math.floor(index / 4)));
    let buffer = emptyBuffer;
    const left = [...all];
    while (left.length > 0) buffer = takeLive(buffer, left.splice(0, 1 + Math.floor(random() * 9)).toSorted(() => random() - 0.5));
    expect(linesOf(buffer)).toEqual(all.toSorted(compareLines));
  });
  it('finds a time', () => {
    const { lines } = page(0, 10);
    expect([-5, 0, 35, 90, 91].map((at) => indexAtTime(lines, at))).toEqual([0, 0, 4, 9, 10]);
  });
});

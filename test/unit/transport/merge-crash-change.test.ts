import { describe, expect, it } from 'vitest';
import { mergeCrashChange, mergeLogBatch } from '#electron/transport/core/merge-crash-change.ts';
import { SignatureId, type CrashChange, type CrashGroup } from '#shared/domain/crash.ts';
import { LogSourceId, maxPageLines, type LogBatch, type LogLine } from '#shared/domain/log.ts';

const group = (id: string, count: number): CrashGroup => ({
  id: SignatureId.parse(id), family: 'SIGSEGV', title: id, isRenamed: false, kind: 'child-died', signal: 'SIGSEGV', exceptionType: null, cause: { code: 'native-crash', confidence: 0.6, rules: [], raise: [] },
  taskNames: [], firstSeen: 1, lastSeen: 2, count, hosts: [], workers: [], trend: { from: 0, bucketMs: 1, counts: [] }, state: 'open', stateSince: 1, note: '', mergedInto: null, merged: [], lastIncident: 'i' as CrashGroup['lastIncident'],
});
const change = (seq: number, groups: readonly CrashGroup[], gone: readonly string[] = [], whole = false): CrashChange => ({ seq, whole, groups: [...groups], gone: gone.map((id) => SignatureId.parse(id)) });

/** What the window does with a change. */
function apply(known: ReadonlyMap<string, number>, { whole, groups, gone }: CrashChange): Map<string, number> {
  const next = new Map(whole ? [] : known);
  for (const id of gone) next.delete(id);
  for (const one of groups) next.set(one.id, one.count);
  return next;
}

describe('joining crash changes', () => {
  const start = new Map([['a', 1], ['b', 1]]);
  it.each<[string, CrashChange, CrashChange]>([
    ['changed twice', change(1, [group('a', 2)]), change(2, [group('a', 3)])],
    ['changed, then gone', change(1, [group('a', 2)]), change(2, [], ['a'])],
    ['gone, then back', change(1, [], ['a']), change(2, [group('a', 5)])],
    ['whole, then more', change(1, [group('c', 1)], [], true), change(2, [group('d', 1)], ['c'])],
    ['anything, then whole', change(1, [group('a', 9)], ['b']), change(2, [group('e', 1)], [], true)],
  ])('%s: as one after the other', (_name, earlier, later) => {
    const merged = mergeCrashChange(earlier, later);
    expect(merged?.seq).toBe(2);
    if (merged === null) throw new Error('not merged');
    expect(apply(start, merged)).toEqual(apply(apply(start, earlier), later));
  });

  it('starts over when too much was held back', () => {
    const many = Array.from({ length: 3000 }, (_, index) => group(`x${index}`, 1));
    expect(mergeCrashChange(change(1, many), change(2, many.map(({ id }) => group(`y${id}`, 1))))).toBeNull();
  });
});

describe('joining log batches', () => {
  const line = (seq: number): LogLine => ({ source: LogSourceId.parse('s'), seq, at: seq, atIsEstimated: false, level: 'info', worker: null, speaker: null, text: 'x', isCut: false, place: { source: LogSourceId.parse('s'), offset: seq, line: null, cursor: null } });
  const batch = (from: number, count: number, whole = false): LogBatch => ({ whole, lines: Array.from({ length: count }, (_, index) => line(from + index)), dropped: 0, costMsPerMinute: null });

  it('keeps the newest lines and counts the others', () => {
    const merged = mergeLogBatch(batch(0, 4000, true), batch(4000, 4000));
    expect(merged).toMatchObject({ whole: true, dropped: 3000 });
    expect([merged.lines.length, merged.lines[0]?.seq, merged.lines.at(-1)?.seq]).toEqual([maxPageLines, 3000, 7999]);
    expect(mergeLogBatch(merged, batch(9000, 1)).dropped).toBe(3001);
  });

  it('a whole batch replaces what was held back', () => {
    expect(mergeLogBatch(batch(0, 10), batch(20, 2, true)).lines.map(({ seq }) => seq)).toEqual([20, 21]);
  });
});

/** What was put aside stays so over a reload; a broken memory is an empty one. */
import { describe, expect, it } from 'vitest';
import { keepAbsences, readAbsences } from '#renderer/app/remembered-absences.ts';
import type { HostId } from '#shared/domain/ids.ts';

function createStorage(first: string | null): Storage {
  let kept = first;
  return { getItem: () => kept, setItem: (_key: string, value: string) => { kept = value; } } as unknown as Storage;
}

describe('absences put aside', () => {
  it('are remembered', () => {
    const storage = createStorage(null);
    keepAbsences(storage, new Map([['h' as HostId, 7]]));
    expect([...readAbsences(storage)]).toEqual([['h', 7]]);
  });
  it.each(['', '{', '{"h":7}', '[["h","7"],[1,2],null,["ok",3]]'])('survive %j', (kept) => {
    expect([...readAbsences(createStorage(kept))]).toEqual(kept.startsWith('[[') ? [['ok', 3]] : []);
  });
  it('do not fail where nothing may be kept', () => {
    const refusing = { getItem: () => { throw new Error('no'); }, setItem: () => { throw new Error('no'); } } as unknown as Storage;
    expect(() => keepAbsences(refusing, new Map())).not.toThrow();
    expect(readAbsences(refusing).size).toBe(0);
  });
});

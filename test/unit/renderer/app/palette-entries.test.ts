/** What typing finds, best first. */
import { describe, expect, it } from 'vitest';
import { findEntries, matchScore, type PaletteEntry } from '#renderer/app/palette-entries.ts';

const entry = (label: string, group = 'Hosts', detail = ''): PaletteEntry => ({ id: label, group, label, detail, run: () => {} });

describe('the palette', () => {
  it('prefers a start, then the start of a word, then the middle, then scattered letters', () => {
    const entries = ['xpvyi', 'avid', 'pi-video', 'video-1'].map((label) => entry(label));
    expect(findEntries(entries, 'vi').map(({ label }) => label)).toEqual(['video-1', 'pi-video', 'avid', 'xpvyi']);
  });
  it('keeps groups together, in the order of their best', () => {
    const entries = [entry('pi-a', 'Hosts'), entry('w@pi-a', 'Workers'), entry('pi-b', 'Hosts')];
    expect(findEntries(entries, 'pi').map(({ label }) => label)).toEqual(['pi-a', 'pi-b', 'w@pi-a']);
  });
  it('finds by detail last, shows everything for nothing typed, and bounds the list', () => {
    expect(findEntries([entry('a', 'Hosts', '10.0.0.7'), entry('10.0')], '10.0').map(({ label }) => label)).toEqual(['10.0', 'a']);
    expect(findEntries(Array.from({ length: 100 }, (_, index) => entry(`h${index}`)), '  ')).toHaveLength(40);
    expect(matchScore('zz', 'abc')).toBeNull();
  });
});

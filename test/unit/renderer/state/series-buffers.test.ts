/** Columns of equal length, gaps as null, one hour kept, one revision a block. */
import { describe, expect, it } from 'vitest';
import type { HostId } from '#shared/domain/ids.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import { createSeriesBuffers } from '#renderer/state/series-buffers.ts';
import { createSeeded } from '#test/fakes/fleet-fixtures.ts';

const host = 'h' as HostId;
const block = (part: Partial<TrendBlock>): TrendBlock => ({ host, whole: false, times: [], series: {}, marks: [], ...part });
const read = (buffers: ReturnType<typeof createSeriesBuffers>): object => {
  const columns = buffers.read(host);
  return { times: columns?.times, series: Object.fromEntries(columns?.series ?? []), marks: columns?.marks, revision: columns?.revision };
};

describe('series buffers', () => {
  it('appends, pads a late series and a silent one with gaps', () => {
    const buffers = createSeriesBuffers();
    buffers.take(block({ whole: true, times: [1, 2], series: { a: [10, 20] } }));
    buffers.take(block({ times: [3], series: { b: [5] } }));
    buffers.take(block({ times: [4], series: { a: [40] } }));
    expect(read(buffers)).toEqual({ times: [1, 2, 3, 4], series: { a: [10, 20, null, 40], b: [null, null, 5, null] }, marks: [], revision: 3 });
  });

  it('replaces everything with a whole block', () => {
    const buffers = createSeriesBuffers();
    buffers.take(block({ whole: true, times: [1], series: { a: [1] }, marks: [{ at: 1, kind: 'action', label: 'x' }] }));
    buffers.take(block({ whole: true, times: [9], series: { b: [2] } }));
    expect(read(buffers)).toEqual({ times: [9], series: { b: [2] }, marks: [], revision: 2 });
  });

  it('leaves out what was already known, in points and in marks', () => {
    const buffers = createSeriesBuffers();
    const mark = { at: 2, kind: 'main-died', label: 'w' } as const;
    buffers.take(block({ whole: true, times: [1, 2], series: { a: [1, 2] }, marks: [mark] }));
    buffers.take(block({ times: [2, 3], series: { a: [99, 3] }, marks: [mark] }));
    expect(read(buffers)).toEqual({ times: [1, 2, 3], series: { a: [1, 2, 3] }, marks: [mark], revision: 2 });
  });

  it('forgets points, marks and silent series older than the span', () => {
    const buffers = createSeriesBuffers({ spanMs: 100 });
    buffers.take(block({ whole: true, times: [0, 50], series: { old: [1, 1], a: [1, 2] }, marks: [{ at: 0, kind: 'action', label: '' }] }));
    buffers.take(block({ times: [160], series: { a: [3] } }));
    expect(read(buffers)).toEqual({ times: [160], series: { a: [3] }, marks: [], revision: 2 });
  });

  it('survives short, missing and repeated columns: all columns stay as long as the times', () => {
    const random = createSeeded(3);
    const buffers = createSeriesBuffers({ spanMs: 50 });
    for (let step = 0; step < 300; step += 1) {
      const times = Array.from({ length: Math.floor(random() * 4) }, (_, index) => step * 2 + index);
      buffers.take(block({ whole: random() < 0.03, times, series: Object.fromEntries(['a', 'b', 'c'].filter(() => random() < 0.6).map((key) => [key, times.slice(0, Math.floor(random() * 4)).map(() => (random() < 0.2 ? null : random()))])) }));
      const columns = buffers.read(host)!;
      expect([...columns.series.values()].every((column) => column.length === columns.times.length)).toBe(true);
      expect(columns.times).toEqual(columns.times.toSorted((a, b) => a - b));
    }
  });

  it('tells only who watches this host', () => {
    const buffers = createSeriesBuffers();
    let heard = 0;
    const stop = buffers.subscribe(host, () => { heard += 1; });
    buffers.take(block({ times: [1] }));
    buffers.take({ ...block({ times: [1] }), host: 'other' as HostId });
    stop();
    buffers.take(block({ times: [2] }));
    expect(heard).toBe(1);
  });
});

/**
 * The live hour of each watched host, outside the store: long columns would make every state change heavy.
 * Must stay true: every series of a host is as long as its times; a point that did not come is null, never zero;
 * each change raises the host's revision by one.
 */
import type { HostId } from '#shared/domain/ids.ts';
import type { SeriesKey, TrendBlock } from '#shared/domain/trend.ts';

export type TrendMark = TrendBlock['marks'][number];
export type TrendColumns = {
  readonly revision: number;
  readonly times: readonly number[];
  readonly series: ReadonlyMap<SeriesKey, readonly (number | null)[]>;
  readonly marks: readonly TrendMark[];
};
type Columns = { revision: number; times: number[]; series: Map<SeriesKey, (number | null)[]>; marks: TrendMark[] };

export type SeriesBuffers = {
  take(block: TrendBlock): void;
  read(host: HostId): TrendColumns | null;
  drop(host: HostId): void;
  subscribe(host: HostId, listen: () => void): () => void;
};

export function createSeriesBuffers(options: { readonly spanMs: number } = { spanMs: 3_600_000 }): SeriesBuffers {
  const hosts = new Map<HostId, Columns>();
  const listeners = new Map<HostId, Set<() => void>>();

  function take(block: TrendBlock): void {
    const old = hosts.get(block.host);
    const base: Columns = block.whole || old === undefined ? { revision: old?.revision ?? 0, times: [], series: new Map(), marks: [] } : old;
    const next = append(base, block);
    forgetBefore(next, (next.times.at(-1) ?? 0) - options.spanMs);
    hosts.set(block.host, { ...next, revision: base.revision + 1 });
    for (const listen of [...(listeners.get(block.host) ?? [])]) listen();
  }

  return {
    take,
    read: (host) => hosts.get(host) ?? null,
    drop: (host) => void hosts.delete(host),
    subscribe(host, listen) {
      const heard = listeners.get(host) ?? new Set();
      listeners.set(host, heard.add(listen));
      return () => void heard.delete(listen);
    },
  };
}

/** Points not newer than the last known are left out: a repeated block may not draw a line backwards. */
function append(base: Columns, block: TrendBlock): Columns {
  const last = base.times.at(-1) ?? -Infinity;
  const from = block.times.findIndex((time) => time > last);
  const added = from === -1 ? [] : block.times.slice(from);
  const before = base.times.length;
  base.times.push(...added);
  for (const [key, values] of Object.entries(block.series)) {
    const column = base.series.get(key) ?? new Array<number | null>(before).fill(null);
    for (let index = 0; index < added.length; index += 1) column.push(values[from + index] ?? null);
    base.series.set(key, column);
  }
  for (const column of base.series.values()) while (column.length < base.times.length) column.push(null);
  const known = new Set(base.marks.map((mark) => `${mark.at} ${mark.kind} ${mark.label}`));
  base.marks = [...base.marks, ...block.marks.filter((mark) => !known.has(`${mark.at} ${mark.kind} ${mark.label}`))];
  return base;
}

function forgetBefore(columns: Columns, oldest: number): void {
  const keep = columns.times.findIndex((time) => time >= oldest);
  if (keep <= 0) return;
  columns.times.splice(0, keep);
  for (const [key, column] of columns.series) {
    column.splice(0, keep);
    if (column.every((value) => value === null)) columns.series.delete(key);
  }
  columns.marks = columns.marks.filter((mark) => mark.at >= oldest);
}

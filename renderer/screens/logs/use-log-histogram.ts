/**
 * How many lines fall where on the axis: asked when it is first known, again when it has grown by a twentieth or what is
 * shown changed.
 */
import { useEffect, useState } from 'react';
import type { AxisHistogram, LogSearch } from '#renderer/state/logs/log-search.ts';
import type { LogFilter, LogSourceId } from '#shared/domain/log.ts';

const pieces = 120;

type Needs = { readonly search: LogSearch; readonly sources: readonly LogSourceId[]; readonly filter: LogFilter; readonly from: number | null; readonly to: number | null };
type Span = { readonly from: number; readonly to: number };

export function useLogHistogram({ search, sources, filter, from, to }: Needs): AxisHistogram | null {
  const [held, setHeld] = useState<{ readonly key: string; readonly histogram: AxisHistogram } | null>(null);
  const [span, setSpan] = useState<Span | null>(null);
  const key = JSON.stringify([sources, filter]);
  if (from !== null && to !== null && to > from && (span === null || hasOutgrown(span, { from, to }))) setSpan({ from, to });
  useEffect(() => {
    if (span === null || sources.length === 0) return undefined;
    const ending = new AbortController();
    void search.count({ sources, filter, ...span, pieces }, (histogram) => setHeld({ key, histogram }), ending.signal);
    return () => ending.abort();
    // `key` stands for sources and filter, which are the same objects as long as they say the same.
  }, [search, sources, filter, key, span]);
  return held !== null && held.key === key ? held.histogram : null;
}

const hasOutgrown = (old: Span, now: Span): boolean => now.from < old.from || now.from - old.from > (now.to - now.from) / 20 || now.to - old.to > (old.to - old.from) / 20;

/**
 * Keeps the last hour of every host's series and marks, and streams them: the whole first, then each new row.
 */
import type { Pulse } from '#electron/fleet/core/pulse-values.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import { createSeriesRing, type SeriesRing } from './core/series-ring.ts';

type Mark = TrendBlock['marks'][number];
type HostTrend = { readonly ring: SeriesRing; marks: readonly Mark[]; readonly listeners: Set<(block: TrendBlock) => void> };

export type TrendRecorder = {
  pulse(host: HostId, at: number, pulse: Pulse): void;
  mark(host: HostId, mark: Mark): void;
  forget(host: HostId): void;
  watch(host: HostId, emit: (block: TrendBlock) => void): () => void;
};

const hourMs = 3_600_000;
const keepMarks = 300;

/** `everyMs`: the shortest sampling interval, which sizes the rings. */
export function createTrendRecorder(needs: { readonly clock: Clock; readonly everyMs: number }): TrendRecorder {
  const hosts = new Map<HostId, HostTrend>();
  const capacity = Math.ceil(hourMs / Math.max(1000, needs.everyMs));
  const of = (host: HostId): HostTrend => {
    const known = hosts.get(host);
    if (known !== undefined) return known;
    const made: HostTrend = { ring: createSeriesRing(capacity), marks: [], listeners: new Set() };
    hosts.set(host, made);
    return made;
  };
  const say = (trend: HostTrend, block: TrendBlock): void => { for (const emit of trend.listeners) emit(block); };
  return {
    pulse: (host, at, pulse) => {
      const trend = of(host);
      trend.ring.push(at, pulse);
      if (trend.listeners.size === 0) return;
      say(trend, { host, whole: false, times: [at], series: Object.fromEntries(pulse.map(([key, value]) => [key, [value]])), marks: [] });
    },
    mark: (host, mark) => {
      const trend = of(host);
      trend.marks = [...trend.marks.filter((old) => mark.at - old.at < hourMs), mark].slice(-keepMarks);
      say(trend, { host, whole: false, times: [], series: {}, marks: [mark] });
    },
    forget: (host) => { hosts.delete(host); },
    watch: (host, emit) => {
      const trend = of(host);
      const since = needs.clock.now() - hourMs;
      emit({ host, whole: true, ...trend.ring.read(since), marks: [...trend.marks.filter((mark) => mark.at > since)] });
      trend.listeners.add(emit);
      return () => trend.listeners.delete(emit);
    },
  };
}

/**
 * Keeps the last hour of every host's series and marks, and streams them: the whole first, then each new row.
 */
import type { Pulse } from '#electron/fleet/core/pulse-values.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { TrendBlock } from '#shared/domain/trend.ts';
import { createSeriesRing, type SeriesRing } from './core/series-ring.ts';

type Mark = TrendBlock['marks'][number];
type HostTrend = { ring: SeriesRing; marks: readonly Mark[]; readonly listeners: Set<(block: TrendBlock) => void> };

export type TrendRecorder = {
  pulse(host: HostId, at: number, pulse: Pulse): void;
  mark(host: HostId, mark: Mark): void;
  /** Rows and marks from before what is known: recorded by an earlier run. */
  refill(host: HostId, past: Pick<TrendBlock, 'times' | 'series' | 'marks'>): void;
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
  const whole = (host: HostId, trend: HostTrend): TrendBlock => {
    const since = needs.clock.now() - hourMs;
    return { host, whole: true, ...trend.ring.read(since), marks: [...trend.marks.filter((mark) => mark.at > since)] };
  };
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
    refill: (host, past) => {
      const trend = of(host);
      const known = trend.ring.read(Number.NEGATIVE_INFINITY);
      const first = known.times[0] ?? Number.POSITIVE_INFINITY;
      trend.ring = createSeriesRing(capacity);
      for (const rows of [past, known]) {
        rows.times.forEach((at, row) => { if (rows === known || at < first) trend.ring.push(at, Object.entries(rows.series).map(([key, values]) => [key, values[row] ?? null])); });
      }
      trend.marks = [...past.marks.filter((mark) => !trend.marks.some((own) => own.at === mark.at && own.kind === mark.kind && own.label === mark.label)), ...trend.marks].slice(-keepMarks);
      say(trend, whole(host, trend));
    },
    watch: (host, emit) => {
      const trend = of(host);
      emit(whole(host, trend));
      trend.listeners.add(emit);
      return () => trend.listeners.delete(emit);
    },
  };
}

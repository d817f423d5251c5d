/** After a start, the live view of each host begins with what the file holds of the last hour. */
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { TrendRecorder } from '#electron/trends/trend-recorder.ts';
import type { HistoryAnswer } from '#shared/domain/history.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { SeriesKey, TrendBlock } from '#shared/domain/trend.ts';

export type RefillNeeds = { readonly store: HistoryStore; readonly trends: Pick<TrendRecorder, 'refill'>; readonly clock: Clock; readonly signal: AbortSignal };

const hourMs = 3_600_000;
const keysAtOnce = 64;

export async function refillTrends({ store, trends, clock, signal }: RefillNeeds, hosts: readonly HostId[]): Promise<void> {
  const to = clock.now();
  const from = to - hourMs;
  for (const host of hosts) {
    const known = await store.series(host);
    if (signal.aborted || !known.ok) return;
    const keys = known.value.filter(({ last }) => last > from).map(({ key }) => key);
    const answers: HistoryAnswer[] = [];
    for (let start = 0; start < keys.length; start += keysAtOnce) {
      const answer = await store.query({ host, keys: keys.slice(start, start + keysAtOnce), from, to, points: 4000 }, signal);
      if (signal.aborted) return;
      if (answer.ok) answers.push(answer.value);
    }
    if (answers.length > 0) trends.refill(host, joinRows(answers));
  }
}

/** Answers on the same range for different keys, as one table. */
function joinRows(answers: readonly HistoryAnswer[]): Pick<TrendBlock, 'times' | 'series' | 'marks'> {
  const times = [...new Set(answers.flatMap((answer) => answer.times))].sort((a, b) => a - b);
  const row = new Map(times.map((time, index) => [time, index]));
  const series: Record<SeriesKey, (number | null)[]> = {};
  for (const answer of answers) {
    for (const [key, { last }] of Object.entries(answer.series)) {
      const column = times.map((): number | null => null);
      answer.times.forEach((time, index) => { column[row.get(time) ?? 0] = last[index] ?? null; });
      series[key] = column;
    }
  }
  return { times, series, marks: answers[0]?.marks ?? [] };
}

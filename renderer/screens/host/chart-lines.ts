/**
 * Picks the columns of each chart from the host's series. A series that was never sent is a line that is all gap,
 * and a chart without any series says why instead of showing an empty frame.
 */
import type { ChartLine, LineStyle } from '#renderer/charts/chart-series.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type SeriesColumns = ReadonlyMap<string, readonly (number | null)[]>;

export function lineOf(series: SeriesColumns, key: string, label: string, style: LineStyle = 'strong'): ChartLine {
  return { key, label, style, values: series.get(key) ?? [] };
}

/** Workers stacked in a fixed order (by key), so that a verdict's change never reshuffles the colours. */
export function memoryLines(series: SeriesColumns, workers: readonly WorkerView[]): readonly ChartLine[] {
  return [...workers]
    .filter((worker) => series.has(`worker.rss:${worker.key}`))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((worker) => lineOf(series, `worker.rss:${worker.key}`, worker.name));
}

/** At most three lines can be told apart by weight and dash: the deepest queues now, the others are in the table of queues. */
export function queueLines(series: SeriesColumns, brokers: readonly BrokerView[]): { readonly lines: readonly ChartLine[]; readonly leftOut: number } {
  const styles: readonly LineStyle[] = ['strong', 'soft', 'dashed'];
  const queues = brokers.flatMap((broker) => broker.queues.map((queue) => ({ key: `queue.depth:${broker.id}:${queue.name}`, name: queue.name, depth: queue.depth })));
  const known = queues.filter((queue) => series.has(queue.key));
  const chosen = [...known].sort((a, b) => b.depth - a.depth || (a.name < b.name ? -1 : 1)).slice(0, styles.length);
  const lines = chosen.sort((a, b) => (a.name < b.name ? -1 : 1)).map((queue, index) => lineOf(series, queue.key, queue.name, styles[index] ?? 'soft'));
  return { lines, leftOut: known.length - lines.length };
}

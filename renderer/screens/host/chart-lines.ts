/**
 * Picks the columns of each chart from the host's series. A series that was never sent is a line that is all gap,
 * and a chart without any series says why instead of showing an empty frame.
 */
import type { ChartLine, ChartMark, LineStyle } from '#renderer/charts/chart-series.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { TrendColumns } from '#renderer/state/series-buffers.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type SeriesColumns = ReadonlyMap<string, readonly (number | null)[]>;

export function lineOf(series: SeriesColumns, key: string, label: string, style: LineStyle = 'strong'): ChartLine {
  return { key, label: showForeign(label, 120), style, values: series.get(key) ?? [] };
}

const bandsAtMost = 8;

/**
 * Workers stacked in a fixed order (by key), so that a verdict's change never reshuffles the colours. Of many, the
 * largest stand alone and the others together on top.
 */
export function memoryLines(series: SeriesColumns, workers: readonly WorkerView[], othersLabel: (count: number) => string): readonly ChartLine[] {
  const known = workers.filter((worker) => series.has(`worker.rss:${worker.key}`));
  const bySize = [...known].sort((a, b) => (b.totalRss ?? 0) - (a.totalRss ?? 0) || (a.key < b.key ? -1 : 1));
  const names = shortNames(known);
  const alone = known.length <= bandsAtMost ? known : bySize.slice(0, bandsAtMost - 1);
  const lines = [...alone].sort((a, b) => (a.key < b.key ? -1 : 1)).map((worker) => lineOf(series, `worker.rss:${worker.key}`, names.get(worker.key) ?? worker.name));
  const others = known.filter((worker) => !alone.includes(worker));
  if (others.length === 0) return lines;
  return [...lines, { key: 'others', label: othersLabel(others.length), style: 'soft', values: sumColumns(others.map((worker) => series.get(`worker.rss:${worker.key}`) ?? [])) }];
}

/** Workers of one host mostly share what stands after the @: it is left out where the rest still tells them apart. */
export function shortNames(workers: readonly WorkerView[]): ReadonlyMap<string, string> {
  const cut = workers.map((worker) => worker.name.slice(0, Math.max(0, worker.name.lastIndexOf('@'))));
  const ends = new Set(workers.map((worker) => worker.name.slice(worker.name.lastIndexOf('@'))));
  const isTellable = ends.size === 1 && !cut.includes('') && new Set(cut).size === cut.length;
  return new Map(workers.map((worker, index) => [worker.key, isTellable ? (cut[index] ?? worker.name) : worker.name]));
}

/** Adds columns point by point; null only where nothing is known. */
export function sumColumns(columns: readonly (readonly (number | null)[])[]): readonly (number | null)[] {
  const length = Math.max(0, ...columns.map((column) => column.length));
  const sum = new Array<number | null>(length).fill(null);
  for (const column of columns) {
    for (let at = 0; at < column.length; at += 1) {
      const value = column[at] ?? null;
      if (value !== null) sum[at] = (sum[at] ?? 0) + value;
    }
  }
  return sum;
}

/** What a mark says: its kind in the person's language, and the worker's name, which is foreign text and made safe. */
export function labelMarks(marks: TrendColumns['marks'], sayKind: (kind: ChartMark['kind'], action: string | undefined) => string): readonly ChartMark[] {
  return marks.map(({ at, kind, label, action }) => ({ at, kind, label: label === '' ? sayKind(kind, action) : `${sayKind(kind, action)}: ${showForeign(label, 200)}` }));
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

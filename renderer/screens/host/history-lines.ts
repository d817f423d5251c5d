/**
 * Which series the charts of a host need, and the lines made of them. Pure.
 * Workers keep their place and hue whatever they do; of many, the largest stand alone.
 */
import type { ChartLine, LineStyle } from '#renderer/charts/chart-series.ts';
import type { HistoryPicture } from '#renderer/charts/join-history.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export const hostSeries = ['host.memory', 'host.swap', 'host.pressure.memory', 'host.cpu', 'host.load1', 'host.temperature', 'host.net.in', 'host.net.out', 'host.disk.read', 'host.disk.write'] as const;
export const workersAtMost = 8;
const queuesAtMost = 3;
const placesAtMost = 8;

export type NamedSeries = { readonly key: string; readonly name: string };

/** The largest workers, in the order of their keys, so that a change of size never reshuffles hues. */
export function chooseWorkers(workers: readonly Pick<WorkerView, 'key' | 'name' | 'totalRss'>[]): readonly { readonly key: WorkerKey; readonly name: string }[] {
  const bySize = workers.toSorted((a, b) => (b.totalRss ?? 0) - (a.totalRss ?? 0) || (a.key < b.key ? -1 : 1)).slice(0, workersAtMost);
  const chosen = bySize.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  // What stands after the @ is mostly the host itself: it is left out where the rest still tells workers apart.
  const short = chosen.map(({ name }) => (name.lastIndexOf('@') > 0 ? name.slice(0, name.lastIndexOf('@')) : name));
  const isTellable = new Set(short).size === short.length;
  return chosen.map(({ key, name }, index) => ({ key, name: isTellable ? (short[index] ?? name) : name }));
}

export function chooseQueues(brokers: readonly BrokerView[]): readonly NamedSeries[] {
  return brokers
    .flatMap((broker) => broker.queues.map((queue) => ({ key: `queue.depth:${broker.id}:${queue.name}`, name: queue.name, depth: queue.depth })))
    .toSorted((a, b) => b.depth - a.depth || (a.name < b.name ? -1 : 1))
    .slice(0, queuesAtMost);
}

/** Places of pools of two and more, the largest pools first; more lines than this cannot be told apart. */
export function choosePlaces(workers: readonly Pick<WorkerView, 'key' | 'name' | 'totalRss' | 'pool'>[]): readonly NamedSeries[] {
  const names = new Map(chooseWorkers(workers).map(({ key, name }) => [key, name]));
  return workers
    .toSorted((a, b) => (b.totalRss ?? 0) - (a.totalRss ?? 0) || (a.key < b.key ? -1 : 1))
    .flatMap(({ key, name, pool }) => {
      const most = pool.kind === 'prefork' ? Math.min(placesAtMost, pool.autoscale?.max ?? pool.maxConcurrency ?? 1) : 0;
      return most < 2 ? [] : Array.from({ length: most }, (_none, index) => ({ key: `child.rss:${key}#${index + 1}`, name: workers.length === 1 ? String(index + 1) : `${names.get(key) ?? name} · ${index + 1}` }));
    })
    .slice(0, placesAtMost);
}

export function seriesKeys(workers: readonly { readonly key: string }[], queues: readonly NamedSeries[], places: readonly NamedSeries[]): readonly string[] {
  const kinds = workers.length === 1 ? ['rss', 'cpu', 'rate', 'runtime50', 'runtime95'] : ['rss', 'cpu', 'rate', 'runtime95'];
  return [...hostSeries, ...queues.map(({ key }) => key), ...places.map(({ key }) => key), ...workers.flatMap(({ key }) => kinds.map((kind) => `worker.${kind}:${key}`))];
}

/** `hasRange`: steps hold more than one sample, and what they held at least and at most is worth showing. */
export function lineFrom(picture: HistoryPicture, key: string, label: string, style: LineStyle, hasRange: boolean): ChartLine {
  const column = picture.series.get(key);
  return { key, label: showForeign(label, 120), style, values: column?.mean ?? [], ...(hasRange && column !== undefined ? { low: column.low, high: column.high } : {}) };
}

const known = (line: ChartLine): boolean => line.values.some((value) => value !== null);

export function workerLines(picture: HistoryPicture, kind: 'rss' | 'cpu' | 'rate' | 'runtime50' | 'runtime95', workers: readonly { readonly key: string; readonly name: string }[], hasRange: boolean): readonly ChartLine[] {
  return workers.map(({ key, name }) => lineFrom(picture, `worker.${kind}:${key}`, name, workers.length === 1 ? 'strong' : 'hued', hasRange)).filter(known);
}

const queueStyles: readonly LineStyle[] = ['strong', 'soft', 'dashed'];
export function queueLinesFrom(picture: HistoryPicture, queues: readonly NamedSeries[], hasRange: boolean): readonly ChartLine[] {
  return queues.map(({ key, name }, index) => lineFrom(picture, key, name, queueStyles[index] ?? 'soft', hasRange)).filter(known);
}

export function placeLines(picture: HistoryPicture, places: readonly NamedSeries[], hasRange: boolean): readonly ChartLine[] {
  return places.map(({ key, name }) => lineFrom(picture, key, name, 'hued', hasRange)).filter(known);
}

/** The rows of the timeline: each host with its folded workers, and the workers of those that are open. Pure. */
import type { Alert } from '#shared/domain/alert.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Timeline } from '#shared/domain/timeline.ts';
import { isSick } from '#renderer/format/describe-verdict.ts';
import { foldBands, type Band } from './band-layout.ts';

export type RowMark = { readonly at: number; readonly kind: Timeline['marks'][number]['kind'] | 'alert'; readonly label: string };
export type TimelineRow = {
  readonly kind: 'host' | 'worker' | 'strays';
  readonly id: string;
  readonly host: HostId | null;
  readonly worker: string | null;
  readonly name: string;
  readonly isOpen: boolean;
  readonly workers: number;
  readonly bands: readonly Band[];
  readonly away: readonly { readonly from: number; readonly to: number; readonly presence: 'lost' | 'off' }[];
  readonly marks: readonly RowMark[];
};

const openWorkersAtMost = 40;

export function timelineRows(past: Timeline, flipped: ReadonlySet<string>, alertLabel: (alert: Alert) => string, compare: (a: string, b: string) => number): readonly TimelineRow[] {
  const isSmall = past.workers.length <= openWorkersAtMost;
  const workersOf = new Map<HostId | null, Timeline['workers']>();
  for (const worker of past.workers) workersOf.set(worker.host, [...(workersOf.get(worker.host) ?? []), worker]);
  const marksOf = groupMarks(past, alertLabel);
  const hosts = past.hosts.map((host) => {
    const workers = workersOf.get(host.host) ?? [];
    const bands = foldBands(workers.map((worker) => worker.bands));
    const worst = bands.some((band) => isSick(band.verdict)) ? 0 : host.bands.some((band) => band.presence === 'lost') ? 1 : 2;
    return { host, workers, bands, worst };
  });
  hosts.sort((a, b) => a.worst - b.worst || compare(a.host.name, b.host.name));
  const rows = hosts.flatMap(({ host, workers, bands }): TimelineRow[] => {
    const isOpen = isSmall !== flipped.has(host.host);
    const away = host.bands.flatMap((band) => (band.presence === 'connected' ? [] : [{ from: band.from, to: band.to, presence: band.presence }]));
    const own = marksOf.get(`host ${host.host}`) ?? [];
    const theirs = isOpen ? [] : workers.flatMap((worker) => marksOf.get(`worker ${worker.worker}`) ?? []);
    const head: TimelineRow = { kind: 'host', id: `host:${host.host}`, host: host.host, worker: null, name: host.name, isOpen, workers: workers.length, bands, away, marks: [...own, ...theirs] };
    return isOpen ? [head, ...workers.toSorted((a, b) => compare(a.name, b.name)).map((worker) => workerRow(worker, marksOf, away))] : [head];
  });
  const strays = past.workers.filter((worker) => worker.host === null || !past.hosts.some((host) => host.host === worker.host));
  if (strays.length === 0) return rows;
  return [...rows, { kind: 'strays', id: 'strays', host: null, worker: null, name: '', isOpen: true, workers: strays.length, bands: [], away: [], marks: marksOf.get('fleet') ?? [] }, ...strays.map((worker) => workerRow(worker, marksOf, []))];
}

function workerRow(worker: Timeline['workers'][number], marksOf: ReadonlyMap<string, readonly RowMark[]>, away: TimelineRow['away']): TimelineRow {
  return { kind: 'worker', id: `worker:${worker.worker}`, host: worker.host, worker: worker.worker, name: worker.name, isOpen: false, workers: 0, bands: worker.bands, away, marks: marksOf.get(`worker ${worker.worker}`) ?? [] };
}

function groupMarks(past: Timeline, alertLabel: (alert: Alert) => string): ReadonlyMap<string, readonly RowMark[]> {
  const groups = new Map<string, RowMark[]>();
  const put = (host: string | null, worker: string | null, mark: RowMark): void => {
    const place = worker !== null ? `worker ${worker}` : host !== null ? `host ${host}` : 'fleet';
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [mark]);
    else group.push(mark);
  };
  for (const mark of past.marks) put(mark.host, mark.worker, { at: mark.at, kind: mark.kind, label: mark.label });
  for (const alert of past.alerts) if (alert.firedAt !== null) put(alert.subject.host, alert.subject.worker, { at: alert.firedAt, kind: 'alert', label: alertLabel(alert) });
  return groups;
}

/** Marks of nobody in particular: a broker's alert, the engine's start. */
export function fleetMarks(past: Timeline, alertLabel: (alert: Alert) => string): readonly RowMark[] {
  return groupMarks(past, alertLabel).get('fleet') ?? [];
}

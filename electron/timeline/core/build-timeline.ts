/** Bands of verdicts and presence over a range, from what was recorded. Pure; rules TL1-TL5. Time nobody watched stays a hole. */
import type { Alert } from '#shared/domain/alert.ts';
import type { VerdictSpan } from '#shared/domain/history.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { PresenceBand, Timeline, TimelineMark, VerdictBand } from '#shared/domain/timeline.ts';
import type { HostPresence } from '#shared/domain/timeline.ts';

export type Range = { readonly from: number; readonly to: number };
export type Recorded = {
  readonly spans: readonly VerdictSpan[];
  readonly presences: readonly { readonly host: HostId; readonly at: number; readonly presence: HostPresence | null }[];
  readonly names: readonly { readonly host: HostId | null; readonly worker: WorkerKey | null; readonly name: string; readonly firstSeen: number }[];
  readonly marks: readonly TimelineMark[];
  readonly watched: readonly Range[];
  readonly alerts: readonly Alert[];
};

const mostBands = 5000;
const mostMarks = 20_000;

/** `now` bounds what can have been watched. */
export function buildTimeline(recorded: Recorded, { from, to }: Range, hosts: readonly HostId[], now: number): Timeline {
  const isWanted = (host: HostId | null): boolean => hosts.length === 0 || (host !== null && hosts.includes(host));
  const end = Math.min(to, Math.max(from, now));
  const watched = clip(recorded.watched, { from, to: end });
  return {
    from, to,
    hosts: presenceBands(recorded, { from, to: end }, watched).filter(({ host }) => isWanted(host)),
    workers: verdictBands(recorded, { from, to: end }).filter(({ host }) => isWanted(host)),
    marks: recorded.marks.filter(({ at, host }) => at >= from && at < to && isWanted(host)).slice(-mostMarks),
    alerts: recorded.alerts.filter(({ subject }) => hosts.length === 0 || subject.host === null || hosts.includes(subject.host)).slice(0, mostMarks),
    unwatched: holes(watched, { from, to: end }),
  };
}

/** Ranges cut to the one asked for, in order, joined where they touch. */
export function clip(ranges: readonly Range[], { from, to }: Range): readonly Range[] {
  const joined: { from: number; to: number }[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const cut = { from: Math.max(from, range.from), to: Math.min(to, range.to) };
    if (cut.to <= cut.from) continue;
    const last = joined.at(-1);
    if (last !== undefined && cut.from <= last.to) last.to = Math.max(last.to, cut.to);
    else joined.push(cut);
  }
  return joined;
}

/** Holes shorter than this are the pace of saying "still watching", not an absence. */
const paceMs = 30_000;

export function holes(watched: readonly Range[], { from, to }: Range): Range[] {
  const found: Range[] = [];
  let at = from;
  for (const range of watched) { if (range.from - at > paceMs) found.push({ from: at, to: range.from }); at = range.to; }
  if (to - at > paceMs) found.push({ from: at, to });
  return found.slice(0, mostBands);
}

function verdictBands({ spans, names }: Recorded, { from, to }: Range): Timeline['workers'] {
  const named = new Map(names.flatMap(({ worker, name }) => (worker === null ? [] : [[worker, name] as const])));
  const workers = new Map<WorkerKey, { host: HostId | null; bands: VerdictBand[] }>();
  for (const span of spans) {
    const band = { from: Math.max(from, span.from), to: Math.min(to, span.to ?? to), verdict: span.kind, reason: span.reason };
    if (band.to <= band.from) continue;
    const known = workers.get(span.worker) ?? { host: span.host, bands: [] };
    workers.set(span.worker, known);
    known.host = span.host ?? known.host;
    const last = known.bands.at(-1);
    if (last !== undefined && last.verdict === band.verdict && last.reason === band.reason && band.from <= last.to) last.to = Math.max(last.to, band.to);
    else known.bands.push(band);
  }
  return [...workers].map(([worker, { host, bands }]) => ({ worker, name: nameOfWorker(worker, named), host, bands: bands.slice(-mostBands) })).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

export const nameOfWorker = (worker: WorkerKey, named: ReadonlyMap<WorkerKey, string>): string => (named.get(worker) ?? worker).slice(0, 600);

function presenceBands({ presences, names }: Recorded, { from, to }: Range, watched: readonly Range[]): Timeline['hosts'] {
  const named = new Map(names.flatMap(({ host, worker, name }) => (worker !== null || host === null ? [] : [[host, name] as const])));
  const changes = new Map<HostId, { at: number; presence: HostPresence | null }[]>();
  for (const { host, at, presence } of [...presences].sort((a, b) => a.at - b.at)) changes.set(host, [...(changes.get(host) ?? []), { at, presence }]);
  return [...changes].map(([host, list]) => ({ host, name: (named.get(host) ?? host).slice(0, 500), bands: bandsOf(list, { from, to }, watched) })).filter(({ bands }) => bands.length > 0);
}

function bandsOf(list: readonly { readonly at: number; readonly presence: HostPresence | null }[], { from, to }: Range, watched: readonly Range[]): PresenceBand[] {
  const bands = list.flatMap(({ at, presence }, index) => {
    if (presence === null) return [];
    return clip(watched, { from: Math.max(from, at), to: Math.min(to, list[index + 1]?.at ?? to) }).map((range): PresenceBand => ({ ...range, presence }));
  });
  return bands.slice(-mostBands);
}

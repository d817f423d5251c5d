/**
 * Reading, searching and following the logs of many hosts as one. Reads what was kept here; the network is not asked again.
 * What must stay true: one call looks at a bounded amount; a pattern that takes too long ends in an error, not in a frozen engine.
 */
import type { IncidentStore, LogBlock } from '#electron/ports/incident-store.ts';
import type { LineSearch } from '#electron/ports/line-search.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { maxPageLines, type LogBatch, type LogFilter, type LogHistogramRequest, type LogHistogramStep, type LogLine, type LogPage, type LogReadRequest, type LogSearchRequest, type LogSearchStep, type LogSource, type LogSourceId } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { addCounts } from './core/count-lines.ts';
import { compare, compile, cursorOf, earliest, latest, makeMatcher, passesFilter, readCursor, type Position } from './core/page-lines.ts';
import type { LogDesk } from './log-desk.ts';
import { lineOfBlock, linesOfBlock, type BlockOrigin } from './read-blocks.ts';

export type LogDeskNeeds = {
  readonly store: IncidentStore;
  readonly search: LineSearch;
  readonly sources: (host: HostId | null) => readonly LogSource[];
  readonly originOf: (source: LogSourceId) => BlockOrigin | null;
  readonly costMsPerMinute: (hosts: readonly HostId[]) => number | null;
};

export type LiveLogDesk = LogDesk & {
  heard(lines: readonly LogLine[]): void;
  /** Whose lines somebody follows now. */
  watchedHosts(): ReadonlySet<HostId>;
};

type Watcher = { readonly sources: ReadonlySet<LogSourceId>; readonly filter: LogFilter; readonly stop: AbortController; readonly emit: (batch: LogBatch) => void; turn: Promise<void> };

const blockBytes = 1_048_576;
const searchBytes = 16_777_216;
const searchMs = 4000;
const firstLines = 500;

export function createLogDesk(needs: LogDeskNeeds): LiveLogDesk {
  const watchers = new Set<Watcher>();
  const cost = (watcher: Watcher): number | null => needs.costMsPerMinute([...new Set([...watcher.sources].flatMap((id) => needs.originOf(id)?.plan.host ?? []))]);
  const hostOf = (line: LogLine): HostId | null => needs.originOf(line.source)?.plan.host ?? null;
  const give = async (watcher: Watcher, lines: readonly LogLine[]): Promise<void> => {
    const matched = await onlyMatching(needs, watcher.filter.pattern, lines, watcher.stop.signal);
    if (!watchers.has(watcher)) return;
    const kept = matched.ok ? matched.value.map(({ line }) => line) : [];
    const dropped = matched.ok ? Math.max(0, kept.length - maxPageLines) : lines.length;
    if (kept.length > 0 || dropped > 0) watcher.emit({ whole: false, lines: kept.slice(-maxPageLines), dropped, costMsPerMinute: cost(watcher) });
  };
  return {
    watchedHosts: () => new Set([...watchers].flatMap(({ sources }) => [...sources]).flatMap((id) => needs.originOf(id)?.plan.host ?? [])),
    sources: (host) => ({ sources: [...needs.sources(host)].slice(0, 5000) }),
    read: (request, signal) => read(needs, request, signal),
    search: (request, signal) => search(needs, request, signal),
    histogram: (request, signal) => histogram(needs, request, signal),
    heard: (lines) => {
      for (const watcher of watchers) {
        const mine = lines.filter((line) => watcher.sources.has(line.source) && passesFilter(line, hostOf(line), watcher.filter)).sort(byPlace);
        // in order, also when a pattern takes its time
        if (mine.length > 0) watcher.turn = watcher.turn.then(() => give(watcher, mine));
      }
    },
    follow: ({ sources, filter }, emit) => {
      // what comes while the first page is read is held back, then given without what that page has
      let held: LogBatch[] | null = [];
      const watcher: Watcher = { sources: new Set(sources), filter, stop: new AbortController(), turn: Promise.resolve(), emit: (batch) => { if (held === null) emit(batch); else held.push(batch); } };
      watchers.add(watcher);
      void read(needs, { sources: [...sources], filter, from: null, to: null, anchor: { kind: 'newest' }, limit: firstLines }, watcher.stop.signal).then((page) => {
        if (!watchers.has(watcher)) return;
        const lines = page.ok ? page.value.lines : [];
        const known = new Set(lines.map(cursorKey));
        const late = (held ?? []).flatMap((batch) => batch.lines).filter((line) => !known.has(cursorKey(line)));
        held = null;
        emit({ whole: true, lines: [...lines, ...late].slice(-maxPageLines), dropped: 0, costMsPerMinute: cost(watcher) });
      });
      return () => { watchers.delete(watcher); watcher.stop.abort(); };
    },
  };
}

const byPlace = (a: LogLine, b: LogLine): number => compare(a, b);
const cursorKey = (line: LogLine): string => `${line.source} ${line.seq} ${line.text.length}`;

type Matched = { readonly line: LogLine; readonly ranges: [number, number][] };

/** A person's regular expression never runs here: it may take for ever. Plain text is looked for at once. */
async function onlyMatching({ search: searcher }: LogDeskNeeds, pattern: LogFilter['pattern'], lines: readonly LogLine[], signal: AbortSignal): Promise<Result<readonly Matched[], AppError>> {
  if (pattern === null || lines.length === 0) return ok(lines.map((line) => ({ line, ranges: [] })));
  if (compile(pattern) === null) return ok([]);
  const matcher = pattern.isRegex ? null : makeMatcher(pattern);
  const all = matcher === null ? await searcher.match(pattern, lines.map(({ text }) => text), { signal, deadlineMs: searchMs }) : ok(lines.map(({ text }) => matcher(text)));
  if (!all.ok) return all;
  return ok(lines.flatMap((line, index) => { const ranges = all.value[index] ?? []; return ranges.length === 0 ? [] : [{ line, ranges: ranges.map(([from, to]): [number, number] => [from, to]) }]; }));
}

type Direction = 'forward' | 'backward';

async function read(needs: LogDeskNeeds, request: LogReadRequest, signal: AbortSignal): Promise<Result<LogPage, AppError>> {
  const { anchor, limit } = request;
  switch (anchor.kind) {
    case 'newest': return page({ needs, request, signal }, latest, 'backward', limit);
    case 'oldest': return page({ needs, request, signal }, earliest, 'forward', limit);
    case 'cursor': {
      const place = readCursor(anchor.cursor);
      if (place === null) return err({ code: 'not-found', what: anchor.cursor.slice(0, 100) });
      return page({ needs, request, signal }, place, anchor.side === 'before' ? 'backward' : 'forward', limit);
    }
    case 'time': {
      if (anchor.side === 'before') return page({ needs, request, signal }, { ...latest, at: anchor.at }, 'backward', limit);
      const after = await page({ needs, request, signal }, { ...earliest, at: anchor.at }, 'forward', anchor.side === 'around' ? Math.ceil(limit / 2) : limit);
      if (anchor.side === 'after' || !after.ok) return after;
      const before = await page({ needs, request, signal }, { ...earliest, at: anchor.at }, 'backward', Math.max(1, limit - after.value.lines.length));
      if (!before.ok) return before;
      return ok({ lines: [...before.value.lines, ...after.value.lines], before: before.value.before, after: after.value.after, missing: after.value.missing });
    }
  }
}

type Reading = { readonly needs: LogDeskNeeds; readonly request: LogReadRequest; readonly signal: AbortSignal };

async function page(reading: Reading, from: Position, direction: Direction, limit: number): Promise<Result<LogPage, AppError>> {
  const missing: LogSourceId[] = [];
  const found: LogLine[] = [];
  for (const source of new Set(reading.request.sources)) {
    const origin = reading.needs.originOf(source);
    if (origin === null) { missing.push(source); continue; }
    // one source after the other: memory holds one source's blocks at a time
    const lines = await linesFrom(reading, { source, origin }, from, direction, limit + 1);
    if (!lines.ok) return lines;
    found.push(...lines.value);
  }
  found.sort(byPlace);
  const isForward = direction === 'forward';
  const lines = isForward ? found.slice(0, limit) : found.slice(-limit);
  const [first, last] = [lines[0], lines.at(-1)];
  const hasMore = found.length > limit;
  return ok({
    lines,
    before: first === undefined ? null : isForward ? (from.at === Number.NEGATIVE_INFINITY ? null : cursorOf(first)) : hasMore ? cursorOf(first) : null,
    after: last === undefined ? null : isForward ? (hasMore ? cursorOf(last) : null) : from.at === Number.POSITIVE_INFINITY ? null : cursorOf(last),
    missing,
  });
}

type Wanted = { readonly source: LogSourceId; readonly origin: BlockOrigin };

async function linesFrom({ needs, request, signal }: Reading, { source, origin }: Wanted, from: Position, direction: Direction, limit: number): Promise<Result<readonly LogLine[], AppError>> {
  const isForward = direction === 'forward';
  const passes = (line: LogLine): boolean =>
    (isForward ? compare(line, from) > 0 : compare(line, from) < 0) && (request.from === null || line.at >= request.from) && (request.to === null || line.at <= request.to)
    && passesFilter(line, origin.plan.host, request.filter);
  const lines: LogLine[] = [];
  const bound = (a: number | null, b: number, pick: (...values: number[]) => number): number | null => (Number.isFinite(b) ? (a === null ? b : pick(a, b)) : a);
  let place: number | null = null;
  while (lines.length < limit) {
    const blocks: Result<readonly LogBlock[], AppError> = await needs.store.blocks({
      source, from: isForward ? place : null, to: isForward ? null : place, newestFirst: !isForward, maxBytes: blockBytes,
      fromAt: isForward ? bound(request.from, from.at, Math.max) : request.from, toAt: isForward ? request.to : bound(request.to, from.at, Math.min),
    });
    if (!blocks.ok) return blocks;
    const last = blocks.value.at(-1);
    if (last === undefined) break;
    const matched = await onlyMatching(needs, request.filter.pattern, blocks.value.flatMap((block) => linesOfBlock(block, origin).filter(passes)), signal);
    if (!matched.ok) return matched;
    lines.push(...matched.value.map(({ line }) => line));
    place = isForward ? last.to : last.from;
  }
  return ok(lines);
}

/** Position of a search: which source, and how far in it. */
const searchCursor = (index: number, offset: number): string => `s ${index} ${offset}`;

async function search(needs: LogDeskNeeds, request: LogSearchRequest, signal: AbortSignal): Promise<Result<LogSearchStep, AppError>> {
  const pattern = request.filter.pattern;
  if (pattern === null || compile(pattern) === null) return ok({ matches: [], count: 0, scanned: 0, next: null });
  const [, first = '0', start = '0'] = /^s (\d{1,6}) (\d{1,16})$/.exec(request.next ?? '') ?? [];
  const step: { matches: LogSearchStep['matches']; count: number; scanned: number; next: string | null } = { matches: [], count: 0, scanned: 0, next: null };
  let offset = Number(start);
  for (let index = Number(first); index < request.sources.length; index += 1, offset = 0) {
    const source = request.sources[index];
    const origin = source === undefined ? null : needs.originOf(source);
    if (source === undefined || origin === null) continue;
    const left = searchBytes - step.scanned;
    const blocks = await needs.store.blocks({ source, from: offset, to: null, fromAt: request.from, toAt: request.to, newestFirst: false, maxBytes: Math.max(1, left) });
    if (!blocks.ok) return blocks;
    const found = await matchesIn(needs, request, { blocks: blocks.value, origin, room: request.limit - step.matches.length }, signal);
    if (!found.ok) return found;
    step.count += found.value.count;
    step.matches.push(...found.value.matches.map(({ line, ranges }) => ({ line, cursor: cursorOf(line), ranges })));
    step.scanned += blocks.value.reduce((sum, block) => sum + block.bytes.length, 0);
    const last = blocks.value.at(-1);
    if (last !== undefined && step.scanned >= searchBytes) { step.next = searchCursor(index, last.to); break; }
  }
  return ok({ ...step, next: step.next });
}

async function histogram(needs: LogDeskNeeds, { sources, filter, from, to, pieces, next }: LogHistogramRequest, signal: AbortSignal): Promise<Result<LogHistogramStep, AppError>> {
  const none = (): number[] => Array.from({ length: pieces }, () => 0);
  const step: LogHistogramStep = { errors: none(), warnings: none(), others: none(), scanned: 0, next: null };
  const [, first = '0', start = '0'] = /^s (\d{1,6}) (\d{1,16})$/.exec(next ?? '') ?? [];
  let offset = Number(start);
  for (let index = Number(first); index < sources.length; index += 1, offset = 0) {
    const source = sources[index];
    const origin = source === undefined ? null : needs.originOf(source);
    if (source === undefined || origin === null || !isOfSource(filter, origin)) continue;
    const blocks = await needs.store.blocks({ source, from: offset, to: null, fromAt: from, toAt: to, newestFirst: false, maxBytes: Math.max(1, searchBytes - step.scanned) });
    if (!blocks.ok) return blocks;
    const isFile = origin.plan.path !== null;
    const { id, host, kind } = origin.plan;
    const counted = await needs.search.count({ pattern: filter.pattern, levels: filter.levels, from, to, pieces, source: { id, host, kind }, isFile, clock: origin.clock?.said ?? null }, blocks.value.map(({ bytes, firstAt }) => ({ bytes, firstAt, isFile })), { signal, deadlineMs: searchMs });
    if (!counted.ok) return counted;
    addCounts(step, counted.value);
    step.scanned += blocks.value.reduce((sum, block) => sum + block.bytes.length, 0);
    const last = blocks.value.at(-1);
    if (last !== undefined && step.scanned >= searchBytes) { step.next = searchCursor(index, last.to); break; }
  }
  return ok(step);
}

const isOfSource = ({ hosts, workers }: LogFilter, { plan, worker }: BlockOrigin): boolean => (hosts.length === 0 || hosts.includes(plan.host)) && (workers.length === 0 || (worker !== null && workers.includes(worker)));

type Searched = { readonly blocks: readonly LogBlock[]; readonly origin: BlockOrigin; readonly room: number };

/** Counted by the searching thread; only the lines that are shown are read again here. Where a time bounds them, each is read. */
async function matchesIn({ search: searcher }: LogDeskNeeds, { filter, from, to }: LogSearchRequest, { blocks, origin, room }: Searched, signal: AbortSignal): Promise<Result<{ readonly count: number; readonly matches: readonly Matched[] }, AppError>> {
  const { pattern, levels } = filter;
  if (pattern === null || !isOfSource(filter, origin)) return ok({ count: 0, matches: [] });
  const isBounded = from !== null || to !== null;
  const asked = blocks.map(({ bytes, firstAt }) => ({ bytes, firstAt, isFile: origin.plan.path !== null }));
  const found = await searcher.find({ pattern, levels, limit: isBounded ? Infinity : Math.max(0, room) }, asked, { signal, deadlineMs: searchMs });
  if (!found.ok) return found;
  const matches = found.value.hits.flatMap((hit): Matched[] => {
    const block = blocks[hit.block];
    const line = block === undefined ? null : lineOfBlock(block, origin, hit);
    return line === null || (from !== null && line.at < from) || (to !== null && line.at > to) ? [] : [{ line, ranges: hit.ranges }];
  });
  return ok({ count: isBounded ? matches.length : found.value.count, matches: matches.slice(0, Math.max(0, room)) });
}

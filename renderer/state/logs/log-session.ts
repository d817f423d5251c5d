/**
 * One reading of the logs: the lines around where the eye is, read on at both ends when asked, or the newest as they
 * come. Lives outside the store, because lines would make every state change heavy.
 * Must stay true: an answer to a question that was replaced changes nothing; while paused nothing moves.
 */
import type { LogBatch, LogFilter, LogLine, LogPage, LogReadRequest, LogSourceId } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import { appendPage, bufferAround, bufferOf, edgesOf, emptyBuffer, linesOf, prependPage, takeLive, type BufferEdge, type LogBuffer } from './log-buffer.ts';

export type LogQuery = { readonly sources: readonly LogSourceId[]; readonly filter: LogFilter };
export type LogPicture = {
  /** Raised with every change. */
  readonly revision: number;
  readonly lines: readonly LogLine[];
  /** Lines put in front of what was there, less those that left there, since `epoch`: lets a view keep its place. */
  readonly shift: number;
  /** Raised when the lines were replaced: the view goes to `target` (or to the end). */
  readonly epoch: number;
  readonly target: LogLine | number | null;
  readonly phase: 'empty' | 'loading' | 'ready' | 'failed';
  readonly error: AppError | null;
  readonly isFollowing: boolean;
  /** Lines that came while paused. */
  readonly waiting: number;
  readonly dropped: number;
  readonly costMsPerMinute: number | null;
  readonly missing: readonly LogSourceId[];
  readonly hasEarlier: boolean;
  readonly hasLater: boolean;
  readonly isReadingEarlier: boolean;
  readonly isReadingLater: boolean;
  /** First and last time anywhere in these sources, where known. */
  readonly oldestAt: number | null;
  readonly newestAt: number | null;
};

export type LogSession = {
  read(): LogPicture;
  subscribe(listen: () => void): () => void;
  /** Begins anew with other sources or another filter, at the newest lines or around a time. */
  open(query: LogQuery, at: number | null): void;
  follow(): void;
  pause(): void;
  jumpTo(at: number): void;
  jumpToOldest(): void;
  /** Around a line found by a search. */
  jumpToLine(line: LogLine, cursor: string): void;
  readEarlier(): void;
  readLater(): void;
  dispose(): void;
};

export const pageLines = 1000;
const nothing: LogPicture = { revision: 0, lines: [], shift: 0, epoch: 0, target: null, phase: 'empty', error: null, isFollowing: false, waiting: 0, dropped: 0, costMsPerMinute: null, missing: [], hasEarlier: false, hasLater: false, isReadingEarlier: false, isReadingLater: false, oldestAt: null, newestAt: null };

export function createLogSession({ client }: { readonly client: Pick<ContractClient, 'call' | 'subscribe'> }): LogSession {
  const listeners = new Set<() => void>();
  let picture = nothing;
  let buffer: LogBuffer = emptyBuffer;
  let query: LogQuery | null = null;
  let ending = new AbortController();
  let stopFollowing: (() => void) | null = null;

  function show(change: Partial<LogPicture>): void {
    const edges = edgesOf(buffer);
    picture = { ...picture, ...change, revision: picture.revision + 1, hasEarlier: buffer.count > 0 && edges.before.kind !== 'end', hasLater: buffer.count > 0 && edges.after.kind !== 'end' };
    for (const listen of [...listeners]) listen();
  }

  /** The buffer and what follows from it. */
  function hold(next: LogBuffer): Pick<LogPicture, 'lines' | 'shift'> {
    if (next === buffer) return { lines: picture.lines, shift: picture.shift };
    buffer = next;
    const lines = linesOf(next);
    return { lines, shift: picture.shift + headShift(picture.lines, lines) };
  }

  /** Everything under way is void from here on. */
  function restart(): AbortSignal {
    ending.abort();
    ending = new AbortController();
    return ending.signal;
  }

  function request(anchor: LogReadRequest['anchor'], limit = pageLines): LogReadRequest {
    return { sources: [...(query?.sources ?? [])], filter: query?.filter ?? { levels: [], hosts: [], workers: [], pattern: null }, from: null, to: null, anchor, limit };
  }

  async function replace(make: (signal: AbortSignal) => Promise<{ readonly buffer: LogBuffer; readonly target: LogPicture['target']; readonly missing: readonly LogSourceId[] } | AppError | null>, isFollowing: boolean): Promise<void> {
    const signal = restart();
    show({ phase: 'loading', error: null, isFollowing, waiting: 0, isReadingEarlier: false, isReadingLater: false });
    const made = await make(signal);
    if (signal.aborted || made === null) return;
    if ('code' in made) return show({ phase: 'failed', error: made });
    const { lines } = hold(made.buffer);
    const last = lines.at(-1)?.at ?? null;
    show({ lines, shift: 0, phase: 'ready', target: made.target, epoch: picture.epoch + 1, missing: made.missing, ...(isFollowing && last !== null ? { newestAt: Math.max(picture.newestAt ?? last, last) } : {}) });
    if (!isFollowing) void findNewest(signal);
    void findOldest(signal);
  }

  async function readOne(anchor: LogReadRequest['anchor'], target: LogPicture['target'], isFollowing: boolean): Promise<void> {
    await replace(async (signal) => {
      const answer = await client.call('logs.read', request(anchor), { signal });
      return answer.ok ? { buffer: bufferOf(answer.value), target, missing: answer.value.missing } : answer.error;
    }, isFollowing);
  }

  async function findOldest(signal: AbortSignal): Promise<void> {
    if (picture.oldestAt !== null) return;
    const answer = await client.call('logs.read', request({ kind: 'oldest' }, 1), { signal });
    const first = answer.ok ? answer.value.lines[0] : undefined;
    if (!signal.aborted && first !== undefined) show({ oldestAt: first.at });
  }

  async function findNewest(signal: AbortSignal): Promise<void> {
    const answer = await client.call('logs.read', request({ kind: 'newest' }, 1), { signal });
    const last = answer.ok ? answer.value.lines.at(-1) : undefined;
    if (!signal.aborted && last !== undefined) show({ newestAt: Math.max(picture.newestAt ?? last.at, last.at) });
  }

  function takeBatch(batch: LogBatch): void {
    const last = batch.lines.at(-1);
    const newestAt = last === undefined ? picture.newestAt : Math.max(picture.newestAt ?? last.at, last.at);
    const dropped = picture.dropped + batch.dropped;
    const costMsPerMinute = batch.costMsPerMinute ?? picture.costMsPerMinute;
    if (!picture.isFollowing || picture.phase === 'loading') {
      // The first batch repeats what is there already: it is not news.
      return show({ newestAt, dropped, costMsPerMinute, waiting: picture.waiting + (batch.whole ? 0 : batch.lines.length) });
    }
    show({ newestAt, dropped, costMsPerMinute, ...hold(takeLive(buffer, batch.lines)) });
  }

  function listenLive(): void {
    stopFollowing?.();
    stopFollowing = null;
    if (query === null || query.sources.length === 0) return;
    stopFollowing = client.subscribe('logs.followed', { sources: [...query.sources], filter: query.filter }, takeBatch, (error) => show({ error }));
  }

  function anchorAt(edge: BufferEdge, side: 'before' | 'after'): LogReadRequest['anchor'] | null {
    if (edge.kind === 'end') return null;
    if (edge.kind === 'cursor') return { kind: 'cursor', cursor: edge.cursor, side };
    const { lines } = picture;
    const at = side === 'before' ? lines[0]?.at : lines.at(-1)?.at;
    // One millisecond over the edge: lines of the same moment are read again and known as doubles.
    return at === undefined ? null : { kind: 'time', at: side === 'before' ? at + 1 : Math.max(0, at - 1), side };
  }

  async function extend(side: 'before' | 'after'): Promise<void> {
    const flag = side === 'before' ? 'isReadingEarlier' : 'isReadingLater';
    const anchor = anchorAt(edgesOf(buffer)[side], side);
    if (anchor === null || picture[flag] || picture.phase !== 'ready') return;
    const { signal } = ending;
    show({ [flag]: true });
    const answer = await client.call('logs.read', request(anchor), { signal });
    if (signal.aborted) return;
    if (!answer.ok) return show({ [flag]: false, error: answer.error });
    const page = endIfStuck(answer.value, anchor, side);
    show({ [flag]: false, ...hold(side === 'before' ? prependPage(buffer, page) : appendPage(buffer, page)) });
  }

  return {
    read: () => picture,
    subscribe(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    open(next, at) {
      query = next;
      buffer = emptyBuffer;
      picture = { ...nothing, revision: picture.revision, epoch: picture.epoch };
      if (next.sources.length === 0) {
        restart();
        listenLive();
        return show({ phase: 'empty' });
      }
      void (at === null ? readOne({ kind: 'newest' }, null, true) : readOne({ kind: 'time', at, side: 'around' }, at, false));
      listenLive();
    },
    follow() {
      if (query !== null && query.sources.length > 0) void readOne({ kind: 'newest' }, null, true);
    },
    pause() {
      if (picture.isFollowing) show({ isFollowing: false, waiting: 0 });
    },
    jumpTo(at) {
      if (query !== null && query.sources.length > 0) void readOne({ kind: 'time', at, side: 'around' }, at, false);
    },
    jumpToOldest() {
      if (query !== null && query.sources.length > 0) void readOne({ kind: 'oldest' }, 0, false);
    },
    jumpToLine(line, cursor) {
      void replace(async (signal) => {
        const [earlier, later] = await Promise.all([
          client.call('logs.read', request({ kind: 'cursor', cursor, side: 'before' }, pageLines / 2), { signal }),
          client.call('logs.read', request({ kind: 'cursor', cursor, side: 'after' }, pageLines / 2), { signal }),
        ]);
        if (!earlier.ok) return earlier.error;
        if (!later.ok) return later.error;
        const isThere = [...earlier.value.lines, ...later.value.lines].some((one) => one.source === line.source && one.seq === line.seq);
        return { buffer: bufferAround(earlier.value, isThere ? null : line, later.value), target: line, missing: earlier.value.missing };
      }, false);
    },
    readEarlier: () => void extend('before'),
    readLater: () => void extend('after'),
    dispose() {
      ending.abort();
      stopFollowing?.();
      listeners.clear();
    },
  };
}

/** How far the first line known before has moved down; negative when lines above left. */
export function headShift(old: readonly LogLine[], next: readonly LogLine[]): number {
  const first = old[0];
  const head = next[0];
  if (first === undefined || head === undefined || first === head) return 0;
  const down = next.indexOf(first);
  if (down !== -1) return down;
  const up = old.indexOf(head);
  return up === -1 ? 0 : -up;
}

/** More lines at one moment than a page holds: reading by time would give the same page for ever. */
function endIfStuck(page: LogPage, anchor: LogReadRequest['anchor'], side: 'before' | 'after'): LogPage {
  return anchor.kind === 'time' && page.lines.length === 0 ? { ...page, [side]: null } : page;
}

/**
 * One reading of the logs: the lines around where the eye is, read on at both ends when asked, or the newest as they
 * come. Must stay true: while paused nothing moves, and what came meanwhile is counted.
 */
import type { LogBatch, LogLine } from '#shared/domain/log.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import { createLogBoard, type LogPicture, type LogQuery } from './log-board.ts';
import { takeLive } from './log-buffer.ts';
import { createLogReader } from './log-reader.ts';

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

const noQuery: LogQuery = { sources: [], filter: { levels: [], hosts: [], workers: [], pattern: null } };

export function createLogSession({ client }: { readonly client: Pick<ContractClient, 'call' | 'subscribe'> }): LogSession {
  const board = createLogBoard();
  let query = noQuery;
  let stopFollowing: (() => void) | null = null;
  const reader = createLogReader({ client, board, query: () => query });
  const unlessEmpty = (run: () => Promise<void>): void => { if (query.sources.length > 0) void run(); };
  const follow = (): Promise<void> => reader.readAt({ kind: 'newest' }, null, true);
  const jumpTo = (at: number): Promise<void> => reader.readAt({ kind: 'time', at, side: 'around' }, at, false);

  function takeBatch(batch: LogBatch): void {
    const picture = board.read();
    const last = batch.lines.at(-1);
    const newestAt = last === undefined ? picture.newestAt : Math.max(picture.newestAt ?? last.at, last.at);
    const told = { newestAt, dropped: picture.dropped + batch.dropped, costMsPerMinute: batch.costMsPerMinute ?? picture.costMsPerMinute };
    if (picture.isFollowing && picture.phase !== 'loading') return board.show({ ...told, ...board.hold(takeLive(board.buffer(), batch.lines)) });
    // The first batch repeats what is there already: it is not news.
    board.show({ ...told, waiting: picture.waiting + (batch.whole ? 0 : batch.lines.length) });
  }

  return {
    read: board.read,
    subscribe: board.subscribe,
    open(next, at) {
      query = next;
      board.clear();
      reader.restart();
      stopFollowing?.();
      stopFollowing = null;
      if (next.sources.length === 0) return board.show({ phase: 'empty' });
      unlessEmpty(() => (at === null ? follow() : jumpTo(at)));
      stopFollowing = client.subscribe('logs.followed', { sources: [...next.sources], filter: next.filter }, takeBatch, (error) => board.show({ error }));
    },
    follow: () => unlessEmpty(follow),
    pause() {
      if (board.read().isFollowing) board.show({ isFollowing: false, waiting: 0 });
    },
    jumpTo: (at) => unlessEmpty(() => jumpTo(at)),
    jumpToOldest: () => unlessEmpty(() => reader.readAt({ kind: 'oldest' }, 0, false)),
    jumpToLine: (line, cursor) => unlessEmpty(() => reader.readAround(line, cursor)),
    readEarlier: () => void reader.extend('before'),
    readLater: () => void reader.extend('after'),
    dispose() {
      reader.restart();
      stopFollowing?.();
      board.dispose();
    },
  };
}

/**
 * Asks the engine for pages of the logs and puts them on the board: anew around a place, or on at one end.
 * Must stay true: an answer to a question that was replaced changes nothing.
 */
import type { LogLine, LogPage, LogReadRequest, LogSourceId } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import type { LogBoard, LogPicture, LogQuery } from './log-board.ts';
import { appendPage, bufferAround, bufferOf, edgesOf, prependPage, type BufferEdge, type LogBuffer } from './log-buffer.ts';

type Anchor = LogReadRequest['anchor'];
type Made = { readonly buffer: LogBuffer; readonly target: LogPicture['target']; readonly missing: readonly LogSourceId[] };
export type LogReader = {
  /** Everything under way is void from here on. */
  restart(): AbortSignal;
  readAt(anchor: Anchor, target: LogPicture['target'], isFollowing: boolean): Promise<void>;
  readAround(line: LogLine, cursor: string): Promise<void>;
  extend(side: 'before' | 'after'): Promise<void>;
};

export const pageLines = 1000;

export function createLogReader(needs: { readonly client: Pick<ContractClient, 'call'>; readonly board: LogBoard; readonly query: () => LogQuery }): LogReader {
  const { client, board } = needs;
  let ending = new AbortController();
  const restart = (): AbortSignal => {
    ending.abort();
    ending = new AbortController();
    return ending.signal;
  };
  const read = (anchor: Anchor, limit: number, signal: AbortSignal) => client.call('logs.read', { sources: [...needs.query().sources], filter: needs.query().filter, from: null, to: null, anchor, limit }, { signal });

  async function replace(make: (signal: AbortSignal) => Promise<Made | AppError>, isFollowing: boolean): Promise<void> {
    const signal = restart();
    board.show({ phase: 'loading', error: null, isFollowing, waiting: 0, isReadingEarlier: false, isReadingLater: false });
    const made = await make(signal);
    if (signal.aborted) return;
    if ('code' in made) return board.show({ phase: 'failed', error: made });
    const { lines } = board.hold(made.buffer);
    const { newestAt, epoch } = board.read();
    const last = lines.at(-1)?.at ?? null;
    board.show({ lines, shift: 0, phase: 'ready', target: made.target, epoch: epoch + 1, missing: made.missing, ...(isFollowing && last !== null ? { newestAt: Math.max(newestAt ?? last, last) } : {}) });
    void findEnds(signal, isFollowing);
  }

  /** How far these logs reach, for the axis of time. */
  async function findEnds(signal: AbortSignal, isFollowing: boolean): Promise<void> {
    if (board.read().oldestAt === null) {
      const answer = await read({ kind: 'oldest' }, 1, signal);
      const first = answer.ok ? answer.value.lines[0] : undefined;
      if (!signal.aborted && first !== undefined) board.show({ oldestAt: first.at });
    }
    if (isFollowing || signal.aborted) return;
    const answer = await read({ kind: 'newest' }, 1, signal);
    const last = answer.ok ? answer.value.lines.at(-1) : undefined;
    if (!signal.aborted && last !== undefined) board.show({ newestAt: Math.max(board.read().newestAt ?? last.at, last.at) });
  }

  return {
    restart,
    readAt: (anchor, target, isFollowing) => replace(async (signal) => {
      const answer = await read(anchor, pageLines, signal);
      return answer.ok ? { buffer: bufferOf(answer.value), target, missing: answer.value.missing } : answer.error;
    }, isFollowing),
    readAround: (line, cursor) => replace(async (signal) => {
      const [earlier, later] = await Promise.all([read({ kind: 'cursor', cursor, side: 'before' }, pageLines / 2, signal), read({ kind: 'cursor', cursor, side: 'after' }, pageLines / 2, signal)]);
      if (!earlier.ok) return earlier.error;
      if (!later.ok) return later.error;
      const isThere = [...earlier.value.lines, ...later.value.lines].some((one) => one.source === line.source && one.seq === line.seq);
      return { buffer: bufferAround(earlier.value, isThere ? null : line, later.value), target: line, missing: earlier.value.missing };
    }, false),
    async extend(side) {
      const flag = side === 'before' ? 'isReadingEarlier' : 'isReadingLater';
      const picture = board.read();
      const anchor = anchorAt(edgesOf(board.buffer())[side], side, picture.lines);
      if (anchor === null || picture[flag] || picture.phase !== 'ready') return;
      const { signal } = ending;
      board.show({ [flag]: true });
      const answer = await read(anchor, pageLines, signal);
      if (signal.aborted) return;
      if (!answer.ok) return board.show({ [flag]: false, error: answer.error });
      const page = endIfStuck(answer.value, anchor, side);
      board.show({ [flag]: false, ...board.hold(side === 'before' ? prependPage(board.buffer(), page) : appendPage(board.buffer(), page)) });
    },
  };
}

function anchorAt(edge: BufferEdge, side: 'before' | 'after', lines: readonly LogLine[]): Anchor | null {
  if (edge.kind === 'end') return null;
  if (edge.kind === 'cursor') return { kind: 'cursor', cursor: edge.cursor, side };
  const at = side === 'before' ? lines[0]?.at : lines.at(-1)?.at;
  // One millisecond over the edge: lines of the same moment are read again and known as doubles.
  return at === undefined ? null : { kind: 'time', at: side === 'before' ? at + 1 : Math.max(0, at - 1), side };
}

/** More lines at one moment than a page holds: reading by time would give the same page for ever. */
function endIfStuck(page: LogPage, anchor: LogReadRequest['anchor'], side: 'before' | 'after'): LogPage {
  return anchor.kind === 'time' && page.lines.length === 0 ? { ...page, [side]: null } : page;
}

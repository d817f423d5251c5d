/**
 * What a view of the logs sees, and the lines behind it. Lives outside the store, because lines would make every state
 * change heavy. Must stay true: `lines` is what the buffer holds, and `shift` says how far the first of them moved.
 */
import type { LogFilter, LogLine, LogSourceId } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import { edgesOf, emptyBuffer, linesOf, type LogBuffer } from './log-buffer.ts';

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

export type LogBoard = {
  read(): LogPicture;
  buffer(): LogBuffer;
  subscribe(listen: () => void): () => void;
  show(change: Partial<LogPicture>): void;
  /** The buffer and what follows from it, to be shown with the rest of the change. */
  hold(next: LogBuffer): Pick<LogPicture, 'lines' | 'shift'>;
  /** Nothing known of what will be read. */
  clear(): void;
  dispose(): void;
};

const nothing: LogPicture = { revision: 0, lines: [], shift: 0, epoch: 0, target: null, phase: 'empty', error: null, isFollowing: false, waiting: 0, dropped: 0, costMsPerMinute: null, missing: [], hasEarlier: false, hasLater: false, isReadingEarlier: false, isReadingLater: false, oldestAt: null, newestAt: null };

export function createLogBoard(): LogBoard {
  const listeners = new Set<() => void>();
  let picture = nothing;
  let buffer: LogBuffer = emptyBuffer;
  return {
    read: () => picture,
    buffer: () => buffer,
    subscribe(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    show(change) {
      const edges = edgesOf(buffer);
      picture = { ...picture, ...change, revision: picture.revision + 1, hasEarlier: buffer.count > 0 && edges.before.kind !== 'end', hasLater: buffer.count > 0 && edges.after.kind !== 'end' };
      for (const listen of [...listeners]) listen();
    },
    hold(next) {
      if (next === buffer) return { lines: picture.lines, shift: picture.shift };
      buffer = next;
      const lines = linesOf(next);
      return { lines, shift: picture.shift + headShift(picture.lines, lines) };
    },
    clear() {
      buffer = emptyBuffer;
      picture = { ...nothing, revision: picture.revision, epoch: picture.epoch };
    },
    dispose: () => listeners.clear(),
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

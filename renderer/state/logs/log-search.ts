/**
 * A search through the logs, step by step: the engine looks at a bounded amount each time and says how far it came.
 * The matches are counted to the end; only the first of them are kept to be walked through.
 */
import type { LogFilter, LogHistogram, LogHistogramStep, LogLine, LogSearchStep, LogSourceId } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import { compareLines, keyOfLine } from './log-buffer.ts';

export type LogMatch = { readonly line: LogLine; readonly cursor: string };
export type SearchPicture = {
  readonly phase: 'off' | 'searching' | 'done' | 'failed';
  readonly count: number;
  readonly scanned: number;
  /** In the order of the merge. */
  readonly matches: readonly LogMatch[];
  readonly error: AppError | null;
};
export type Ranges = readonly (readonly [number, number])[];

export type LogSearch = {
  read(): SearchPicture;
  subscribe(listen: () => void): () => void;
  run(sources: readonly LogSourceId[], filter: LogFilter): void;
  stop(): void;
  /** Where the pattern is found in the lines between two moments, by the machine that searches. */
  rangesWithin(sources: readonly LogSourceId[], filter: LogFilter, from: number, to: number, signal: AbortSignal): Promise<ReadonlyMap<string, Ranges>>;
  /** How many lines fall into each piece of a span: told as it comes, the last time whole. */
  count(question: CountQuestion, tell: (histogram: AxisHistogram) => void, signal: AbortSignal): Promise<void>;
  dispose(): void;
};

export type AxisHistogram = LogHistogram & { readonly from: number; readonly to: number; readonly isWhole: boolean };
export type CountQuestion = { readonly sources: readonly LogSourceId[]; readonly filter: LogFilter; readonly from: number; readonly to: number; readonly pieces: number };

export const mostMatches = 10_000;
const stepMatches = 1000;
const off: SearchPicture = { phase: 'off', count: 0, scanned: 0, matches: [], error: null };

export function createLogSearch({ client }: { readonly client: Pick<ContractClient, 'call'> }): LogSearch {
  const listeners = new Set<() => void>();
  let picture = off;
  let ending = new AbortController();

  function show(next: SearchPicture): void {
    picture = next;
    for (const listen of [...listeners]) listen();
  }

  async function search(sources: readonly LogSourceId[], filter: LogFilter, signal: AbortSignal): Promise<void> {
    let next: string | null = null;
    do {
      const answer: Result<LogSearchStep, AppError> = await client.call('logs.search', { sources: [...sources], filter, from: null, to: null, next, limit: stepMatches }, { signal });
      if (signal.aborted) return;
      if (!answer.ok) return show({ ...picture, phase: 'failed', error: answer.error });
      const step: LogSearchStep = answer.value;
      // A step that neither looked at anything nor moved on would be asked for ever.
      next = step.next !== null && step.next === next && step.scanned === 0 ? null : step.next;
      const found = step.matches.map(({ line, cursor }) => ({ line, cursor }));
      show({ phase: next === null ? 'done' : 'searching', count: picture.count + step.count, scanned: picture.scanned + step.scanned, matches: addMatches(picture.matches, found), error: null });
    } while (next !== null);
  }

  return {
    read: () => picture,
    subscribe(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    run(sources, filter) {
      ending.abort();
      ending = new AbortController();
      show({ ...off, phase: 'searching' });
      void search(sources, filter, ending.signal);
    },
    stop() {
      ending.abort();
      if (picture !== off) show(off);
    },
    async rangesWithin(sources, filter, from, to, signal) {
      const answer = await client.call('logs.search', { sources: [...sources], filter, from, to, next: null, limit: stepMatches }, { signal });
      return new Map(answer.ok ? answer.value.matches.map(({ line, ranges }) => [keyOfLine(line), ranges]) : []);
    },
    async count({ sources, filter, from, to, pieces }, tell, signal) {
      let sum: LogHistogram = { errors: [], warnings: [], others: [] };
      let next: string | null = null;
      do {
        const answer: Result<LogHistogramStep, AppError> = await client.call('logs.histogram', { sources: [...sources], filter, from, to, pieces, next }, { signal });
        if (signal.aborted || !answer.ok) return;
        const step: LogHistogramStep = answer.value;
        next = step.scanned === 0 ? null : step.next;
        sum = { errors: added(sum.errors, step.errors), warnings: added(sum.warnings, step.warnings), others: added(sum.others, step.others) };
        tell({ ...sum, from, to, isWhole: next === null });
      } while (next !== null);
    },
    dispose() {
      ending.abort();
      listeners.clear();
    },
  };
}

const added = (a: readonly number[], b: readonly number[]): number[] => b.map((count, index) => count + (a[index] ?? 0));

/** Steps may come from either end of the log: kept in the order of the lines. */
export function addMatches(old: readonly LogMatch[], found: readonly LogMatch[]): readonly LogMatch[] {
  if (found.length === 0 || old.length >= mostMatches) return old;
  const all = [...old, ...found];
  const first = found[0];
  const last = old.at(-1);
  if (last !== undefined && first !== undefined && compareLines(last.line, first.line) > 0) all.sort((a, b) => compareLines(a.line, b.line));
  return all.length > mostMatches ? all.slice(0, mostMatches) : all;
}

/** The match to go to from here, in this direction, around the end; null when there is none. */
export function stepMatch(matches: readonly LogMatch[], from: LogLine | null, by: 1 | -1): number | null {
  if (matches.length === 0) return null;
  if (from === null) return by === 1 ? 0 : matches.length - 1;
  if (by === 1) {
    const next = matches.findIndex(({ line }) => compareLines(line, from) > 0);
    return next === -1 ? 0 : next;
  }
  const before = matches.findLastIndex(({ line }) => compareLines(line, from) < 0);
  return before === -1 ? matches.length - 1 : before;
}

/**
 * What this window reads of the logs: which sources, which lines of them, what it looks for. One view for all hosts
 * and one for each Host screen, kept while the window lives so that leaving and coming back changes nothing.
 */
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { LogFilter, LogLevel, LogSourceId } from '#shared/domain/log.ts';

export type LogPattern = { readonly text: string; readonly isRegex: boolean; readonly isCaseSensitive: boolean };

export type LogView = {
  /** null: not chosen yet, the viewer takes what can be read. */
  readonly sources: ReadonlySet<LogSourceId> | null;
  readonly levels: readonly LogLevel[];
  readonly workers: readonly WorkerKey[];
  readonly pattern: LogPattern;
  /** Only lines with a match, instead of all lines with the matches marked. */
  readonly isOnlyMatches: boolean;
};
export type LogScope = HostId | 'all';

export const initialLogView: LogView = { sources: null, levels: [], workers: [], pattern: { text: '', isRegex: true, isCaseSensitive: false }, isOnlyMatches: false };

/** At most this many sources are read at once: the contract's own limit. */
export const mostSources = 200;

/** A pattern that cannot be read is not sent. */
export function isPatternUsable(pattern: LogPattern): boolean {
  return pattern.text !== '' && patternProblem(pattern) === null;
}

/** What is wrong with a regular expression, in the words of the machine that reads it; null when nothing. Building one runs nothing. */
export function patternProblem({ text, isRegex }: LogPattern): string | null {
  if (!isRegex || text === '') return null;
  try {
    void new RegExp(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
  }
}

export function filterOf(view: LogView, withPattern: boolean): LogFilter {
  return { levels: [...view.levels], hosts: [], workers: [...view.workers], pattern: withPattern && isPatternUsable(view.pattern) ? { ...view.pattern } : null };
}

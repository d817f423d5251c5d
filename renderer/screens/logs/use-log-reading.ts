/**
 * One reading of the logs bound to what was chosen: opened anew when sources or filter change, at the place where the
 * eye was; the search beside it; and where the pattern stands in the lines on screen.
 */
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { findPlain } from '#renderer/format/parse-sgr.ts';
import { keyOfLine } from '#renderer/state/logs/log-buffer.ts';
import { stepMatch } from '#renderer/state/logs/log-search.ts';
import { useLogSearch, useLogSession } from '#renderer/state/hooks.tsx';
import { filterOf, isPatternUsable, type LogView } from '#renderer/state/slices/log-view.ts';
import type { LogFilter, LogLine, LogSource, LogSourceId } from '#shared/domain/log.ts';
import type { LineRanges } from './log-line.tsx';

const typingMs = 250;
const settleMs = 80;

/** `at`: where to look first, from the address. */
export function useLogReading(sources: readonly LogSource[], view: LogView, at: number | null) {
  const { session, picture } = useLogSession();
  const { search, picture: found } = useLogSearch();
  const ids = useStable(sources.map(({ id }) => id));
  const pattern = useSettled(view.pattern, typingMs);
  const plainFilter = useStable(filterOf({ ...view, pattern }, view.isOnlyMatches));
  const searchFilter = useStable(filterOf({ ...view, pattern }, true));
  const [visible, setVisible] = useState<{ readonly first: LogLine | null; readonly last: LogLine | null }>({ first: null, last: null });
  const [selected, setSelected] = useState<LogLine | null>(null);
  const wantedAt = useRef(at);
  const keep = useRef<number | null>(null);
  useEffect(() => { keep.current = picture.isFollowing || visible.first === null ? null : visible.first.at; }, [picture.isFollowing, visible.first]);

  useEffect(() => {
    session.open({ sources: ids, filter: plainFilter }, wantedAt.current ?? keep.current);
    if (ids.length > 0) wantedAt.current = null;
  }, [session, ids, plainFilter]);
  useEffect(() => {
    if (isPatternUsable(pattern) && ids.length > 0) search.run(ids, searchFilter);
    else search.stop();
  }, [search, ids, pattern, searchFilter]);

  const rangesOf = useRanges({ search, ids, filter: searchFilter, pattern, first: visible.first, last: visible.last });
  // What stands around the lines may lag behind the scrolling; the lines may not.
  const onVisible = useCallback((first: LogLine | null, last: LogLine | null) => startTransition(() => setVisible((old) => (old.first === first && old.last === last ? old : { first, last }))), []);
  const goToMatch = useCallback((by: 1 | -1) => {
    const { matches } = found;
    const from = selected ?? (by === 1 ? before(visible.first) : visible.first);
    const index = stepMatch(matches, from, by);
    const match = index === null ? undefined : matches[index];
    if (match === undefined) return;
    setSelected(match.line);
    session.jumpToLine(match.line, match.cursor);
  }, [found, selected, visible.first, session]);
  const place = useMemo(() => (selected === null ? null : found.matches.findIndex(({ line }) => keyOfLine(line) === keyOfLine(selected))), [found.matches, selected]);
  return { search, ids, plainFilter, session, picture, found, pattern, visible, onVisible, selected, setSelected, rangesOf, goToMatch, place: place === -1 ? null : place };
}

/** The match may be the first line on screen itself. */
function before(line: LogLine | null): LogLine | null {
  return line === null ? null : { ...line, seq: line.seq - 1 };
}

type RangeNeeds = { readonly search: ReturnType<typeof useLogSearch>['search']; readonly ids: readonly LogSourceId[]; readonly filter: LogFilter; readonly pattern: LogView['pattern']; readonly first: LogLine | null; readonly last: LogLine | null };

/** A plain text is found here; a regular expression only by the engine, for the lines on screen. */
function useRanges({ search, ids, filter, pattern, first, last }: RangeNeeds): (line: LogLine) => LineRanges | undefined {
  const [held, setHeld] = useState<{ readonly key: string; readonly ranges: ReadonlyMap<string, LineRanges> }>({ key: '', ranges: new Map() });
  const key = `${pattern.text}\n${pattern.isCaseSensitive}`;
  const isRegex = pattern.isRegex && isPatternUsable(pattern);
  const from = first?.at ?? null;
  const to = last?.at ?? null;
  useEffect(() => {
    if (!isRegex || from === null || to === null || ids.length === 0) return undefined;
    const ending = new AbortController();
    const timer = setTimeout(() => {
      void search.rangesWithin(ids, filter, from, to, ending.signal).then((ranges) => { if (!ending.signal.aborted) setHeld({ key, ranges }); });
    }, settleMs);
    return () => { clearTimeout(timer); ending.abort(); };
  }, [search, ids, filter, isRegex, key, from, to]);
  const plain = !pattern.isRegex ? pattern : null;
  return useCallback((line: LogLine) => {
    if (plain !== null) return plain.text === '' ? undefined : findPlain(line.text, plain.text, plain.isCaseSensitive);
    return isRegex && held.key === key ? held.ranges.get(keyOfLine(line)) : undefined;
  }, [plain, isRegex, held, key]);
}

/** The same object as long as it says the same. */
function useStable<T>(value: T): T {
  const key = JSON.stringify(value);
  // `key` stands for everything in `value`.
  return useMemo(() => JSON.parse(key) as T, [key]);
}

function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

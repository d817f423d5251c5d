/** The journal's pages as they are asked for: the first anew with every piece of news, older ones on demand. */
import { useCallback, useEffect, useState } from 'react';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import type { Action, ActionCursor, ActionFilter } from '#shared/domain/action.ts';
import type { AppError } from '#shared/errors.ts';

const pageRows = 100;

export type JournalPages = { readonly actions: readonly Action[]; readonly hasMore: boolean; readonly keptIn: 'file' | 'memory' | null; readonly isReading: boolean; readonly error: AppError | null; more(): void };
type Held = { readonly key: string; readonly actions: readonly Action[]; readonly next: ActionCursor | null; readonly keptIn: 'file' | 'memory' | null; readonly error: AppError | null; readonly isRead: boolean };

export function useJournal(filter: ActionFilter): JournalPages {
  const { ask } = useActions();
  const news = useApp((state) => state.actionNews);
  const isLive = useApp((state) => state.link.phase === 'live');
  const key = JSON.stringify(filter);
  const [held, setHeld] = useState<Held>({ key: '', actions: [], next: null, keptIn: null, error: null, isRead: false });
  const [isReading, setReading] = useState(false);
  useEffect(() => {
    if (!isLive) return undefined;
    const ending = new AbortController();
    void ask('actions.list', { filter: JSON.parse(key) as ActionFilter, after: null, limit: pageRows }, { signal: ending.signal }).then((result) => {
      if (ending.signal.aborted) return;
      if (!result.ok) return setHeld((old) => ({ ...old, key, actions: old.key === key ? old.actions : [], error: result.error, isRead: true }));
      const { actions, next, keptIn } = result.value;
      // Older pages already read stay below the new first one.
      setHeld((old) => (old.key === key && old.actions.length > actions.length ? { ...old, actions: merge(actions, old.actions), keptIn, error: null, isRead: true } : { key, actions, next, keptIn, error: null, isRead: true }));
    });
    return () => ending.abort();
  }, [ask, key, news, isLive]);
  const more = useCallback(() => {
    if (held.next === null || isReading) return;
    setReading(true);
    void ask('actions.list', { filter: JSON.parse(held.key) as ActionFilter, after: held.next, limit: pageRows }).then((result) => {
      setReading(false);
      setHeld((old) => (old.key !== held.key ? old : result.ok ? { ...old, actions: merge(old.actions, result.value.actions), next: result.value.next } : { ...old, error: result.error }));
    });
  }, [ask, held, isReading]);
  const isHere = held.key === key;
  return { actions: isHere ? held.actions : [], hasMore: isHere && held.next !== null, keptIn: held.keptIn, isReading: isReading || !isHere || !held.isRead, error: isHere ? held.error : null, more };
}

/** By id; the first list has the newer word. */
function merge(newer: readonly Action[], older: readonly Action[]): readonly Action[] {
  const known = new Set(newer.map(({ id }) => id));
  return [...newer, ...older.filter(({ id }) => !known.has(id))].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

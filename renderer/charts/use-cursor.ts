/** Follows the shared cursor from a component; only the small parts that show values use it, never a whole chart. */
import { useSyncExternalStore } from 'react';
import type { ChartCursor, CursorAt } from './chart-cursor.ts';
import { indexNearest } from './chart-window.ts';

export function useCursor(cursor: ChartCursor): CursorAt | null {
  return useSyncExternalStore(cursor.subscribe, cursor.get);
}

/** The sample under the cursor; null when the cursor rests or points where there is no sample within `withinMs`. */
export function useCursorIndex(cursor: ChartCursor, times: readonly number[], withinMs: number): { readonly at: number | null; readonly index: number | null } {
  const here = useCursor(cursor);
  if (here === null) return { at: null, index: null };
  const index = indexNearest(times, here.at);
  const time = index === null ? undefined : times[index];
  return { at: here.at, index: time !== undefined && Math.abs(time - here.at) <= withinMs ? index : null };
}

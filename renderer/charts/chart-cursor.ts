/**
 * The moment under the cursor, shared by all charts of one page. It is a time and not a pixel, so that the values
 * stay put while the window scrolls under it. A plain store: no chart renders because another one moved.
 */
import type { EpochMs } from '#shared/domain/units.ts';

export type CursorAt = { readonly at: EpochMs; readonly by: 'pointer' | 'keys' };
export type ChartCursor = {
  get(): CursorAt | null;
  set(next: CursorAt | null): void;
  subscribe(listen: () => void): () => void;
};

export function createChartCursor(): ChartCursor {
  let current: CursorAt | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(next) {
      if (next?.at === current?.at && next?.by === current?.by) return;
      current = next;
      for (const listen of listeners) listen();
    },
    subscribe(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
  };
}

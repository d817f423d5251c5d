/**
 * The memory limit of a worker's children as it really acts: Celery counts KiB, of one child, checks after a task, and
 * only prefork obeys. A limit beyond the machine's memory is a limit that never acts, and is said to be one.
 */
import type { Pool } from '#shared/domain/worker.ts';

export type MemoryLimit =
  | { readonly kind: 'none' }
  /** Set, but this pool does not look at it. */
  | { readonly kind: 'ignored'; readonly bytes: number }
  /** Larger than all memory there is: most often KiB mistaken for bytes. */
  | { readonly kind: 'never'; readonly bytes: number }
  | { readonly kind: 'acts'; readonly bytes: number };

export function memoryLimitOf(pool: Pool, memTotal: number | null): MemoryLimit {
  const bytes = (pool.maxMemoryPerChildKiB ?? 0) * 1024;
  if (!(bytes > 0)) return { kind: 'none' };
  if (pool.kind !== 'prefork' && pool.kind !== 'unknown') return { kind: 'ignored', bytes };
  if (memTotal !== null && bytes > memTotal) return { kind: 'never', bytes };
  return { kind: 'acts', bytes };
}

/** Share of the limit that a child uses, in percent; null when either is unknown. */
export function shareOfLimit(rss: number | null | undefined, limit: MemoryLimit): number | null {
  if (rss === null || rss === undefined || limit.kind !== 'acts') return null;
  return (rss / limit.bytes) * 100;
}

/**
 * Which saved copies may go: old ones, and the oldest where there are too many or they are too large. Pure.
 * Must stay true: one whose messages may exist nowhere else (not known to have been moved, all of them) never goes by itself;
 * neither does one so young that somebody may yet want to take the move back.
 */
import type { CopyId, SavedCopy } from '#shared/domain/unacked.ts';

/** As it lies on the disk. */
type CopyOnDisk = { readonly id: CopyId; readonly at: number; readonly bytes: number; readonly state: SavedCopy['state'] };

export type CopyLimits = { readonly keepMs: number; readonly leastMs: number; readonly bytes: number; readonly count: number };
const dayMs = 86_400_000;
export const copyLimits: CopyLimits = { keepMs: 90 * dayMs, leastMs: dayMs, bytes: 512 * 1024 * 1024, count: 1_000 };

const settled: ReadonlySet<CopyOnDisk['state']> = new Set(['moved', 'undone', 'partly-undone']);
export const isOpen = ({ state }: Pick<CopyOnDisk, 'state'>): boolean => !settled.has(state);

/** Oldest first. */
export function copiesToDrop(copies: readonly CopyOnDisk[], now: number, limits: CopyLimits = copyLimits): readonly CopyOnDisk[] {
  let bytes = copies.reduce((sum, one) => sum + one.bytes, 0);
  let count = copies.length;
  return copies.filter((one) => !isOpen(one) && now - one.at >= limits.leastMs).sort((a, b) => a.at - b.at).filter((one) => {
    if (now - one.at < limits.keepMs && bytes <= limits.bytes && count <= limits.count) return false;
    bytes -= one.bytes;
    count -= 1;
    return true;
  });
}

/**
 * Joins crash changes and log batches for a client that has not read the first yet.
 * Must stay true: applying the merge equals applying both in order; dropped lines are counted, never lost silently.
 */
import type { CrashChange } from '#shared/domain/crash.ts';
import { maxPageLines, type LogBatch } from '#shared/domain/log.ts';

/** More changed groups than this unread: starting over with the whole list is cheaper. */
export const maxMergedGroups = 5000;

export function mergeCrashChange(earlier: CrashChange, later: CrashChange): CrashChange | null {
  if (later.whole) return later;
  const gone = new Set(later.gone);
  const groups = new Map(earlier.groups.filter(({ id }) => !gone.has(id)).map((group) => [group.id, group]));
  for (const group of later.groups) groups.set(group.id, group);
  for (const id of earlier.gone) if (!groups.has(id)) gone.add(id);
  if (groups.size > maxMergedGroups || gone.size > maxMergedGroups) return null;
  return { seq: later.seq, whole: earlier.whole, groups: [...groups.values()], gone: [...gone] };
}

/** The newest lines are kept: a reader who cannot keep up sees the present and how much was skipped. */
export function mergeLogBatch(earlier: LogBatch, later: LogBatch): LogBatch {
  if (later.whole) return later;
  const lines = [...earlier.lines, ...later.lines];
  const over = Math.max(0, lines.length - maxPageLines);
  return { whole: earlier.whole, lines: over === 0 ? lines : lines.slice(over), dropped: earlier.dropped + later.dropped + over, costMsPerMinute: later.costMsPerMinute ?? earlier.costMsPerMinute };
}

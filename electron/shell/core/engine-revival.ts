/** Whether an engine process that ended by itself is started again: three times in a minute is a loop, not a mishap. Pure. */
export type Ends = readonly number[];
const windowMs = 60_000;
export const maxEndsPerMinute = 3;

export function afterEnd(ends: Ends, nowMs: number): { readonly ends: Ends; readonly isRevived: boolean } {
  const recent = [...ends.filter((at) => nowMs - at < windowMs), nowMs];
  return { ends: recent, isRevived: recent.length <= maxEndsPerMinute };
}

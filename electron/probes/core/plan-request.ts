/**
 * Decides what to ask a reader for at a tick: the slow tiers by age, a scan also on demand. Pure.
 * Times are of the monotonic clock.
 */
export type RequestPlan = {
  readonly identityDone: boolean;
  readonly slowAt: number | null;
  readonly minuteAt: number | null;
  readonly frames: number;
  /** Frames asked of the present reader. */
  readonly readerFrames: number;
  /** A scan is wanted at once. */
  readonly isScanWanted: boolean;
  /** Until then a lost main's successor is looked for every few seconds. */
  readonly searchUntil: number;
  readonly searchedAt: number;
  readonly pssAt: number | null;
  /** Somebody new has no PSS yet. */
  readonly isPssWanted: boolean;
};

export const firstPlan: RequestPlan = {
  identityDone: false, slowAt: null, minuteAt: null, frames: 0, readerFrames: 0, isScanWanted: true, searchUntil: 0, searchedAt: 0, pssAt: null, isPssWanted: false,
};

const slowMs = 30_000;
const minuteMs = 60_000;
const searchMs = 4_000;
/** Measured: 1 to 2 CPU-ms for each 50 MB process, more than everything else together. */
const pssMs = 300_000;
const pssOfNewMs = 60_000;
const startUpFrames = 5;

export function planRequest(plan: RequestPlan, now: number): { readonly plan: RequestPlan; readonly parts: string } {
  const isSlow = isDue(plan.slowAt, now, slowMs);
  const isMinute = isDue(plan.minuteAt, now, minuteMs);
  const isSearch = now < plan.searchUntil && now - plan.searchedAt >= searchMs;
  const isScan = isMinute || plan.isScanWanted || isSearch;
  const isPss = plan.pssAt === null ? plan.isPssWanted : now - plan.pssAt >= (plan.isPssWanted ? pssOfNewMs : pssMs);
  // The reader's start-up and first discovery are over after five frames: from there its cost is counted.
  const isCost = plan.readerFrames === startUpFrames || plan.readerFrames === startUpFrames * 2 || (isMinute && plan.readerFrames > startUpFrames);
  const parts = [
    'f', isSlow && 's', isMinute && 'd', isPss && 'p', (isMinute || !plan.identityDone) && 'k', isCost && 'c',
    !plan.identityDone && 'i', isScan && 'n',
  ].filter((part) => part !== false).join('');
  return {
    parts,
    plan: {
      ...plan,
      slowAt: isSlow ? now : plan.slowAt,
      minuteAt: isMinute ? now : plan.minuteAt,
      frames: plan.frames + 1,
      readerFrames: plan.readerFrames + 1,
      isScanWanted: false,
      searchedAt: isScan ? now : plan.searchedAt,
      pssAt: isPss ? now : plan.pssAt,
      isPssWanted: plan.isPssWanted && !isPss,
    },
  };
}

function isDue(last: number | null, now: number, everyMs: number): boolean {
  return last === null || now - last >= everyMs;
}

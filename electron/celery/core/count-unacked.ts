/**
 * `unacked` by age, from counts alone (never the messages). Scores are the consumers' wall clock, so ages are taken
 * against Redis' own clock, which is nearest to theirs, not against ours.
 */
import type { UnackedView } from '#shared/domain/broker.ts';
import type { RedisCommandText } from './redis-command-text.ts';

/** kombu's default, where the boundary is needed before a worker has told its own. */
const usualVisibilityTimeoutS = 3600;

export type UnackedQuestion = { readonly commands: readonly RedisCommandText[]; readonly boundaries: readonly [number, number, number, number] };

/** Counts at or before each boundary: 1 min, 5 min, 1 h, the visibility timeout; then the size and the oldest. */
export function askUnacked(indexKey: string, redisNowS: number, visibilityTimeoutS: number | null): UnackedQuestion {
  const timeout = visibilityTimeoutS ?? usualVisibilityTimeoutS;
  const boundaries = [redisNowS - 60, redisNowS - 300, redisNowS - 3600, redisNowS - timeout] as const;
  return {
    boundaries,
    commands: [['ZCARD', indexKey], ['ZRANGE', indexKey, 0, 0, 'WITHSCORES'], ...boundaries.map((boundary) => ['ZCOUNT', indexKey, '-inf', boundary.toFixed(3)] as const)],
  };
}

/** null when any answer is missing: a part of the counts would read as a whole. */
export function readUnacked(answers: readonly unknown[], at: number, visibilityTimeoutS: number | null): UnackedView | null {
  const [count, oldest, overMinute, overFive, overHour, overTimeout] = answers;
  if (![count, overMinute, overFive, overHour, overTimeout].every((value) => typeof value === 'number')) return null;
  const [all, minute, five, hour, over] = [count, overMinute, overFive, overHour, overTimeout] as number[] as [number, number, number, number, number];
  // What is over the timeout is counted there alone, also when the timeout is shorter than a boundary.
  const within = (older: number): number => Math.max(older - over, 0);
  const score = Array.isArray(oldest) && typeof oldest[1] === 'string' ? Number(oldest[1]) : Number.NaN;
  return {
    at,
    count: all,
    oldestDeliveredAt: Number.isFinite(score) ? score * 1000 : null,
    visibilityTimeoutS,
    byAge: {
      minute: Math.max(all - Math.max(minute, over), 0),
      fiveMinutes: Math.max(within(minute) - within(five), 0),
      hour: Math.max(within(five) - within(hour), 0),
      withinTimeout: within(hour),
      overTimeout: over,
    },
  };
}

/** How long to wait before the next try of a message, and when to give up. Pure; rule AL18. */
import type { DeliveryFailure } from '#shared/domain/alert.ts';

const waitsMs = [1_000, 5_000, 30_000, 120_000, 600_000] as const;
const hopeless: readonly DeliveryFailure[] = ['no-address', 'rejected', 'gone', 'not-here'];

/** `tries`: how many were made. null: give up. `chance` spreads the retries of many. */
export function nextWaitMs(tries: number, failure: DeliveryFailure, retryAfterMs: number | null, chance: number): number | null {
  const base = waitsMs[tries - 1];
  if (base === undefined || hopeless.includes(failure)) return null;
  return Math.max(retryAfterMs ?? 0, Math.round(base * (0.75 + chance / 2)));
}

/**
 * Keeps a repair from becoming the fault: how often a target may be repaired, how soon again, and when to stop trying.
 * Made out of the journal, so that a restart of Fleetbeat forgets nothing. Pure.
 */
import type { StormGuard } from '#shared/domain/playbook.ts';

/** One repair of this target. `failure`: what it failed of; null: it did not, or is under way. */
export type PastRepair = { readonly at: number; readonly failure: string | null };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
export const perHour = 3;
export const perDay = 10;
/** After the first, the second and every later repair within the hour. */
export const pausesMs: readonly number[] = [5_000, 15_000, 45_000];
export const sameFailures = 3;
/** How long the circuit stays open after them. */
export const openMs = 600_000;

/** `jitter` 0..1 spreads the pause by up to a quarter, so that several panels do not act in step. */
export function judgeStorm(past: readonly PastRepair[], now: number, jitter: number): StormGuard {
  const recent = past.filter(({ at }) => at <= now && now - at < dayMs).sort((a, b) => b.at - a.at);
  const hour = recent.filter(({ at }) => now - at < hourMs);
  const left = { leftThisHour: Math.max(0, perHour - hour.length), leftToday: Math.max(0, perDay - recent.length) };
  const hold = (because: NonNullable<StormGuard['because']>, until: number): StormGuard => ({ isOpen: true, because, until, ...left });
  const [first, ...others] = recent.slice(0, sameFailures);
  const isSame = first !== undefined && first.failure !== null && others.length === sameFailures - 1 && others.every(({ failure }) => failure === first.failure);
  if (isSame && now - first.at < openMs) return hold('same-failure', first.at + openMs);
  const oldestOfDay = recent[perDay - 1];
  if (oldestOfDay !== undefined) return hold('too-many-today', oldestOfDay.at + dayMs);
  const oldestOfHour = hour[perHour - 1];
  if (oldestOfHour !== undefined) return hold('too-many-this-hour', oldestOfHour.at + hourMs);
  const pause = hour.length === 0 ? 0 : (pausesMs[Math.min(hour.length, pausesMs.length) - 1] ?? 0) * (1 + jitter / 4);
  if (first !== undefined && now - first.at < pause) return hold('too-soon', first.at + pause);
  return { isOpen: false, because: null, until: null, ...left };
}

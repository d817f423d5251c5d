/**
 * One alert of one rule on one subject, as a table: (state, what is seen, now) gives the next state. Pure; rules AL1-AL6.
 * Must stay true: it fires only after the dwell, clears only after a calm, and "nobody knows" moves nothing.
 */
import type { Alert, AlertRule } from '#shared/domain/alert.ts';
import { conditionFacts } from '#shared/domain/alert.ts';
import type { Observed } from './observation.ts';

export type Tracked = {
  readonly alert: Alert;
  /** Since when it is well, while clearing. */
  readonly wellSince: number | null;
  /** It held at the last look that knew. */
  readonly holds: boolean;
  /** While pending or clearing: since when nobody knows; the dwell and the calm stand still meanwhile. */
  readonly unknownSince: number | null;
  /** How long they stood still so far. */
  readonly pausedMs: number;
};
export type Step = 'none' | 'pending' | 'fired' | 'calming' | 'again' | 'cleared' | 'dropped' | 'figure';

/** This many firings within the window is flapping: from then on it takes a longer calm to clear, and one word covers them all. */
export const flapsToCall = 3;
export const flapWindowMs = 3_600_000;
export const flapCalmMs = 600_000;

/** Below the threshold by this much is well again, so that a figure on the edge does not ring at every breath. */
export function isWellBelow(rule: AlertRule, seen: Observed): boolean {
  if (seen.value === null || rule.threshold === null) return true;
  const { unit } = conditionFacts[rule.condition];
  if (unit === 'percent') return seen.value <= rule.threshold - Math.min(5, rule.threshold / 20);
  if (unit === 'celsius') return seen.value <= rule.threshold - 5;
  if (unit === 'messages') return seen.value <= rule.threshold * 0.95;
  if (unit === 'hours') return seen.value >= rule.threshold * 1.1;
  return true;
}

export function calmMs(rule: AlertRule, alert: Alert): number {
  return alert.isFlapping ? Math.max(rule.clearMs, flapCalmMs) : rule.clearMs;
}

/** What is seen, taken into the record. Time alone moves it further: see `ripen`. */
export function stepAlert(tracked: Tracked, seen: Observed, rule: AlertRule, now: number): { readonly next: Tracked; readonly step: Step } {
  if (seen.holds === null) return pause(tracked, now);
  const { alert } = tracked;
  const figure = withFigure(resume(tracked, now), seen, rule);
  if (alert.state === 'pending') return seen.holds ? { next: { ...figure, holds: true }, step: 'figure' } : { next: tracked, step: 'dropped' };
  if (alert.state === 'cleared') return { next: tracked, step: 'none' };
  const isWell = !seen.holds && (alert.state === 'clearing' || isWellBelow(rule, seen));
  if (alert.state === 'firing') return isWell ? { next: { ...figure, alert: { ...figure.alert, state: 'clearing' }, wellSince: now, holds: false, pausedMs: 0 }, step: 'calming' } : { next: { ...figure, holds: true }, step: 'figure' };
  return isWell ? { next: figure, step: 'figure' } : { next: { ...figure, alert: { ...figure.alert, state: 'firing' }, wellSince: null, holds: true, pausedMs: 0 }, step: 'again' };
}

function pause(tracked: Tracked, now: number): { readonly next: Tracked; readonly step: Step } {
  const runs = tracked.alert.state === 'pending' || tracked.alert.state === 'clearing';
  return runs && tracked.unknownSince === null ? { next: { ...tracked, unknownSince: now }, step: 'figure' } : { next: tracked, step: 'none' };
}

function resume(tracked: Tracked, now: number): Tracked {
  return tracked.unknownSince === null ? tracked : { ...tracked, unknownSince: null, pausedMs: tracked.pausedMs + Math.max(0, now - tracked.unknownSince) };
}

function withFigure(tracked: Tracked, seen: Observed, rule: AlertRule): Tracked {
  return { ...tracked, alert: { ...tracked.alert, value: seen.value, threshold: rule.threshold } };
}

/** When time alone will move it; null when it will not. */
export function ripeAt(tracked: Tracked, rule: AlertRule): number | null {
  if (tracked.unknownSince !== null) return null;
  if (tracked.alert.state === 'pending') return tracked.alert.since + rule.dwellMs + tracked.pausedMs;
  if (tracked.alert.state === 'clearing' && tracked.wellSince !== null) return tracked.wellSince + calmMs(rule, tracked.alert) + tracked.pausedMs;
  return null;
}

/** `firings`: earlier times this rule fired on this subject. */
export function ripen(tracked: Tracked, rule: AlertRule, firings: readonly number[], now: number): { readonly next: Tracked; readonly step: Step } {
  const at = ripeAt(tracked, rule);
  if (at === null || now < at) return { next: tracked, step: 'none' };
  const { alert } = tracked;
  if (alert.state === 'clearing') return { next: { ...tracked, alert: { ...alert, state: 'cleared', clearedAt: now } }, step: 'cleared' };
  if (!tracked.holds) return { next: tracked, step: 'none' };
  const flaps = firings.filter((fired) => now - fired < flapWindowMs).length + 1;
  return { next: { ...tracked, pausedMs: 0, alert: { ...alert, state: 'firing', firedAt: now, flaps, isFlapping: flaps >= flapsToCall } }, step: 'fired' };
}

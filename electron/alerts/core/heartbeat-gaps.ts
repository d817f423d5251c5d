/**
 * Gaps in a worker's heartbeats, counted as they begin. Pure; rule AL15.
 * Must stay true: a worker that cannot be heard (broker away, host away, solo in a task) misses nothing.
 */
import type { WorkerView } from '#shared/domain/worker.ts';

export type Gaps = { readonly isLate: boolean; readonly at: readonly number[] };
export const noGaps: Gaps = { isLate: false, at: [] };

const hourMs = 3_600_000;
const deafVerdicts: readonly string[] = ['busy', 'stopped', 'crashed', 'restarting', 'unreachable'];
const deafReasons: readonly string[] = ['broker-unreachable', 'evidence-stale', 'no-evidence', 'process-only'];

/** null: it cannot be heard now. */
export function isLate(view: WorkerView, isBrokerHeard: boolean, now: number): boolean | null {
  const { heartbeat, verdict } = view;
  if (heartbeat === null || !isBrokerHeard || deafVerdicts.includes(verdict.kind) || deafReasons.includes(verdict.reason)) return null;
  return now - heartbeat.at > Math.max((heartbeat.intervalS ?? 2) * 3000, 10_000);
}

export function foldGap(gaps: Gaps, late: boolean | null, now: number): Gaps {
  const recent = gaps.at.filter((at) => now - at < hourMs).slice(-1000);
  if (late === null) return { isLate: gaps.isLate, at: recent };
  return { isLate: late, at: late && !gaps.isLate ? [...recent, now] : recent };
}

/**
 * The engine's groups of crashes as the window holds them, and the only rules by which they change. Pure.
 * Must stay true: a change out of order changes nothing; groups that did not change keep their identity.
 */
import type { AwaySummary, CrashChange, CrashGroup, SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type CrashReplica = {
  /** False until the first whole change. */
  readonly isKnown: boolean;
  readonly seq: number;
  readonly groups: ReadonlyMap<SignatureId, CrashGroup>;
};

export const emptyCrashes: CrashReplica = { isKnown: false, seq: 0, groups: new Map() };

export function applyCrashChange(replica: CrashReplica, change: CrashChange): Result<CrashReplica, 'gap'> {
  if (change.whole) return ok({ isKnown: true, seq: change.seq, groups: new Map(change.groups.map((group) => [group.id, group])) });
  if (!replica.isKnown || change.seq !== replica.seq + 1) return err('gap');
  if (change.groups.length === 0 && change.gone.length === 0) return ok({ ...replica, seq: change.seq });
  const groups = new Map(replica.groups);
  for (const id of change.gone) groups.delete(id);
  for (const group of change.groups) groups.set(group.id, group);
  return ok({ isKnown: true, seq: change.seq, groups });
}

export type AwayByHost = ReadonlyMap<HostId, AwaySummary>;

/** Summaries of hosts that were asked for replace theirs; an unchanged one keeps its identity. */
export function mergeAway(old: AwayByHost, summaries: readonly AwaySummary[]): AwayByHost {
  const next = new Map<HostId, AwaySummary>();
  for (const summary of summaries) {
    const before = old.get(summary.host);
    next.set(summary.host, before !== undefined && JSON.stringify(before) === JSON.stringify(summary) ? before : summary);
  }
  return next.size === old.size && [...next].every(([host, summary]) => old.get(host) === summary) ? old : next;
}

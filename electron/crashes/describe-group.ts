/** Stored groups as people see them: merged ones folded together, with their course over time. Pure. */
import type { StoredGroup } from '#electron/ports/incident-store.ts';
import { HostId, WorkerName } from '#shared/domain/ids.ts';
import type { CrashGroup, GroupFilter, SignatureId } from '#shared/domain/crash.ts';

const bucketMs = 12 * 3_600_000;
const buckets = 28;

/** One group per unmerged signature, the merged ones counted in it; newest first. */
export function describeGroups(stored: readonly StoredGroup[], now: number): readonly CrashGroup[] {
  const byId = new Map(stored.map((group) => [group.id, group]));
  const parts = new Map<SignatureId, StoredGroup[]>();
  for (const group of stored) {
    const root = group.mergedInto !== null && byId.has(group.mergedInto) ? group.mergedInto : group.id;
    parts.set(root, [...(parts.get(root) ?? []), group]);
  }
  return [...parts].flatMap(([id, members]) => { const root = byId.get(id); return root === undefined ? [] : [describe(root, members, now)]; }).toSorted((a, b) => b.lastSeen - a.lastSeen);
}

function describe(root: StoredGroup, members: readonly StoredGroup[], now: number): CrashGroup {
  const latest = members.reduce((a, b) => (b.lastSeen > a.lastSeen ? b : a), root).last;
  const distinct = (of: (group: StoredGroup) => readonly string[], limit: number): string[] => [...new Set(members.flatMap(of))].slice(0, limit);
  return {
    id: root.id, family: root.family.slice(0, 300), title: (root.givenTitle === '' ? root.title : root.givenTitle).slice(0, 500), isRenamed: root.givenTitle !== '',
    kind: latest.kind, signal: latest.signal, exceptionType: latest.exception?.type ?? null, cause: latest.cause,
    taskNames: distinct((group) => group.taskNames, 20),
    firstSeen: Math.min(...members.map((group) => group.firstSeen)), lastSeen: Math.max(...members.map((group) => group.lastSeen)),
    count: members.reduce((sum, group) => sum + group.count, 0),
    hosts: distinct((group) => group.hosts, 500).map((host) => HostId.parse(host)),
    workers: distinct((group) => group.workers, 500).flatMap((worker) => { const parsed = WorkerName.safeParse(worker); return parsed.success ? [parsed.data] : []; }),
    trend: trendOf(members.flatMap((group) => group.moments), now),
    state: root.state, stateSince: root.stateSince, note: root.note, mergedInto: root.mergedInto,
    merged: members.filter((group) => group !== root).map((group) => group.id).slice(0, 200), lastIncident: latest.id,
  };
}

function trendOf(moments: readonly number[], now: number): CrashGroup['trend'] {
  const from = (Math.floor(now / bucketMs) - buckets + 1) * bucketMs;
  const counts = Array.from({ length: buckets }, () => 0);
  for (const at of moments) {
    const index = Math.floor((at - from) / bucketMs);
    if (index >= 0 && index < buckets) counts[index] = (counts[index] ?? 0) + 1;
  }
  return { from, bucketMs, counts };
}

export function passesFilter(group: CrashGroup, { hosts, states, causes, since, text }: GroupFilter): boolean {
  const wanted = text.trim().toLowerCase();
  return (hosts.length === 0 || group.hosts.some((host) => hosts.includes(host)))
    && (states.length === 0 || states.includes(group.state))
    && (causes.length === 0 || causes.includes(group.cause.code))
    && (since === null || group.lastSeen >= since)
    && (wanted === '' || [group.title, group.family, group.note, ...group.taskNames, ...group.workers].some((one) => one.toLowerCase().includes(wanted)));
}

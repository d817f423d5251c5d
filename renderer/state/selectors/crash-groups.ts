/** The inbox's rows from what the engine knows and what this window is set to. Pure. Merged groups stand in the one they were merged into. */
import type { CrashGroup } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';
import type { CrashStateChoice, CrashView } from '#renderer/state/slices/crash-view.ts';

export function isOpenGroup(group: Pick<CrashGroup, 'state' | 'mergedInto'>): boolean {
  return group.mergedInto === null && (group.state === 'open' || group.state === 'reopened');
}

export function countOpenGroups({ crashes }: Pick<AppState, 'crashes'>): number {
  let open = 0;
  for (const group of crashes.groups.values()) if (isOpenGroup(group)) open += 1;
  return open;
}

export type StateCounts = Readonly<Record<CrashStateChoice, number>>;

/** How many there are in each state, whatever is searched for. */
export function countStates(groups: Iterable<CrashGroup>): StateCounts {
  const counts = { open: 0, muted: 0, resolved: 0, all: 0 };
  for (const group of groups) {
    if (group.mergedInto !== null) continue;
    counts.all += 1;
    counts[group.state === 'reopened' ? 'open' : group.state] += 1;
  }
  return counts;
}

export type CrashRowNeeds = {
  readonly groups: Iterable<CrashGroup>;
  readonly view: CrashView;
  readonly hostName: (host: HostId) => string;
  /** The words of a group's cause, so that they can be searched for. */
  readonly causeText: (group: CrashGroup) => string;
  readonly compare: (a: string, b: string) => number;
};

export function listCrashGroups({ groups, view, hostName, causeText, compare }: CrashRowNeeds): readonly CrashGroup[] {
  const words = view.search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const found: CrashGroup[] = [];
  for (const group of groups) {
    if (group.mergedInto !== null || !hasState(group, view.state)) continue;
    if (view.host !== null && !group.hosts.includes(view.host)) continue;
    if (words.length > 0) {
      const text = [group.title, group.family, group.exceptionType ?? '', group.signal ?? '', group.note, causeText(group), ...group.taskNames, ...group.workers, ...group.hosts.map(hostName)].join('\n').toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
    }
    found.push(group);
  }
  return found.sort(orderOf(view.sort, compare));
}

function hasState(group: CrashGroup, wanted: CrashStateChoice): boolean {
  return wanted === 'all' || (wanted === 'open' ? isOpenGroup(group) : group.state === wanted);
}

function orderOf(sort: CrashView['sort'], compare: (a: string, b: string) => number): (a: CrashGroup, b: CrashGroup) => number {
  const last = (a: CrashGroup, b: CrashGroup): number => b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1);
  switch (sort) {
    case 'last': return last;
    case 'count': return (a, b) => b.count - a.count || last(a, b);
    case 'first': return (a, b) => b.firstSeen - a.firstSeen || last(a, b);
    case 'title': return (a, b) => compare(a.title, b.title) || last(a, b);
  }
}

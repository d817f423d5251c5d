/** The few ways to look at the journal, and the contract's filter they make. Pure. */
import type { ActionFilter, ActionKind, ActionOutcome } from '#shared/domain/action.ts';
import type { HostId } from '#shared/domain/ids.ts';

export type JournalKinds = 'all' | 'verbs' | 'recovery' | 'messages' | 'control' | 'deploy';
export type JournalSince = 'day' | 'week' | 'month' | 'all';
export type JournalView = { readonly search: string; readonly kinds: JournalKinds; readonly outcome: ActionOutcome | 'all'; readonly host: HostId | null; readonly since: JournalSince };

export const initialJournalView: JournalView = { search: '', kinds: 'all', outcome: 'all', host: null, since: 'all' };

const groups: Readonly<Record<Exclude<JournalKinds, 'all'>, readonly ActionKind[]>> = {
  verbs: ['start', 'stop', 'restart', 'pause-intake', 'resume-intake', 'drain', 'signal', 'backend'],
  recovery: ['playbook', 'fix', 'unfix', 'profile', 'file'],
  messages: ['give-back', 'dead-letter', 'undo', 'retry'],
  control: ['control'],
  deploy: ['deploy', 'update', 'undeploy'],
};

export const journalKinds: readonly JournalKinds[] = ['all', 'verbs', 'recovery', 'messages', 'control', 'deploy'];
const spans: Readonly<Record<Exclude<JournalSince, 'all'>, number>> = { day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 };

export function filterOf(view: JournalView, now: number): ActionFilter {
  return {
    hosts: view.host === null ? [] : [view.host], workers: [], brokers: [],
    kinds: view.kinds === 'all' ? [] : [...groups[view.kinds]],
    outcomes: view.outcome === 'all' ? [] : [view.outcome],
    from: view.since === 'all' ? null : now - spans[view.since],
    to: null,
    text: view.search.trim().slice(0, 200),
  };
}

export const isFiltered = (view: JournalView): boolean => view.search.trim() !== '' || view.kinds !== 'all' || view.outcome !== 'all' || view.host !== null || view.since !== 'all';

/** Whether an action is asked for by a filter, and the order of a page: newest first, the id where two began at once. */
import type { Action, ActionCursor, ActionFilter } from '#shared/domain/action.ts';

export function matchAction(filter: ActionFilter, action: Action): boolean {
  const { target } = action;
  const among = <T>(wanted: readonly T[], value: T | null): boolean => wanted.length === 0 || (value !== null && wanted.includes(value));
  return among(filter.hosts, target.host)
    && among(filter.workers, target.worker)
    && among(filter.brokers, target.broker)
    && among(filter.kinds, action.kind)
    && among(filter.outcomes, action.outcome)
    && (filter.from === null || action.at >= filter.from)
    && (filter.to === null || action.at <= filter.to)
    && (filter.text === '' || textOf(action).includes(filter.text.toLowerCase()));
}

/** Everything of an action that a person may search for, in lower case. */
export function textOf(action: Action): string {
  const { target } = action;
  const facts = [...action.before, ...action.after].map(({ name, value }) => `${name}=${String(value)}`);
  return [action.kind, action.what, action.who, action.outcome, target.hostName, target.workerName, target.brokerLabel, target.queue, ...target.tasks, ...facts].filter((part) => part !== null).join('\n').toLowerCase();
}

/** Below zero: `a` stands first. */
export function compareActions(a: ActionCursor, b: ActionCursor): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

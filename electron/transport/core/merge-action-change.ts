/** Two announcements of the journal as one: by id, the later state of each. Null when more than a page was held back. */
import type { ActionChange } from '#shared/domain/action.ts';

const mostHeldBack = 500;

export function mergeActionChange(earlier: ActionChange, later: ActionChange): ActionChange | null {
  const actions = [...new Map([...earlier.actions, ...later.actions].map((action) => [action.id, action])).values()];
  return actions.length > mostHeldBack ? null : { actions };
}

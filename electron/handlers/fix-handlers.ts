/** Commands about fixes and profiles, passed to their desk. */
import type { FixDesk } from '#electron/fixes/fix-desk.ts';
import type { Handlers } from '#electron/transport/handlers.ts';
import { err, ok } from '#shared/result.ts';

type FixCommands = 'fixes.plan' | 'fixes.apply' | 'fixes.list' | 'fixes.roll-back' | 'fixes.forget';

export function createFixHandlers(desk: FixDesk, isReadOnly: () => boolean): Pick<Handlers, FixCommands> {
  return {
    'fixes.plan': (request, { signal }) => desk.plan(request, signal),
    'fixes.apply': async ({ plan }) => {
      const begun = isReadOnly() ? err({ code: 'read-only' as const }) : desk.apply(plan);
      return begun.ok ? ok({ operation: begun.value }) : begun;
    },
    'fixes.list': async ({ host }, { signal }) => {
      const listed = await desk.list(host, signal);
      return listed.ok ? ok({ fixes: [...listed.value] }) : listed;
    },
    'fixes.roll-back': async ({ host, id }) => {
      const begun = isReadOnly() ? err({ code: 'read-only' as const }) : desk.rollBack(host, id);
      return begun.ok ? ok({ operation: begun.value }) : begun;
    },
    'fixes.forget': async ({ host, id }, { signal }) => {
      if (isReadOnly()) return err({ code: 'read-only' });
      const done = await desk.forget(host, id, signal);
      return done.ok ? ok({}) : done;
    },
  };
}

/** Commands and events about operations and supervision, passed to their desks. */
import type { OperationDesk } from '#electron/operations/operation-desk.ts';
import type { SupervisionDesk } from '#electron/supervision/supervision-desk.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import { err, ok } from '#shared/result.ts';

type OperationCommands = 'operations.list' | 'operations.cancel' | 'operations.consent' | 'supervision.describe' | 'supervision.preview' | 'supervision.run';

export type OperationHandlerNeeds = { readonly operations: OperationDesk; readonly supervision: SupervisionDesk; readonly isReadOnly: () => boolean };

export function createOperationHandlers({ operations, supervision, isReadOnly }: OperationHandlerNeeds): Pick<Handlers, OperationCommands> {
  return {
    'operations.list': async () => ok({ operations: [...operations.list()] }),
    'operations.cancel': async ({ id }) => (operations.cancel(id) ? ok({}) : err({ code: 'not-found', what: id.slice(0, 200) })),
    'operations.consent': async ({ id, step, allow }) => {
      if (isReadOnly()) return err({ code: 'read-only' });
      return operations.consent(id, step, allow) ? ok({}) : err({ code: 'not-found', what: id.slice(0, 200) });
    },
    'supervision.describe': ({ worker }, { signal }) => supervision.describe(worker, signal),
    'supervision.preview': (request, { signal }) => supervision.preview(request, signal),
    'supervision.run': async (request, { signal }) => (isReadOnly() ? err({ code: 'read-only' }) : supervision.run(request, signal)),
  };
}

export function createOperationEvents(operations: OperationDesk): Pick<EventSources, 'operations.changed'> {
  return { 'operations.changed': (_params, emit) => operations.watch(emit) };
}

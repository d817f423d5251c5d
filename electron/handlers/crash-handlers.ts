/** Commands and events about crashes and logs, passed to their desks. */
import type { CrashDesk } from '#electron/crashes/crash-desk.ts';
import type { LogDesk } from '#electron/logs/log-desk.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import { ok } from '#shared/result.ts';

type CrashCommands = 'crashes.groups' | 'crashes.incidents' | 'crashes.incident' | 'crashes.change-group' | 'logs.sources' | 'logs.read' | 'logs.search' | 'logs.histogram' | 'away.summary';
type CrashEvents = 'crashes.changed' | 'logs.followed';

export type CrashHandlerNeeds = { readonly crashes: CrashDesk; readonly logs: LogDesk };

export function createCrashHandlers({ crashes, logs }: CrashHandlerNeeds): Pick<Handlers, CrashCommands> {
  return {
    'crashes.groups': ({ filter }, { signal }) => crashes.groups(filter, signal),
    'crashes.incidents': (query, { signal }) => crashes.incidents(query, signal),
    'crashes.incident': ({ id }, { signal }) => crashes.incident(id, signal),
    'crashes.change-group': ({ id, change }, { signal }) => crashes.changeGroup(id, change, signal),
    'away.summary': async ({ host }) => ok(crashes.away(host)),
    'logs.sources': async ({ host }) => ok(logs.sources(host)),
    'logs.read': (request, { signal }) => logs.read(request, signal),
    'logs.histogram': (request, { signal }) => logs.histogram(request, signal),
    'logs.search': (request, { signal }) => logs.search(request, signal),
  };
}

export function createCrashEvents({ crashes, logs }: CrashHandlerNeeds): Pick<EventSources, CrashEvents> {
  return {
    'crashes.changed': (_params, emit) => crashes.watch(emit),
    'logs.followed': (params, emit) => logs.follow(params, emit),
  };
}

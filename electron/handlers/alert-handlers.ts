/** Commands and events about alerts and the past, passed to their desks. */
import type { AlertDesk } from '#electron/alerts/alert-desk.ts';
import type { PastDesk } from '#electron/timeline/past-desk.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import { ok } from '#shared/result.ts';

type AlertCommands = 'alerts.rules' | 'alerts.change-rules' | 'alerts.mute' | 'alerts.list' | 'channels.change' | 'channels.test';
type PastCommands = 'forecast.worker' | 'timeline.query' | 'timeline.at' | 'report.day';

export function createAlertHandlers(desk: AlertDesk): Pick<Handlers, AlertCommands> {
  return {
    'alerts.rules': async () => ok({ plan: desk.plan(), channels: [...desk.channels()] }),
    'alerts.change-rules': (change) => desk.changeRules(change),
    'alerts.mute': (request) => desk.mute(request),
    'alerts.list': async ({ from, to }) => {
      const listed = await desk.list(from, to);
      return listed.ok ? ok({ alerts: [...listed.value] }) : listed;
    },
    'channels.change': async (change) => {
      const changed = await desk.changeChannel(change);
      return changed.ok ? ok({ channels: [...changed.value] }) : changed;
    },
    'channels.test': ({ id }, { signal }) => desk.testChannel(id, signal),
  };
}

export function createPastHandlers(desk: PastDesk): Pick<Handlers, PastCommands> {
  return {
    'forecast.worker': ({ worker }, { signal }) => desk.forecast(worker, signal),
    'timeline.query': ({ from, to, hosts }, { signal }) => desk.timeline(from, to, hosts, signal),
    'timeline.at': ({ at }, { signal }) => desk.at(at, signal),
    'report.day': ({ day }, { signal }) => desk.report(day, signal),
  };
}

export function createAlertEvents(desk: AlertDesk): Pick<EventSources, 'alerts.changed'> {
  return { 'alerts.changed': (_params, emit) => desk.watch(emit) };
}

/** Commands and the event about diagnoses, passed to their desk. */
import type { DiagnosisDesk } from '#electron/diagnosis/diagnosis-desk.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import { ok } from '#shared/result.ts';

type DiagnosisCommands =
  | 'diagnosis.start' | 'diagnosis.latest' | 'diagnosis.runs' | 'diagnosis.run' | 'diagnosis.catalogue' | 'diagnosis.mute' | 'diagnosis.schedule'
  | 'diagnosis.bundle' | 'diagnosis.open-bundle';

export function createDiagnosisHandlers(desk: DiagnosisDesk): Pick<Handlers, DiagnosisCommands> {
  return {
    'diagnosis.start': async ({ hosts }) => desk.start(hosts),
    'diagnosis.latest': () => desk.latest(),
    'diagnosis.runs': ({ host }) => desk.runs(host),
    'diagnosis.run': ({ id }) => desk.run(id),
    'diagnosis.catalogue': async () => ok(desk.catalogue()),
    'diagnosis.mute': ({ mute, isMuted }) => desk.mute(mute, isMuted),
    'diagnosis.schedule': ({ everyHours }) => desk.schedule(everyHours),
    'diagnosis.bundle': ({ hosts, options }) => desk.bundle(hosts, options),
    'diagnosis.open-bundle': async ({ text }) => desk.openBundle(text),
  };
}

export function createDiagnosisEvents(desk: DiagnosisDesk): Pick<EventSources, 'diagnosis.changed'> {
  return { 'diagnosis.changed': (_params, emit) => desk.watch(emit) };
}

/** RUN-12: Celery's own warning that clocks differ: «Substantial drift from …». The clock checks tell which one. */
import { countOf, lineMatches } from '#electron/diagnosis/core/log-lines.ts';
import { unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const driftWarning: Rule = {
  id: 'RUN-12',
  category: 'runtime',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#enable-utc',
  words: {
    en: {
      title: 'Drift between workers',
      says: { ok: 'No worker complained of drift.', drift: 'A worker says that the clock of {{node}} differs.' },
      cause: 'The clock of one of the hosts is wrong by more than 16 s, or the worker stood still and reads old messages.', fix: 'Compare the clocks of both hosts; switch their time service on.', refute: 'The clocks agree, and the worker that wrote the line had been paused.',
    },
    fr: {
      title: 'Dérive entre workers',
      says: { ok: 'Aucun worker ne s’est plaint de dérive.', drift: 'Un worker dit que l’horloge de {{node}} diffère.' },
      cause: 'L’horloge d’un des hôtes est fausse de plus de 16 s, ou le worker était figé et lit de vieux messages.', fix: 'Comparer les horloges des deux hôtes ; activer leur service de temps.', refute: 'Les horloges s’accordent, et le worker qui a écrit la ligne avait été suspendu.',
    },
  },
  judge: ({ logs }) => {
    if (countOf(logs, 'missed-heartbeat') === null) return [{ ...unknownOf([logs.events]), grant: 'logs' }];
    const line = lineMatches(logs, /Substantial drift from /)[0];
    if (line === undefined) return [{ severity: 'ok', says: 'ok', on: [logs.events] }];
    return [{ severity: 'warn', says: 'drift', on: [logs.events], args: { node: /Substantial drift from (\S{1,200})/.exec(line.text)?.[1] ?? null }, group: 'clock' }];
  },
};

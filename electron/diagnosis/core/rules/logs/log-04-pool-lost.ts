/** LOG-04: the pool could not start its processes, or lost one in the middle of a task. */
import { countOf } from '#electron/diagnosis/core/log-lines.ts';
import { unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const poolLost: Rule = {
  id: 'LOG-04',
  category: 'logs',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#concurrency',
  words: {
    en: {
      title: 'Pool processes lost',
      says: { ok: 'The pool started its processes and lost none.', start: 'The pool could not start its processes ({{start|number}} times).', lost: 'Tasks were lost with their process {{lost|number}} times in the last day (WorkerLostError).' },
      cause: { start: 'No memory or no process slots were left to fork, or an import fails in the child.', lost: 'The process that ran them died: memory, a native crash, or a kill.' },
      fix: { start: 'See the checks of memory and of the process limits; lower --concurrency.', lost: 'See the crash review; task_acks_late brings such tasks back if they may run twice.' }, refute: 'The lines belong to a start that failed and was mended since.',
    },
    fr: {
      title: 'Processus du pool perdus',
      says: { ok: 'Le pool a démarré ses processus et n’en a perdu aucun.', start: 'Le pool n’a pas pu démarrer ses processus ({{start|number}} fois).', lost: 'Des tâches ont été perdues avec leur processus {{lost|number}} fois en un jour (WorkerLostError).' },
      cause: { start: 'Il ne restait ni mémoire ni place de processus pour se dupliquer, ou un import échoue dans l’enfant.', lost: 'Le processus qui les exécutait est mort : mémoire, plantage natif ou arrêt forcé.' },
      fix: { start: 'Voir les contrôles de la mémoire et des limites de processus ; baisser --concurrency.', lost: 'Voir la revue des plantages ; task_acks_late ramène ces tâches si elles peuvent tourner deux fois.' }, refute: 'Ces lignes viennent d’un démarrage manqué, réparé depuis.',
    },
  },
  judge: ({ logs }) => {
    const start = countOf(logs, 'pool-start-failed');
    const lost = countOf(logs, 'worker-lost');
    if (start === null || lost === null) return [{ ...unknownOf([logs.events]), grant: 'logs' }];
    const base = { on: [logs.events], args: { start: start.count24h, lost: lost.count24h } };
    if (start.count24h > 0) return [{ ...base, severity: 'crit', says: 'start', group: 'killed' }];
    if (lost.count24h > 0) return [{ ...base, severity: lost.count24h >= 3 ? 'crit' : 'warn', says: 'lost', group: 'killed' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};

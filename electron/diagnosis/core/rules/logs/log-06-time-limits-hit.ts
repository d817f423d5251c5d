/** LOG-06: tasks that ran into their time limit. The hard one kills the process: do not take it for a lack of memory. */
import { countOf } from '#electron/diagnosis/core/log-lines.ts';
import { unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const timeLimitsHit: Rule = {
  id: 'LOG-06',
  category: 'logs',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits',
  words: {
    en: {
      title: 'Time limits reached',
      says: { ok: 'No task reached its time limit in the last day.', soft: '{{soft|number}} tasks reached their soft time limit in the last day.', hard: '{{hard|number}} tasks were killed at their hard time limit in the last day.' },
      cause: 'They hang, or the limit is shorter than the work.', fix: 'Compare the limit with how long such tasks usually take; give calls to the network a timeout of their own.', refute: 'The limit is meant to cut such tasks off.',
    },
    fr: {
      title: 'Limites de temps atteintes',
      says: { ok: 'Aucune tâche n’a atteint sa limite de temps depuis un jour.', soft: '{{soft|number}} tâches ont atteint leur limite douce en un jour.', hard: '{{hard|number}} tâches ont été tuées à leur limite dure en un jour.' },
      cause: 'Elles se bloquent, ou la limite est plus courte que le travail.', fix: 'Comparer la limite à la durée habituelle de ces tâches ; donner un délai propre aux appels réseau.', refute: 'La limite est faite pour couper ces tâches.',
    },
  },
  judge: ({ logs }) => {
    const hard = countOf(logs, 'hard-time-limit');
    const soft = countOf(logs, 'soft-time-limit');
    if (hard === null || soft === null) return [{ ...unknownOf([logs.events]), grant: 'logs' }];
    const base = { on: [logs.events], args: { hard: hard.count24h, soft: soft.count24h }, group: 'stuck-task' };
    if (hard.count24h > 0) return [{ ...base, severity: hard.count24h >= 5 ? 'crit' : 'warn', says: 'hard' }];
    return [soft.count24h > 0 ? { ...base, severity: 'warn', says: 'soft' } : { on: base.on, severity: 'ok', says: 'ok' }];
  },
};

/** LOG-01: processes ended by SIGKILL. Trap: Celery's own hard time limit kills too, and a person may have; neither is counted here. */
import { judgeDeaths } from '#electron/diagnosis/core/judge-deaths.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const killed: Rule = {
  id: 'LOG-01',
  category: 'logs',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/faq.html',
  words: {
    en: {
      title: 'Killed processes',
      says: { ok: 'No process was killed in the last day.', some: '{{count|number}} processes of {{workers}} were ended by SIGKILL in the last day, the last one {{ago|seconds}} ago.' },
      cause: 'Mostly the out-of-memory killer, or a stop that took too long; the crash review says which, with its proofs.', fix: 'Open the incident: its memory curve and the kernel’s line decide.', refute: 'The incidents turn out to be kills by hand.',
    },
    fr: {
      title: 'Processus tués',
      says: { ok: 'Aucun processus n’a été tué depuis un jour.', some: '{{count|number}} processus de {{workers}} ont été terminés par SIGKILL en un jour, le dernier il y a {{ago|seconds}}.' },
      cause: 'Le plus souvent l’OOM killer, ou un arrêt trop long ; la revue des plantages dit lequel, preuves à l’appui.', fix: 'Ouvrir l’incident : sa courbe de mémoire et la ligne du noyau tranchent.', refute: 'Les incidents se révèlent être des arrêts à la main.',
    },
  },
  judge: (evidence, { nowMs }) => judgeDeaths(evidence, nowMs, ({ signal, cause }) => signal === 'SIGKILL' && !['hard-time-limit', 'task-revoked', 'killed-by-hand'].includes(cause), 3, 'killed'),
};

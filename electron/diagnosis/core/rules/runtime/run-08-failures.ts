/** RUN-08: how many tasks fail. Trap: three of five tell nothing, so at least ten must have ended. */
import { lossBetween } from '#electron/diagnosis/core/judging.ts';
import { eachOutcome } from '#electron/diagnosis/core/task-outcomes.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const warnAt = 10;
const critAt = 50;

export const taskFailures: Rule = {
  id: 'RUN-08',
  category: 'runtime',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/monitoring.html#task-failed',
  words: {
    en: {
      title: 'Tasks that fail',
      says: { ok: '{{failed|number}} of {{ended|number}} tasks failed in the last {{over|seconds}}.', many: '{{failed|number}} of {{ended|number}} tasks failed in the last {{over|seconds}} ({{share|percent}}).' },
      cause: 'An exception of the tasks themselves, or of what they need: a service, a file, a disk.',
      fix: 'Read the traceback of the newest failure; what fails for a moment only belongs into autoretry_for.', refute: 'These tasks are meant to fail often.',
    },
    fr: {
      title: 'Tâches en échec',
      says: { ok: '{{failed|number}} tâches sur {{ended|number}} ont échoué ces dernières {{over|seconds}}.', many: '{{failed|number}} tâches sur {{ended|number}} ont échoué ces dernières {{over|seconds}} ({{share|percent}}).' },
      cause: 'Une exception des tâches elles-mêmes, ou de ce dont elles ont besoin : un service, un fichier, un disque.',
      fix: 'Lire la trace du dernier échec ; ce qui n’échoue qu’un instant a sa place dans autoretry_for.', refute: 'Ces tâches sont faites pour échouer souvent.',
    },
  },
  judge: (evidence) => eachOutcome(evidence, ({ succeeded, failed, overMs }, base) => {
    const ended = succeeded + failed;
    const share = ended === 0 ? 0 : (100 * failed) / ended;
    const args = { failed, ended, share, over: overMs / 1000 };
    if (ended < 10 || share <= warnAt) return { ...base, args, severity: 'ok', says: 'ok' };
    return { ...base, args, severity: share > critAt ? 'crit' : 'warn', says: 'many', loss: lossBetween(share, warnAt, critAt), group: 'task-failures' };
  }),
};

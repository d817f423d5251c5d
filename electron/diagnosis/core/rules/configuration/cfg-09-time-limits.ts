/** CFG-09: time limits of tasks: none at all, or a soft one that comes too late. Trap: in solo and threads they do nothing, which CFG-02 says. */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const timeLimits: Rule = {
  id: 'CFG-09',
  category: 'configuration',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits',
  words: {
    en: {
      title: 'Time limits of tasks',
      says: { ok: 'Tasks end after {{hard|seconds}} at the latest (soft limit {{soft|seconds}}).', none: 'Tasks have no time limit: one that hangs holds its process for ever.', 'soft-only': 'There is a soft limit of {{soft|seconds}} but no hard one: a task stuck in native code never ends.', order: 'The soft limit ({{soft|seconds}}) is not below the hard one ({{hard|seconds}}): the task is killed before it can tidy up.' },
      cause: 'task_time_limit and task_soft_time_limit are unset by default.', fix: 'Set task_time_limit to twice the longest task and task_soft_time_limit 30 s below it; tasks may set their own.', refute: 'Every task sets its own time_limit in its decorator.',
    },
    fr: {
      title: 'Limites de temps des tâches',
      says: { ok: 'Les tâches finissent au plus tard après {{hard|seconds}} (limite douce {{soft|seconds}}).', none: 'Les tâches n’ont pas de limite de temps : celle qui se bloque tient son processus à jamais.', 'soft-only': 'Il y a une limite douce de {{soft|seconds}} mais pas de dure : une tâche coincée dans du code natif ne finit jamais.', order: 'La limite douce ({{soft|seconds}}) n’est pas sous la dure ({{hard|seconds}}) : la tâche est tuée avant de pouvoir ranger.' },
      cause: 'task_time_limit et task_soft_time_limit ne sont pas fixés par défaut.', fix: 'Mettre task_time_limit au double de la plus longue tâche et task_soft_time_limit 30 s en dessous ; une tâche peut fixer les siennes.', refute: 'Chaque tâche fixe son time_limit dans son décorateur.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { pool, main, on, softTimeLimitS: soft, hardTimeLimitS: hard } = settings;
    if (pool !== 'prefork') return pool === 'unknown' ? [unanswered(settings)] : [];
    if (soft === null && hard === null && !settings.isKnown) return [unanswered(settings)];
    const base = { subject: workerSubject(main), on, args: { soft, hard } };
    if (soft !== null && hard !== null && soft >= hard) return [{ ...base, severity: 'crit', says: 'order' }];
    if (hard === null) return [{ ...base, severity: 'warn', says: soft === null ? 'none' : 'soft-only' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  }),
};

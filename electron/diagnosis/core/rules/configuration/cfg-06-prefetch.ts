/** CFG-06: prefetch against the length of the tasks. Trap: in a solo pool the multiplier hardly matters, and short tasks want it high. */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const prefetchFits: Rule = {
  id: 'CFG-06',
  category: 'configuration',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/optimizing.html#prefetch-limits',
  words: {
    en: {
      title: 'Prefetch',
      says: { ok: 'The worker takes up to {{multiplier|number}} tasks ahead for each process.', long: 'Tasks take {{p95|seconds}} and the worker takes {{multiplier|number}} ahead for each process: they wait behind a long one while another worker is free.', short: 'Tasks take {{p95|seconds}} only and prefetch is 1: fetching each costs more than it needs to.' },
      cause: 'worker_prefetch_multiplier is {{multiplier|number}}; Celery’s default of 4 suits short tasks.',
      fix: { long: 'Set worker_prefetch_multiplier = 1, together with task_acks_late = True if a task may run twice.', else: 'Set it to 4 or more.' }, refute: 'Tasks of this worker are short, and only some other task is long.',
    },
    fr: {
      title: 'Préchargement',
      says: { ok: 'Le worker prend jusqu’à {{multiplier|number}} tâches d’avance par processus.', long: 'Les tâches durent {{p95|seconds}} et le worker en prend {{multiplier|number}} d’avance par processus : elles attendent derrière une longue alors qu’un autre worker est libre.', short: 'Les tâches ne durent que {{p95|seconds}} et le préchargement vaut 1 : aller chercher chacune coûte plus que nécessaire.' },
      cause: 'worker_prefetch_multiplier vaut {{multiplier|number}} ; la valeur par défaut de Celery, 4, convient aux tâches courtes.',
      fix: { long: 'Mettre worker_prefetch_multiplier = 1, avec task_acks_late = True si une tâche peut tourner deux fois.', else: 'Le mettre à 4 ou plus.' }, refute: 'Les tâches de ce worker sont courtes, et seule une autre tâche est longue.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { prefetchMultiplier: multiplier, main, on, pool } = settings;
    if (multiplier === null) return [unanswered(settings)];
    const runtimes = Object.values(evidence.panel.taskRuntimesS).filter(({ count }) => count >= 5);
    const p95 = runtimes.length === 0 ? null : Math.max(...runtimes.map((task) => task.p95));
    const base = { subject: workerSubject(main), on, args: { multiplier, p95 } };
    if (p95 !== null && p95 > 10 && multiplier !== 1 && pool !== 'solo') return [{ ...base, severity: 'warn', says: 'long' }];
    if (p95 !== null && p95 < 0.2 && multiplier === 1 && pool === 'prefork') return [{ ...base, severity: 'info', says: 'short' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  }),
};

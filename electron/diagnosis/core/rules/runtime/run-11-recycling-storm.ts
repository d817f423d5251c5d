/** RUN-11: pool processes replaced so often that starting them is the work. Trap: growing the pool makes new ones without any death. */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { viewsHere } from '#electron/diagnosis/core/workers-here.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const perMinute = 6;

export const recyclingStorm: Rule = {
  id: 'RUN-11',
  category: 'runtime',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#max-tasks-per-child-setting',
  words: {
    en: {
      title: 'Replacing pool processes',
      says: { ok: 'Pool processes last.', storm: 'Pool processes are replaced {{rate|number}} times a minute.', 'storm-tasks': 'Pool processes are replaced {{rate|number}} times a minute, each after {{tasks}} tasks: every time all modules are imported anew.' },
      cause: { 'storm-tasks': 'max-tasks-per-child is {{tasks}}, and the tasks are short.', else: 'They die or pass their memory limit after nearly every task.' },
      fix: { 'storm-tasks': 'Set it to some hundreds, and limit the memory instead.', else: 'See the crash review for how they end.' }, refute: 'ForkPoolWorker numbers in the log rise slowly.',
    },
    fr: {
      title: 'Remplacement des processus du pool',
      says: { ok: 'Les processus du pool durent.', storm: 'Les processus du pool sont remplacés {{rate|number}} fois par minute.', 'storm-tasks': 'Les processus du pool sont remplacés {{rate|number}} fois par minute, après {{tasks}} tâches chacun : à chaque fois, tous les modules sont réimportés.' },
      cause: { 'storm-tasks': 'max-tasks-per-child vaut {{tasks}}, et les tâches sont courtes.', else: 'Ils meurent ou dépassent leur limite de mémoire presque à chaque tâche.' },
      fix: { 'storm-tasks': 'Le mettre à quelques centaines, et limiter plutôt la mémoire.', else: 'Voir dans la revue des plantages comment ils finissent.' }, refute: 'Les numéros ForkPoolWorker du journal montent lentement.',
    },
  },
  judge: (evidence, { nowMs }) => eachWorker(evidence, ({ main, pool, maxTasksPerChild }) => {
    const subject = workerSubject(main);
    const view = viewsHere(evidence).find(({ key }) => key === main.worker);
    const on = [evidence.processes.mains];
    if (pool !== 'prefork') return pool === 'unknown' ? [unknownOf(on, subject)] : [];
    if (!isHad(evidence.processes.mains) || view === undefined) return [{ ...unknownOf(on, subject), grant: 'history' }];
    const deaths = view.childDeaths.filter(({ replacedBy }) => replacedBy !== null);
    const oldest = deaths.at(-1);
    // the list holds the newest twenty: over the time they span
    const minutes = oldest === undefined ? 60 : Math.max(1, (nowMs - oldest.at) / 60_000);
    const rate = deaths.length / minutes;
    if (deaths.length < 10 || rate <= perMinute) return [{ subject, on, severity: 'ok', says: 'ok' }];
    const isByTasks = maxTasksPerChild !== null && maxTasksPerChild <= 50;
    return [{ subject, on, severity: 'warn', says: isByTasks ? 'storm-tasks' : 'storm', args: { rate, tasks: maxTasksPerChild }, group: 'recycling' }];
  }),
};

/**
 * CFG-08: late acknowledgement with reject_on_worker_lost: a task that kills its process comes back for ever.
 * Trap: both settings together are a fair choice for tasks that may run twice; only a task that killed twice makes it a fault.
 */
import { isHad, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const lateAcks: Rule = {
  id: 'CFG-08',
  category: 'configuration',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-reject-on-worker-lost',
  words: {
    en: {
      title: 'What happens to a task whose process dies',
      says: {
        ok: 'Tasks are acknowledged early, or are not given back after killing their process.',
        poison: 'The task {{task}} killed its process {{times}} times and was given back each time: it goes on for ever.',
        guardless: 'A task that kills its process is given back without any limit (acks_late and reject_on_worker_lost): one bad task is enough for a hot loop.',
        lost: 'Processes were killed {{kills}} times in the last day, and tasks are acknowledged when they start: what ran then is lost.',
      },
      cause: { lost: 'task_acks_late is off.', else: 'Celery counts no deliveries on Redis: redelivered is the only hint, and nothing acts on it.' },
      fix: { poison: 'Take this task out (revoke it, or move it aside in the list of unacknowledged tasks), then set task_reject_on_worker_lost = False.', lost: 'Set task_acks_late = True for tasks that may run twice, and mend what kills the processes.', else: 'Set task_reject_on_worker_lost = False, or count redeliveries in the task and give up after a few.' },
      refute: 'The task in question counts its own deliveries and stops.',
    },
    fr: {
      title: 'Le sort d’une tâche dont le processus meurt',
      says: {
        ok: 'Les tâches sont acquittées tôt, ou ne sont pas rendues après avoir tué leur processus.',
        poison: 'La tâche {{task}} a tué son processus {{times}} fois et a été rendue chaque fois : cela ne finira pas.',
        guardless: 'Une tâche qui tue son processus est rendue sans limite (acks_late et reject_on_worker_lost) : une seule mauvaise tâche suffit à une boucle folle.',
        lost: 'Des processus ont été tués {{kills}} fois en un jour, et les tâches sont acquittées à leur début : ce qui tournait alors est perdu.',
      },
      cause: { lost: 'task_acks_late est désactivé.', else: 'Celery ne compte aucune livraison sur Redis : redelivered est le seul indice, et rien n’en tient compte.' },
      fix: { poison: 'Écarter cette tâche (la révoquer, ou la mettre de côté dans la liste des non acquittées), puis mettre task_reject_on_worker_lost = False.', lost: 'Mettre task_acks_late = True pour les tâches qui peuvent tourner deux fois, et réparer ce qui tue les processus.', else: 'Mettre task_reject_on_worker_lost = False, ou compter les livraisons dans la tâche et renoncer après quelques-unes.' },
      refute: 'La tâche en question compte elle-même ses livraisons et s’arrête.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { acksLate, rejectOnWorkerLost, main } = settings;
    if (acksLate === null || rejectOnWorkerLost === null) return [unanswered(settings)];
    const deaths = deathsOf(evidence, main.node);
    const base = { subject: workerSubject(main), on: [...settings.on, evidence.logs.incidents] };
    if (acksLate && rejectOnWorkerLost) {
      const poison = deaths.find(({ times }) => times >= 2);
      if (poison !== undefined) return [{ ...base, severity: 'crit', says: 'poison', args: { task: poison.task, times: poison.times }, group: 'poison' }];
      return [{ ...base, severity: 'info', says: 'guardless' }];
    }
    const kills = deaths.reduce((sum, { times }) => sum + times, 0);
    if (!acksLate && kills >= 2) return [{ ...base, severity: 'warn', says: 'lost', args: { kills } }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  }),
};

/** Deaths of this worker's processes by the task in their hands. */
function deathsOf(evidence: Evidence, node: string | null): readonly { readonly task: string; readonly times: number }[] {
  if (!isHad(evidence.logs.incidents)) return [];
  const deaths = evidence.logs.incidents.value.filter(({ worker, kind, cause }) => (kind === 'child-died' || cause === 'poison-task') && (worker === null || worker === node));
  return [...Map.groupBy(deaths, ({ taskId, id }) => taskId ?? id)].map(([, group]) => ({ task: group[0]?.taskName ?? group[0]?.taskId ?? '?', times: group.reduce((sum, { times }) => sum + times, 0) })).sort((a, b) => b.times - a.times);
}

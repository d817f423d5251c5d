/** RUN-05: tasks wait in a queue that no worker takes from. Trap: a worker that could not be asked may take from it; then it is unknown. */
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { consumersOf } from '#electron/diagnosis/core/queue-consumers.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const queueWithoutConsumer: Rule = {
  id: 'RUN-05',
  category: 'runtime',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#queues',
  words: {
    en: {
      title: 'Queues without a worker',
      says: { ok: 'Every queue with tasks has a worker.', nobody: '{{depth|number}} tasks wait in {{queue}}, and no worker takes from it.' },
      cause: 'The worker was started without this queue in -Q, is gone, or the name in task_routes is misspelt.', fix: 'Start the worker that owns it, add the queue to one that runs (add_consumer), or correct the route.', refute: 'active_queues of some worker lists this queue.',
    },
    fr: {
      title: 'Files sans worker',
      says: { ok: 'Chaque file qui contient des tâches a un worker.', nobody: '{{depth|number}} tâches attendent dans {{queue}}, et aucun worker n’y puise.' },
      cause: 'Le worker a été démarré sans cette file dans -Q, a disparu, ou le nom dans task_routes est mal écrit.', fix: 'Démarrer le worker qui la sert, ajouter la file à un worker en marche (add_consumer), ou corriger la route.', refute: 'active_queues d’un worker affiche cette file.',
    },
  },
  judge: (evidence) => evidence.redis.flatMap((redis): Judgement[] => {
    const broker = { kind: 'broker', name: redis.label, pid: null, worker: null } as const;
    if (!isHad(redis.queues)) return [unknownOf([redis.queues], broker)];
    const filled = redis.queues.value.filter(({ depth, kind }) => depth > 0 && kind === 'list');
    const alone = filled.filter(({ name }) => consumersOf(evidence, redis, name) === 0);
    const on = [redis.queues, redis.listeners];
    if (alone.length > 0) return alone.slice(0, 50).map(({ name, depth }) => ({ severity: 'crit', says: 'nobody', on, subject: subjectOf('queue', name), args: { queue: name, depth }, group: 'queue-stuck' }));
    if (filled.some(({ name }) => consumersOf(evidence, redis, name) === null)) return [{ ...unknownOf(on, broker), grant: 'worker-reply' }];
    return [{ severity: 'ok', says: 'ok', on, subject: broker }];
  }),
};

/**
 * RUN-04: alive and connected, but not waiting for messages: the deaf worker. A heartbeat alone proves nothing.
 * Trap: between two messages BRPOP is absent for milliseconds; a verdict over time, or an idle worker beside a full queue, is needed.
 */
import { isHad, nodeSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { viewsHere } from '#electron/diagnosis/core/workers-here.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const notConsuming: Rule = {
  id: 'RUN-04',
  category: 'runtime',
  impact: 5,
  link: 'https://github.com/celery/celery/discussions/7276',
  words: {
    en: {
      title: 'Taking tasks',
      says: { ok: 'The worker waits for messages or works.', deaf: 'The worker is connected and beats, but does not wait for messages: it takes nothing.', paused: 'The worker was told to take nothing (its queues were cancelled).', nobody: 'Tasks are waiting, workers are connected, and no connection waits for messages.' },
      cause: { paused: 'cancel_consumer was sent to it, by the panel or by somebody.', else: 'After Redis was restarted it reconnected, but never came back to its queues; Celery 5.2 and 5.3 are known for it.' },
      fix: { paused: 'Give it its queues back (add_consumer), or restart it.', else: 'Restart this worker, then upgrade Celery to 5.5 or newer.' }, refute: 'CLIENT LIST shows cmd=brpop from this worker.',
    },
    fr: {
      title: 'Prise des tâches',
      says: { ok: 'Le worker attend des messages ou travaille.', deaf: 'Le worker est connecté et bat, mais n’attend aucun message : il ne prend rien.', paused: 'On a dit au worker de ne rien prendre (ses files ont été retirées).', nobody: 'Des tâches attendent, des workers sont connectés, et aucune connexion n’attend de message.' },
      cause: { paused: 'cancel_consumer lui a été envoyé, par le panneau ou par quelqu’un.', else: 'Après un redémarrage de Redis, il s’est reconnecté sans jamais revenir à ses files ; Celery 5.2 et 5.3 en sont connus.' },
      fix: { paused: 'Lui rendre ses files (add_consumer), ou le redémarrer.', else: 'Redémarrer ce worker, puis passer à Celery 5.5 ou plus.' }, refute: 'CLIENT LIST montre cmd=brpop venant de ce worker.',
    },
  },
  judge: (evidence) => {
    const views = viewsHere(evidence);
    const judged = evidence.celery.map((node): Judgement => {
      const view = views.find(({ key }) => key === node.worker);
      const subject = nodeSubject(node);
      const redis = evidence.redis.find(({ broker }) => broker === node.broker);
      const on = [...(redis === undefined ? [] : [redis.clients]), node.activeQueues, node.active];
      if (view?.verdict.reason === 'intake-paused') return { subject, on, severity: 'info', says: 'paused' };
      if (view?.verdict.kind === 'deaf') return { subject, on, severity: 'crit', says: 'deaf', group: 'worker-deaf', isBlocking: views.every(({ verdict }) => verdict.kind === 'deaf') };
      if (view === undefined || ['unknown', 'unreachable'].includes(view.verdict.kind)) return unknownOf(on, subject);
      return { subject, on, severity: 'ok', says: 'ok' };
    });
    const silent = evidence.redis.flatMap((redis): Judgement[] => {
      if (!isHad(redis.clients) || !isHad(redis.queues) || !isHad(redis.listeners) || redis.listeners.value === 0) return [];
      const nodes = evidence.celery.filter(({ broker }) => broker === redis.broker);
      const isIdle = nodes.length > 0 && nodes.every(({ active }) => isHad(active) && active.value.length === 0);
      const isWaitedFor = redis.clients.value.some(({ command, flags }) => /^b[rl]?(z?pop|lpop|rpop|rpoplpush|lmove)|^brpop/i.test(command) || flags.includes('b'));
      const depth = redis.queues.value.reduce((sum, queue) => sum + queue.depth, 0);
      if (!isIdle || isWaitedFor || depth === 0 || judged.some(({ says }) => says === 'deaf' || says === 'paused')) return [];
      return [{ severity: 'crit', says: 'nobody', on: [redis.clients, redis.queues], subject: { kind: 'broker', name: redis.label, pid: null, worker: null }, group: 'worker-deaf', isBlocking: true, command: 'redis-cli client list | grep -i brpop' }];
    });
    return [...judged, ...silent];
  },
};

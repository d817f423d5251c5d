/**
 * RED-12: a queue that grows. With a living consumer it is a warning after a quarter of an hour, without one it is critical.
 * Trap: a burst of tasks is what queues are for; depth alone says nothing.
 */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { consumersOf } from '#electron/diagnosis/core/queue-consumers.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const longS = 900;

export const queueGrowth: Rule = {
  id: 'RED-12',
  category: 'redis',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/monitoring.html#redis-queues',
  words: {
    en: {
      title: 'Growing queues',
      says: { ok: 'No queue grows.', behind: '{{queue}} has {{depth|number}} tasks and grew by {{growth|number}} in {{over|seconds}}, though {{consumers}} workers take from it.', alone: '{{queue}} has {{depth|number}} tasks, grows, and no worker takes from it.' },
      cause: { alone: 'The worker of this queue is gone, or was started without this queue in -Q.', else: 'More tasks come in than the workers can do.' },
      fix: { alone: 'Start the worker that owns it, or give the queue to one that runs (add_consumer).', else: 'Send fewer tasks, make them shorter, or add a worker on another Pi; more pool processes help only while cores and memory are free.' },
      refute: 'The depth falls again by itself within the hour.',
    },
    fr: {
      title: 'Files qui grossissent',
      says: { ok: 'Aucune file ne grossit.', behind: '{{queue}} contient {{depth|number}} tâches et a grossi de {{growth|number}} en {{over|seconds}}, bien que {{consumers}} workers y puisent.', alone: '{{queue}} contient {{depth|number}} tâches, grossit, et aucun worker n’y puise.' },
      cause: { alone: 'Le worker de cette file a disparu, ou a été démarré sans elle dans -Q.', else: 'Il arrive plus de tâches que les workers n’en font.' },
      fix: { alone: 'Démarrer le worker qui la sert, ou confier la file à un worker en marche (add_consumer).', else: 'Envoyer moins de tâches, les raccourcir, ou ajouter un worker sur un autre Pi ; davantage de processus du pool n’aident que s’il reste des cœurs et de la mémoire.' },
      refute: 'La profondeur redescend d’elle-même dans l’heure.',
    },
  },
  judge: (evidence) => evidence.redis.flatMap((redis): Judgement[] => {
    if (!isHad(redis.queues)) return [{ ...unknownOf([redis.queues], { kind: 'broker', name: redis.label, pid: null, worker: null }) }];
    const view = evidence.panel.brokers.find(({ id }) => id === redis.broker);
    const found = redis.queues.value.flatMap(({ name, depth }): Judgement[] => {
      const since = deltaOf(evidence, counterKey.queue(redis.label, name), depth);
      const perMinute = view?.queues.find((queue) => queue.name === name)?.growthPerMinute ?? null;
      const consumers = consumersOf(evidence, redis, name);
      const isGrowing = perMinute !== null && perMinute > 0.5 && depth > 10;
      const hasGrownLong = since !== null && since.overS >= longS && since.delta > 10 && (perMinute === null || perMinute > 0);
      if (!isGrowing && !hasGrownLong) return [];
      const base = { subject: subjectOf('queue', name), on: [redis.queues], args: { queue: name, depth, growth: since?.delta ?? null, over: since?.overS ?? null, consumers: consumers ?? 0 }, group: 'queue-stuck' };
      if (consumers === 0) return [{ ...base, severity: 'crit', says: 'alone' }];
      return hasGrownLong ? [{ ...base, severity: 'warn', says: 'behind' }] : [];
    });
    return found.length > 0 ? found.slice(0, 50) : [{ severity: 'ok', says: 'ok', on: [redis.queues], subject: { kind: 'broker', name: redis.label, pid: null, worker: null } }];
  }),
};

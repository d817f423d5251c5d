/**
 * CFG-07: solo or threads with prefetch 1 and no heartbeat: each task waits for an unrelated timer, 5 to 10 s.
 * Trap: newer kombu may have mended it, so it is never critical without tasks seen waiting while the worker is idle.
 */
import { isAtLeast, versionOf } from '#electron/diagnosis/core/compare-versions.ts';
import { isHad, nodeOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const deadTime: Rule = {
  id: 'CFG-07',
  category: 'configuration',
  impact: 3,
  link: 'https://github.com/celery/celery/issues/4378',
  words: {
    en: {
      title: 'Dead time between tasks',
      says: {
        ok: 'Nothing delays the next task.',
        likely: 'Pool {{pool}}, prefetch 1 and no heartbeat: after each task the next one is fetched only when some unrelated timer fires, 5 to 10 s later.',
        seen: 'Pool {{pool}}, prefetch 1 and no heartbeat, and {{waiting|number}} tasks wait while the worker has nothing to do: each costs 5 to 10 s of dead time.',
      },
      cause: 'The event loop looks for new messages only when a timer wakes it. Heartbeat and gossip are such timers; --without-heartbeat and --without-gossip take them away.',
      fix: 'Start without those two flags, or with a prefetch of 2 to 4, or use prefork with one process.',
      refute: 'Between the end of one task and the start of the next lie less than 2 s while the queue is not empty.',
    },
    fr: {
      title: 'Temps mort entre les tâches',
      says: {
        ok: 'Rien ne retarde la tâche suivante.',
        likely: 'Pool {{pool}}, préchargement 1 et pas de battement : après chaque tâche, la suivante n’est prise que lorsqu’un minuteur sans rapport se déclenche, 5 à 10 s plus tard.',
        seen: 'Pool {{pool}}, préchargement 1 et pas de battement, et {{waiting|number}} tâches attendent alors que le worker n’a rien à faire : chacune coûte 5 à 10 s de temps mort.',
      },
      cause: 'La boucle d’événements ne cherche de nouveaux messages que lorsqu’un minuteur la réveille. Battement et gossip en sont ; --without-heartbeat et --without-gossip les retirent.',
      fix: 'Démarrer sans ces deux options, ou avec un préchargement de 2 à 4, ou utiliser prefork avec un seul processus.',
      refute: 'Entre la fin d’une tâche et le début de la suivante, moins de 2 s s’écoulent alors que la file n’est pas vide.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { main, pool, on, prefetchMultiplier, concurrency } = settings;
    const stats = settings.node !== null && isHad(settings.node.stats) ? settings.node.stats.value : null;
    const count = stats?.prefetchCount ?? (prefetchMultiplier === null ? null : prefetchMultiplier * Math.max(1, concurrency ?? 1));
    const base = { subject: workerSubject(main), on: [...on, main.packages], args: { pool, prefetch: count, waiting: 0 } };
    const isTimerless = main.asked.withoutHeartbeat && main.asked.withoutGossip;
    const isSuspect = pool === 'solo' || pool === 'threads' || (pool === 'prefork' && concurrency === 1);
    if (pool === 'unknown' || (isTimerless && isSuspect && count === null)) return [unanswered(settings)];
    if (!isTimerless || !isSuspect || (count ?? 0) !== 1) return [{ ...base, severity: 'ok', says: 'ok' }];
    const queues = new Set((settings.node !== null && isHad(settings.node.activeQueues) ? settings.node.activeQueues.value : []).map(({ name }) => name));
    const waiting = evidence.redis.flatMap((redis) => (isHad(redis.queues) ? redis.queues.value : [])).filter(({ name }) => queues.has(name)).reduce((sum, { depth }) => sum + depth, 0);
    const node = nodeOf(evidence, main);
    const isIdle = node !== null && isHad(node.active) && node.active.value.length === 0;
    const kombu = isHad(main.packages) ? versionOf(main.packages.value['kombu'] ?? '') : null;
    const fix = { id: 'worker-with-heartbeat', args: {} };
    if (isIdle && waiting > 0) return [{ ...base, args: { ...base.args, waiting }, severity: isAtLeast(kombu, '5.4') === true ? 'warn' : 'crit', says: 'seen', group: 'dead-time', fix }];
    return [{ ...base, severity: 'warn', says: 'likely', group: 'dead-time', fix }];
  }),
};

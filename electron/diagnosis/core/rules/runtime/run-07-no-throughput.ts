/** RUN-07: nothing was done for ten minutes although tasks wait. Trap: one long task in every process is work, too. */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { isHad, nodeSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const noThroughput: Rule = {
  id: 'RUN-07',
  category: 'runtime',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#statistics',
  words: {
    en: {
      title: 'Throughput',
      says: { ok: '{{done|number}} tasks were done since the last look.', none: 'No task was done for {{over|seconds}}, {{depth|number}} wait in its queues, and it has nothing in hand.' },
      cause: 'The worker looks alive and takes nothing: see whether it waits for messages.', fix: 'Restart it; if that helps, the reconnection to Redis is what fails.', refute: 'processed in its heartbeats goes up.',
    },
    fr: {
      title: 'Débit',
      says: { ok: '{{done|number}} tâches faites depuis le dernier examen.', none: 'Aucune tâche faite depuis {{over|seconds}}, {{depth|number}} attendent dans ses files, et il n’a rien en main.' },
      cause: 'Le worker paraît vivant et ne prend rien : voir s’il attend des messages.', fix: 'Le redémarrer ; si cela aide, c’est la reconnexion à Redis qui échoue.', refute: 'processed augmente dans ses battements.',
    },
  },
  judge: (evidence) => evidence.celery.map((node): Judgement => {
    const subject = nodeSubject(node);
    const redis = evidence.redis.find(({ broker }) => broker === node.broker);
    const on = [node.heartbeat, node.active, ...(redis === undefined ? [] : [redis.queues])];
    const processed = isHad(node.heartbeat) ? node.heartbeat.value.processed : null;
    if (processed === null) return unknownOf(on, subject);
    const since = deltaOf(evidence, counterKey.processed(node.node), processed);
    if (since === null) return { ...unknownOf(on, subject), grant: 'second-round' };
    const queues = new Set(isHad(node.activeQueues) ? node.activeQueues.value.map(({ name }) => name) : []);
    const depth = redis !== undefined && isHad(redis.queues) ? redis.queues.value.filter(({ name }) => queues.has(name)).reduce((sum, queue) => sum + queue.depth, 0) : 0;
    const isIdle = isHad(node.active) && node.active.value.length === 0;
    const base = { subject, on, args: { done: Math.max(0, since.delta), over: since.overS, depth } };
    return since.delta === 0 && since.overS >= 600 && depth > 0 && isIdle ? { ...base, severity: 'crit', says: 'none', group: 'worker-deaf' } : { ...base, severity: 'ok', says: 'ok' };
  }),
};

/**
 * CFG-02: limits that the worker's pool ignores, without a word from Celery.
 * Trap: what the pool is must be known: from its command line, its own answer, or its children.
 */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const ignoredLimits: Rule = {
  id: 'CFG-02',
  category: 'configuration',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits',
  words: {
    en: {
      title: 'Limits that do nothing',
      says: { ok: 'The limits that are set act in the pool {{pool}}.', ignored: 'The pool {{pool}} ignores {{limits}}: they look set and do nothing.' },
      cause: 'Only prefork recycles processes and enforces time limits; solo and threads do neither, gevent only the hard limit. Celery takes the options and says nothing.',
      fix: 'Use prefork with one process (--pool=prefork --concurrency=1), or let the supervisor recycle the worker by memory and number of tasks. Remove the options that do nothing.',
      refute: 'stats shows pool.timeouts or max-tasks-per-child with these figures for this worker.',
    },
    fr: {
      title: 'Limites sans effet',
      says: { ok: 'Les limites fixées agissent dans le pool {{pool}}.', ignored: 'Le pool {{pool}} ignore {{limits}} : ces limites paraissent posées et ne font rien.' },
      cause: 'Seul prefork recycle les processus et applique les limites de temps ; solo et threads ne font ni l’un ni l’autre, gevent seulement la limite dure. Celery accepte les options sans rien dire.',
      fix: 'Utiliser prefork avec un seul processus (--pool=prefork --concurrency=1), ou laisser le superviseur recycler le worker selon la mémoire et le nombre de tâches. Retirer les options sans effet.',
      refute: 'stats affiche pool.timeouts ou max-tasks-per-child avec ces valeurs pour ce worker.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { pool, main, on } = settings;
    if (pool === 'unknown') return [unanswered(settings)];
    const asked = main.asked;
    const conf = settings.node !== null && settings.node.conf.state === 'had' ? settings.node.conf.value : {};
    const isSet = (flag: number | null, setting: string): boolean => flag !== null || (conf[setting] !== undefined && !/^(None|null|0)?$/.test(conf[setting]));
    const recycling = [...(isSet(asked.maxTasksPerChild, 'worker_max_tasks_per_child') ? ['max-tasks-per-child'] : []), ...(isSet(asked.maxMemoryPerChildKiB, 'worker_max_memory_per_child') ? ['max-memory-per-child'] : [])];
    const soft = isSet(asked.softTimeLimitS, 'task_soft_time_limit') ? ['soft-time-limit'] : [];
    const hard = isSet(asked.hardTimeLimitS, 'task_time_limit') ? ['time-limit'] : [];
    const ignored = pool === 'prefork' ? [] : pool === 'gevent' || pool === 'eventlet' ? [...recycling, ...soft] : [...recycling, ...hard, ...soft];
    const base = { subject: workerSubject(main), on, args: { pool, limits: ignored.map((name) => `--${name}`).join(', ') } };
    if (ignored.length === 0) return [{ ...base, severity: 'ok', says: 'ok' }];
    return [{ ...base, severity: 'warn', says: 'ignored', fix: { id: 'worker-prefork-one', args: {} } }];
  }),
};

/**
 * CFG-24: the command line asks for prefork and the project's code chooses another pool. Celery takes `--pool=prefork` for its own
 * default and lets `worker_pool` win, without a word; `--pool=processes`, another name of the same pool, holds.
 * Trap: any other pool on the command line wins over the code, so that the difference alone is no fault.
 */
import { valueOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const poolInCode: Rule = {
  id: 'CFG-24',
  category: 'configuration',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#worker-pool',
  words: {
    en: {
      title: 'Pool chosen in code',
      says: { ok: 'The worker runs in the pool that it was started for.', overruled: 'It was started with --pool=prefork and runs in {{pool}}: worker_pool in the code overrules it.' },
      cause: 'Celery cannot tell --pool=prefork from its own default, so that worker_pool = {{pool}} of the project wins.',
      fix: 'Take worker_pool out of the code, or start it with --pool=processes, the other name of prefork, which nothing overrules.', refute: 'inspect stats shows pool processes other than the main one.',
    },
    fr: {
      title: 'Pool choisi dans le code',
      says: { ok: 'Le worker tourne dans le pool pour lequel il a été lancé.', overruled: 'Il a été lancé avec --pool=prefork et tourne en {{pool}} : worker_pool dans le code l’emporte.' },
      cause: 'Celery ne distingue pas --pool=prefork de sa propre valeur par défaut ; worker_pool = {{pool}} du projet l’emporte donc.',
      fix: 'Retirer worker_pool du code, ou lancer avec --pool=processes, l’autre nom de prefork, que rien n’écrase.', refute: 'inspect stats montre des processus du pool autres que le principal.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { main, node, pool } = settings;
    const subject = workerSubject(main);
    if (main.asked.poolSaid !== 'prefork') return [];
    const chosen = node === null ? null : valueOf(node.conf)?.['worker_pool'];
    if (chosen === null || (chosen === undefined && !settings.isKnown)) return [unanswered(settings)];
    const on = settings.on;
    if (chosen === undefined || /^(prefork|processes|null|None|celery\.concurrency\.prefork\b.*)$/.test(chosen) || pool === 'prefork') return [{ subject, on, severity: 'ok', says: 'ok' }];
    return [{ subject, on, severity: 'warn', says: 'overruled', args: { pool: chosen.slice(0, 60) }, fix: { id: 'worker-prefork-one', args: {} } }];
  }),
};

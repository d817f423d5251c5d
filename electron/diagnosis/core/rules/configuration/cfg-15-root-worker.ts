/** CFG-15: a worker that runs as root. Trap: root inside a container is not the host's. */
import { unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const rootWorker: Rule = {
  id: 'CFG-15',
  category: 'configuration',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/daemonizing.html#running-the-worker-with-superuser-privileges-root',
  words: {
    en: {
      title: 'User of the worker',
      says: { ok: 'The worker runs as {{user}}.', root: 'The worker runs as root: a task can do anything on this Pi.' },
      cause: 'The unit or the start line names no user.', fix: 'Give the unit User= and make its directories that user’s.', refute: 'Its tasks need to be root, and nobody else can reach the broker.',
    },
    fr: {
      title: 'Utilisateur du worker',
      says: { ok: 'Le worker tourne sous {{user}}.', root: 'Le worker tourne en root : une tâche peut tout faire sur ce Pi.' },
      cause: 'L’unité ou la ligne de démarrage ne nomme pas d’utilisateur.', fix: 'Donner User= à l’unité et rendre ses répertoires à cet utilisateur.', refute: 'Ses tâches doivent être root, et personne d’autre n’atteint le broker.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const on = [evidence.processes.mains];
    if (main.uid === null) return [unknownOf(on, subject)];
    const args = { user: main.user ?? String(main.uid) };
    return [main.uid === 0 && main.container === null ? { subject, on, args, severity: 'warn', says: 'root' } : { subject, on, args, severity: 'ok', says: 'ok' }];
  }),
};

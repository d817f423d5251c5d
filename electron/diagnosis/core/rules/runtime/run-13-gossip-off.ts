/** RUN-13: gossip or mingle switched off. A fair choice that saves messages; it is told because revocations then are not shared at a start. */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const gossipOff: Rule = {
  id: 'RUN-13',
  category: 'runtime',
  impact: 1,
  link: 'https://docs.celeryq.dev/en/stable/reference/cli.html#cmdoption-celery-worker-without-gossip',
  words: {
    en: {
      title: 'Gossip and mingle',
      says: { ok: 'Gossip and mingle are on, as by default.', off: 'Started with {{flags}}: the worker learns nothing from its peers, revoked tasks included.' },
      cause: 'The start line asks for it.', fix: 'Leave it so if no task is ever revoked and no «missed heartbeat» line is wanted; otherwise take the flags out.', refute: 'The start line of the running process has none of these flags.',
    },
    fr: {
      title: 'Gossip et mingle',
      says: { ok: 'Gossip et mingle sont actifs, comme par défaut.', off: 'Démarré avec {{flags}} : le worker n’apprend rien de ses pairs, pas même les tâches révoquées.' },
      cause: 'La ligne de démarrage le demande.', fix: 'Laisser ainsi si aucune tâche n’est jamais révoquée et qu’on ne veut pas de lignes « missed heartbeat » ; sinon retirer ces options.', refute: 'La ligne de démarrage du processus en marche n’a aucune de ces options.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const flags = [...(main.asked.withoutGossip ? ['--without-gossip'] : []), ...(main.asked.withoutMingle ? ['--without-mingle'] : [])].join(' ');
    const base = { subject: workerSubject(main), on: [evidence.processes.mains], args: { flags } };
    return [flags === '' ? { ...base, severity: 'ok', says: 'ok' } : { ...base, severity: 'info', says: 'off' }];
  }),
};

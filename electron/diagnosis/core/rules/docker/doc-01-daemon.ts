/** DOC-01: does the Docker daemon answer. Trap: no permission is unknown, and the group that would give it equals root. */
import { isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const dockerDaemon: Rule = {
  id: 'DOC-01',
  category: 'docker',
  impact: 3,
  link: 'https://docs.docker.com/engine/install/linux-postinstall/',
  words: {
    en: {
      title: 'Docker daemon',
      says: { ok: 'Docker {{version}} answers.', down: 'Docker is installed and does not answer: {{why}}' },
      cause: 'The daemon is stopped, failed to start, or hangs.', fix: 'See systemctl status docker; after an upgrade of the kernel restart the Pi first.', refute: 'docker version shows a server.',
    },
    fr: {
      title: 'Démon Docker',
      says: { ok: 'Docker {{version}} répond.', down: 'Docker est installé et ne répond pas : {{why}}' },
      cause: 'Le démon est arrêté, n’a pas pu démarrer, ou est bloqué.', fix: 'Voir systemctl status docker ; après une mise à jour du noyau, redémarrer d’abord le Pi.', refute: 'docker version montre un serveur.',
    },
  },
  judge: ({ docker: { version } }) => {
    if (isHad(version)) return [{ severity: 'ok', says: 'ok', on: [version], args: { version: version.value.server } }];
    if (isMissing(version)) return [];
    if (version.state === 'failed') return [{ severity: 'crit', says: 'down', on: [version], args: { why: version.because.slice(0, 300) }, command: 'systemctl status docker --no-pager', group: 'docker-down' }];
    return [unknownOf([version])];
  },
};

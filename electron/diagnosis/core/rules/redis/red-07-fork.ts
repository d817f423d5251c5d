/** RED-07: may Redis fork for saving: the kernel's overcommit, and how long the last fork took. */
import { brokerSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const redisFork: Rule = {
  id: 'RED-07',
  category: 'redis',
  impact: 2,
  link: 'https://redis.io/docs/latest/develop/get-started/faq/#background-saving-fails-with-a-fork-error-on-linux',
  words: {
    en: {
      title: 'Forking for a save',
      says: { ok: 'Redis can fork for saving.', overcommit: 'vm.overcommit_memory is 0 and Redis holds {{share|percent}} of the memory: saving may fail with «Cannot allocate memory».', slow: 'The last fork took {{took|ms}}; Redis answers nobody meanwhile.' },
      cause: 'The kernel counts the copy of the process as if all of it would be written.', fix: 'Set vm.overcommit_memory to 1, as Redis’ own documentation asks.', refute: 'sysctl vm.overcommit_memory answers 1.',
    },
    fr: {
      title: 'Fork pour enregistrer',
      says: { ok: 'Redis peut se dupliquer pour enregistrer.', overcommit: 'vm.overcommit_memory vaut 0 et Redis occupe {{share|percent}} de la mémoire : l’enregistrement peut échouer avec « Cannot allocate memory ».', slow: 'Le dernier fork a pris {{took|ms}} ; pendant ce temps, Redis ne répond à personne.' },
      cause: 'Le noyau compte la copie du processus comme si elle allait être écrite en entier.', fix: 'Mettre vm.overcommit_memory à 1, comme le demande la documentation de Redis.', refute: 'sysctl vm.overcommit_memory répond 1.',
    },
  },
  judge: (evidence) => evidence.redis.filter(({ isOnThisHost }) => isOnThisHost === true).map((redis): Judgement => {
    const figures = figuresOf(redis);
    const { sysctl } = evidence.system;
    const on = [redis.info, sysctl];
    const subject = brokerSubject(redis);
    const used = figures.info('used_memory');
    const mode = isHad(sysctl) ? sysctl.value['vm.overcommit_memory'] : undefined;
    const total = evidence.host.memTotalBytes;
    if (used === null || mode === undefined || total === null) return unknownOf(on, subject);
    const share = (100 * used) / total;
    const took = (figures.info('latest_fork_usec') ?? 0) / 1000;
    const base = { subject, on, args: { share, took } };
    if (mode === '0' && share > 30) return { ...base, severity: 'warn', says: 'overcommit', group: 'redis-saving', command: 'sudo sysctl vm.overcommit_memory=1', fix: { id: 'overcommit-memory', args: {} } };
    if (took > 1000) return { ...base, severity: 'warn', says: 'slow', command: 'redis-cli info stats | grep fork' };
    return { ...base, severity: 'ok', says: 'ok' };
  }),
};

/** DOC-10: workers in containers without any memory limit on a small Pi: one of them may take all, Redis included. */
import { fewOf, isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const smallBytes = 4.2 * 1024 ** 3;

export const memoryUnset: Rule = {
  id: 'DOC-10',
  category: 'docker',
  impact: 1,
  link: 'https://docs.docker.com/reference/compose-file/deploy/#memory',
  words: {
    en: {
      title: 'Containers without a limit',
      says: { ok: 'Containers of workers have limits, or the Pi is large.', unset: '{{names}} may take all memory of this Pi ({{total|bytes}}).' },
      cause: 'deploy.resources.limits.memory is not set.', fix: 'Set it for each worker, and check that the kernel’s memory cgroup is on.', refute: 'docker inspect shows a Memory above zero.',
    },
    fr: {
      title: 'Conteneurs sans limite',
      says: { ok: 'Les conteneurs de workers ont des limites, ou le Pi est grand.', unset: '{{names}} peuvent prendre toute la mémoire de ce Pi ({{total|bytes}}).' },
      cause: 'deploy.resources.limits.memory n’est pas fixé.', fix: 'Le fixer pour chaque worker, et vérifier que le cgroup mémoire du noyau est actif.', refute: 'docker inspect montre un Memory supérieur à zéro.',
    },
  },
  judge: ({ host, docker: { containers } }) => {
    if (isMissing(containers)) return [];
    const total = host.memTotalBytes;
    if (!isHad(containers) || total === null) return [unknownOf([containers])];
    const names = containers.value.filter(({ isOurs, state, memoryBytes, command }) => isOurs && state === 'running' && memoryBytes === 0 && /\bworker\b/.test(command.join(' '))).map(({ name }) => name);
    return [names.length > 0 && total < smallBytes ? { severity: 'info', says: 'unset', on: [containers], args: { names: fewOf(names), total } } : { severity: 'ok', says: 'ok', on: [containers] }];
  },
};

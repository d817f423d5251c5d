/** DOC-06: the limits of all containers together against the memory of the Pi. */
import { isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const sumOfLimits: Rule = {
  id: 'DOC-06',
  category: 'docker',
  impact: 2,
  link: 'https://docs.docker.com/engine/containers/resource_constraints/',
  words: {
    en: {
      title: 'Limits of all containers together',
      says: { ok: 'The limits add up to {{sum|bytes}} of {{total|bytes}}.', over: 'The limits add up to {{sum|bytes}}, {{share|percent}} of the memory: they cannot all be used at once.' },
      cause: 'Each limit was chosen on its own.', fix: 'Lower them until their sum, with 20 % for the system, fits.', refute: 'Most of these containers never run at the same time.',
    },
    fr: {
      title: 'Limites de tous les conteneurs',
      says: { ok: 'La somme des limites est de {{sum|bytes}} sur {{total|bytes}}.', over: 'La somme des limites est de {{sum|bytes}}, soit {{share|percent}} de la mémoire : elles ne peuvent servir toutes à la fois.' },
      cause: 'Chaque limite a été choisie seule.', fix: 'Les baisser jusqu’à ce que leur somme, avec 20 % pour le système, tienne.', refute: 'La plupart de ces conteneurs ne tournent jamais en même temps.',
    },
  },
  judge: ({ host, docker: { containers } }) => {
    if (isMissing(containers)) return [];
    const total = host.memTotalBytes;
    if (!isHad(containers) || total === null) return [unknownOf([containers])];
    const limited = containers.value.filter(({ memoryBytes, state }) => memoryBytes > 0 && memoryBytes < 1e15 && state === 'running');
    const sum = limited.reduce((all, { memoryBytes }) => all + memoryBytes, 0);
    const args = { sum, total, share: (100 * sum) / total };
    return [sum > total ? { severity: 'warn', says: 'over', on: [containers], args } : { severity: 'ok', says: 'ok', on: [containers], args }];
  },
};

/** CFG-18: a health check that starts Python and Celery each time costs half a CPU second of a Pi. Trap: once a minute is tolerable. */
import { isHad, isMissing, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const healthCheckCost: Rule = {
  id: 'CFG-18',
  category: 'configuration',
  impact: 2,
  link: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  words: {
    en: {
      title: 'Cost of health checks',
      says: { ok: 'Health checks are cheap or rare.', costly: 'The health check of {{name}} starts Celery every {{every|seconds}}: about {{cost|percent}} of a core for asking.', often: 'The health check of {{name}} runs every {{every|seconds}}.' },
      cause: 'celery inspect ping imports the whole app for one question.', fix: 'Ask once a minute at most, or check the process and the age of a file that the worker touches.', refute: 'The interval in docker inspect is longer.',
    },
    fr: {
      title: 'Coût des contrôles de santé',
      says: { ok: 'Les contrôles de santé sont peu coûteux ou rares.', costly: 'Le contrôle de santé de {{name}} démarre Celery toutes les {{every|seconds}} : environ {{cost|percent}} d’un cœur pour poser une question.', often: 'Le contrôle de santé de {{name}} tourne toutes les {{every|seconds}}.' },
      cause: 'celery inspect ping importe toute l’application pour une question.', fix: 'Demander une fois par minute au plus, ou vérifier le processus et l’âge d’un fichier que le worker touche.', refute: 'L’intervalle dans docker inspect est plus long.',
    },
  },
  judge: ({ docker: { containers } }) => {
    if (isMissing(containers)) return [];
    if (!isHad(containers)) return [unknownOf([containers])];
    const found: Judgement[] = containers.value.flatMap(({ name, healthCheck }): Judgement[] => {
      if (healthCheck === null || healthCheck.intervalS <= 0) return [];
      const every = healthCheck.intervalS;
      const base = { on: [containers], subject: subjectOf('container', name), args: { name, every, cost: (100 * 0.523) / every } };
      if (/celery.*(inspect|status|ping)/.test(healthCheck.test.join(' ')) && every < 60) return [{ ...base, severity: 'warn', says: 'costly' }];
      return every <= 5 ? [{ ...base, severity: 'info', says: 'often' }] : [];
    });
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [containers] }];
  },
};

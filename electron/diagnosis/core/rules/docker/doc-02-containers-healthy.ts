/**
 * DOC-02: containers of ours that are down or unhealthy.
 * Traps: «Up 2 hours (unhealthy)» is not up; a container that runs once and exits with 0 has done its work.
 */
import { eachContainer } from '#electron/diagnosis/core/each-container.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const containersHealthy: Rule = {
  id: 'DOC-02',
  category: 'docker',
  impact: 4,
  link: 'https://docs.docker.com/reference/cli/docker/container/ls/',
  words: {
    en: {
      title: 'Containers up and healthy',
      says: {
        ok: 'All containers of Celery and Redis are up and healthy.',
        down: '{{name}} is {{state}} (exit code {{code|number}}), though it should always run.',
        unhealthy: '{{name}} runs, but its health check failed {{streak|number}} times in a row.',
        starting: '{{name}} is still «starting» {{age|seconds}} after its start.',
      },
      cause: { unhealthy: 'The program inside does not answer, or the check itself is wrong or too strict.', starting: 'The program inside needs longer, or never gets ready.', else: 'The program inside ended.' },
      fix: { unhealthy: 'Read docker inspect for the check’s output, then the container’s log.', else: 'Read the container’s log, then start it again.' },
      refute: 'docker ps shows it as Up and healthy a minute later.',
    },
    fr: {
      title: 'Conteneurs en marche et sains',
      says: {
        ok: 'Tous les conteneurs de Celery et Redis sont en marche et sains.',
        down: '{{name}} est {{state}} (code de sortie {{code|number}}), alors qu’il devrait toujours tourner.',
        unhealthy: '{{name}} tourne, mais son contrôle de santé a échoué {{streak|number}} fois de suite.',
        starting: '{{name}} est encore « starting » {{age|seconds}} après son démarrage.',
      },
      cause: { unhealthy: 'Le programme à l’intérieur ne répond pas, ou le contrôle lui-même est faux ou trop strict.', starting: 'Le programme à l’intérieur met plus de temps, ou n’est jamais prêt.', else: 'Le programme à l’intérieur s’est terminé.' },
      fix: { unhealthy: 'Lire la sortie du contrôle dans docker inspect, puis le journal du conteneur.', else: 'Lire le journal du conteneur, puis le redémarrer.' },
      refute: 'docker ps l’affiche Up et healthy une minute plus tard.',
    },
  },
  judge: (evidence, { nowMs }) => eachContainer(evidence, (container, base) => {
    const { name, state, health, exitCode, isOurs, restartPolicy, healthCheck, startedAtMs } = container;
    if (!isOurs) return [];
    const group = { group: 'container-down' };
    const args = { name, state, code: exitCode, streak: container.failingStreak };
    if (state === 'running' && health === 'unhealthy') return [{ ...base, ...group, severity: 'crit', says: 'unhealthy', args }];
    const age = startedAtMs === null ? 0 : (nowMs - startedAtMs) / 1000;
    if (state === 'running' && health === 'starting' && age > (healthCheck?.startPeriodS ?? 0) + 60) return [{ ...base, ...group, severity: 'warn', says: 'starting', args: { ...args, age } }];
    // ended well and not meant to run always: a task done
    const isOneShot = exitCode === 0 && !/^(always|unless-stopped)/.test(restartPolicy);
    if (state !== 'running' && !isOneShot && state !== 'created') return [{ ...base, ...group, severity: 'crit', says: 'down', args }];
    return [];
  }),
};

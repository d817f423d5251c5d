/** DOC-08: how long Docker waits before it kills, against the time limit of the worker inside. */
import { eachContainer } from '#electron/diagnosis/core/each-container.ts';
import { settingsOf } from '#electron/diagnosis/core/worker-settings.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const gracePeriod: Rule = {
  id: 'DOC-08',
  category: 'docker',
  impact: 3,
  link: 'https://docs.docker.com/reference/compose-file/services/#stop_grace_period',
  words: {
    en: {
      title: 'Time to stop a container',
      says: { ok: 'Docker waits long enough.', short: 'Docker kills {{name}} {{grace|seconds}} after asking it to stop; a task there may take {{limit|seconds}}.', unlimited: 'Docker kills {{name}} {{grace|seconds}} after asking it to stop, and its tasks have no time limit.' },
      cause: 'stop_grace_period is 10 s by default. A task that is killed with acks_late stays in unacked until the visibility timeout.', fix: 'Set stop_grace_period above the time limit of the tasks.', refute: 'docker inspect shows a longer StopTimeout.',
    },
    fr: {
      title: 'Temps d’arrêt d’un conteneur',
      says: { ok: 'Docker attend assez longtemps.', short: 'Docker tue {{name}} {{grace|seconds}} après l’avoir prié de s’arrêter ; une tâche peut y durer {{limit|seconds}}.', unlimited: 'Docker tue {{name}} {{grace|seconds}} après l’avoir prié de s’arrêter, et ses tâches n’ont pas de limite de temps.' },
      cause: 'stop_grace_period vaut 10 s par défaut. Une tâche tuée avec acks_late reste dans unacked jusqu’au délai de visibilité.', fix: 'Mettre stop_grace_period au-dessus de la limite de temps des tâches.', refute: 'docker inspect montre un StopTimeout plus long.',
    },
  },
  judge: (evidence) => eachContainer(evidence, ({ id, name, stopTimeoutS, state }, base) => {
    const main = (valueOf(evidence.processes.mains) ?? []).find(({ container }) => container !== null && container !== '' && (id.startsWith(container) || container.startsWith(id)));
    if (main === undefined || state !== 'running') return [];
    const grace = stopTimeoutS ?? 10;
    const limit = settingsOf(evidence, main).hardTimeLimitS;
    const args = { name, grace, limit };
    const subject = { kind: 'container', name, pid: main.pid, worker: main.worker } as const;
    const fix = { fix: { id: 'compose-grace-period', args: { limit: limit ?? 300 } }, group: 'stop-too-short' };
    if (limit !== null && grace < limit) return [{ ...base, ...fix, subject, args, severity: 'warn', says: 'short' }];
    return limit === null && grace <= 10 ? [{ ...base, ...fix, subject, args, severity: 'warn', says: 'unlimited' }] : [];
  }),
};

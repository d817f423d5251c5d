/** DOC-09: a shell as the first process of a worker's container: it swallows TERM, and the worker is killed after the grace period. */
import { eachContainer } from '#electron/diagnosis/core/each-container.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const shellAsInit: Rule = {
  id: 'DOC-09',
  category: 'docker',
  impact: 2,
  link: 'https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example',
  words: {
    en: {
      title: 'First process of the container',
      says: { ok: 'Signals reach the worker.', shell: 'The first process of {{name}} is a shell; docker stop does not reach the worker inside.' },
      cause: 'The command is in shell form (sh -c "celery …") without exec.', fix: 'Write the command as a list, or put exec before celery; init: true helps with zombies, too.', refute: 'docker top shows celery as the first process.',
    },
    fr: {
      title: 'Premier processus du conteneur',
      says: { ok: 'Les signaux atteignent le worker.', shell: 'Le premier processus de {{name}} est un shell ; docker stop n’atteint pas le worker à l’intérieur.' },
      cause: 'La commande est en forme shell (sh -c "celery …") sans exec.', fix: 'Écrire la commande en liste, ou mettre exec devant celery ; init: true aide aussi contre les zombies.', refute: 'docker top montre celery comme premier processus.',
    },
  },
  judge: (evidence) => eachContainer(evidence, ({ name, command, isOurs, state }, base) => {
    const [program = '', flag = '', script = ''] = command;
    const isShell = /(^|\/)(sh|bash|ash|dash)$/.test(program) && /^-\w*c$/.test(flag);
    // a shell with one simple command replaces itself; one with && or ; stays
    const stays = isShell && /celery/.test(script) && !/(^|[;&]\s*)exec\s+\S*celery/.test(script) && /&&|;|\|/.test(script);
    return isOurs && state === 'running' && stays ? [{ ...base, severity: 'warn', says: 'shell', args: { name }, group: 'stop-too-short' }] : [];
  }),
};

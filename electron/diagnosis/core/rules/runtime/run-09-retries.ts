/** RUN-09: tasks retried so often that retrying is the work. Trap: a burst of a minute is diluted over the hour, so what is said is the mean. */
import { eachOutcome } from '#electron/diagnosis/core/task-outcomes.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const perMinute = 30;

export const retryStorm: Rule = {
  id: 'RUN-09',
  category: 'runtime',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/tasks.html#retrying',
  words: {
    en: {
      title: 'Retries',
      says: { ok: 'Tasks are retried {{rate|number}} times a minute.', storm: 'Tasks are retried {{rate|number}} times a minute, {{retried|number}} times in the last {{over|seconds}}.' },
      cause: 'What they need is away, and they try again at once.',
      fix: 'Set retry_backoff = True with retry_jitter, and a max_retries that ends; then see what they wait for.', refute: 'Retrying is how these tasks poll.',
    },
    fr: {
      title: 'Nouvelles tentatives',
      says: { ok: 'Les tâches sont retentées {{rate|number}} fois par minute.', storm: 'Les tâches sont retentées {{rate|number}} fois par minute, {{retried|number}} fois ces dernières {{over|seconds}}.' },
      cause: 'Ce dont elles ont besoin est absent, et elles réessaient aussitôt.',
      fix: 'Mettre retry_backoff = True avec retry_jitter, et un max_retries qui finit ; puis voir ce qu’elles attendent.', refute: 'Réessayer est leur façon d’interroger un service.',
    },
  },
  judge: (evidence) => eachOutcome(evidence, ({ retried, overMs }, base) => {
    const rate = retried / Math.max(1, overMs / 60_000);
    const args = { rate, retried, over: overMs / 1000 };
    return rate > perMinute ? { ...base, args, severity: 'warn', says: 'storm', group: 'task-failures' } : { ...base, args, severity: 'ok', says: 'ok' };
  }),
};

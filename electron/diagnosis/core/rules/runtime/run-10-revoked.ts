/** RUN-10: tasks that were revoked or came too late to be run. Not a fault by itself: somebody may have cleaned up. */
import { eachOutcome } from '#electron/diagnosis/core/task-outcomes.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const perHour = 10;

export const revokedTasks: Rule = {
  id: 'RUN-10',
  category: 'runtime',
  impact: 1,
  link: 'https://docs.celeryq.dev/en/stable/userguide/calling.html#expiration',
  words: {
    en: {
      title: 'Revoked and expired tasks',
      says: { ok: '{{revoked|number}} tasks were revoked or had expired in the last {{over|seconds}}.', many: '{{revoked|number}} tasks were revoked or had expired in the last {{over|seconds}}: nobody did their work.' },
      cause: 'They waited longer than their expires allows, or somebody revoked them.',
      fix: 'If they expired: more workers, or a longer expires; see the depth of their queue.', refute: 'They were revoked on purpose.',
    },
    fr: {
      title: 'Tâches révoquées ou expirées',
      says: { ok: '{{revoked|number}} tâches révoquées ou expirées ces dernières {{over|seconds}}.', many: '{{revoked|number}} tâches révoquées ou expirées ces dernières {{over|seconds}} : personne n’a fait leur travail.' },
      cause: 'Elles ont attendu plus longtemps que leur expires ne le permet, ou quelqu’un les a révoquées.',
      fix: 'Si elles ont expiré : davantage de workers, ou un expires plus long ; voir la profondeur de leur file.', refute: 'Elles ont été révoquées exprès.',
    },
  },
  judge: (evidence) => eachOutcome(evidence, ({ revoked, overMs }, base) => {
    const args = { revoked, over: overMs / 1000 };
    return revoked >= perHour ? { ...base, args, severity: 'info', says: 'many' } : { ...base, args, severity: 'ok', says: 'ok' };
  }),
};

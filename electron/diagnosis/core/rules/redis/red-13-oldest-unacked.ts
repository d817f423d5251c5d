/**
 * RED-13: the oldest message that was delivered and not acknowledged.
 * Traps: its time is the consumer's clock; tasks with an ETA lie in `unacked` lawfully until they are due.
 */
import { brokerSubject, isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import { settingsOf } from '#electron/diagnosis/core/worker-settings.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const oldestUnacked: Rule = {
  id: 'RED-13',
  category: 'redis',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#visibility-timeout',
  words: {
    en: {
      title: 'Oldest unacknowledged task',
      says: {
        ok: '{{count|number}} tasks are unacknowledged, the oldest for {{age|seconds}}.', none: 'No task is unacknowledged.',
        old: 'A task was delivered {{age|seconds}} ago and is not acknowledged; Redis delivers it again after {{timeout|seconds}}.',
        over: 'A task was delivered {{age|seconds}} ago, longer than the visibility timeout of {{timeout|seconds}}: it is delivered again, even if the first still runs.',
        planned: 'The oldest unacknowledged task is {{age|seconds}} old; tasks with an ETA are waiting, and those lie there lawfully.',
      },
      cause: 'A worker died with it, still works on it, or is deaf.', fix: 'See in the list of unacknowledged tasks who holds it and whether that worker lives; give it back only if not.', refute: 'A worker shows this task as active, and it is meant to take that long.',
    },
    fr: {
      title: 'Plus ancienne tâche non acquittée',
      says: {
        ok: '{{count|number}} tâches sont non acquittées, la plus ancienne depuis {{age|seconds}}.', none: 'Aucune tâche n’est non acquittée.',
        old: 'Une tâche a été livrée il y a {{age|seconds}} sans être acquittée ; Redis la livre à nouveau après {{timeout|seconds}}.',
        over: 'Une tâche a été livrée il y a {{age|seconds}}, plus que le délai de visibilité de {{timeout|seconds}} : elle est livrée à nouveau, même si la première tourne encore.',
        planned: 'La plus ancienne tâche non acquittée a {{age|seconds}} ; des tâches à ETA attendent, et celles-ci y ont leur place.',
      },
      cause: 'Un worker est mort avec elle, y travaille encore, ou est sourd.', fix: 'Voir dans la liste des tâches non acquittées qui la détient et si ce worker vit ; ne la rendre que dans le cas contraire.', refute: 'Un worker montre cette tâche comme active, et elle est faite pour durer aussi longtemps.',
    },
  },
  judge: (evidence, { nowMs }) => evidence.redis.map((redis): Judgement => {
    const subject = brokerSubject(redis);
    if (!isHad(redis.unacked)) return unknownOf([redis.unacked], subject);
    const { count, oldestScoreS } = redis.unacked.value;
    const on = [redis.unacked, ...evidence.celery.map(({ scheduled }) => scheduled).slice(0, 5)];
    if (count === 0 || oldestScoreS === null) return { subject, on, severity: 'ok', says: 'none' };
    const skewMs = valueOf(evidence.network.clock)?.skewMs ?? 0;
    const age = Math.max(0, (nowMs + skewMs) / 1000 - oldestScoreS);
    const settings = (valueOf(evidence.processes.mains) ?? []).map((main) => settingsOf(evidence, main));
    const timeout = Math.max(...settings.map(({ visibilityTimeoutS }) => visibilityTimeoutS ?? 0), 0) || 3600;
    const soft = Math.max(...settings.map(({ softTimeLimitS }) => softTimeLimitS ?? 0), 0);
    const hasPlanned = evidence.celery.some(({ scheduled }) => (valueOf(scheduled)?.length ?? 0) > 0);
    const base = { subject, on, args: { count, age, timeout } };
    if (age <= Math.max(300, soft)) return { ...base, severity: 'ok', says: 'ok' };
    if (hasPlanned && age <= timeout) return { ...base, severity: 'info', says: 'planned' };
    return age > timeout ? { ...base, severity: 'crit', says: 'over', group: 'unacked' } : { ...base, severity: 'warn', says: 'old', group: 'unacked' };
  }),
};

/**
 * RED-15: the visibility timeout under the longest task: with late acknowledgement it is then delivered twice, while still running.
 * Trap: without acks_late a task is acknowledged at its start, and the timeout does not matter, except for ETA tasks.
 */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const visibilityTimeout: Rule = {
  id: 'RED-15',
  category: 'redis',
  impact: 5,
  link: 'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#visibility-timeout',
  words: {
    en: {
      title: 'Visibility timeout',
      says: {
        ok: 'The visibility timeout ({{timeout|seconds}}) is longer than the longest task.',
        early: 'Tasks are acknowledged when they start: the visibility timeout ({{timeout|seconds}}) matters for ETA tasks only.',
        under: 'Tasks may run for {{limit|seconds}}, but Redis delivers them again after {{timeout|seconds}}: any longer one runs twice at once.',
        near: 'The longest task seen took {{longest|seconds}}; after {{timeout|seconds}} Redis delivers it again.',
        unlimited: 'Tasks are acknowledged late and have no time limit: one that runs longer than {{timeout|seconds}} runs twice.',
      },
      cause: 'visibility_timeout stands at {{timeout|seconds}}, while task_time_limit allows more. It counts only inside broker_transport_options; at the top level it is no setting.',
      fix: 'Set broker_transport_options = {"visibility_timeout": {{proposed}}} in every producer and worker, for they must agree, or lower task_time_limit.',
      refute: 'stats shows a longer visibility_timeout under broker.transport_options for this worker.',
    },
    fr: {
      title: 'Délai de visibilité',
      says: {
        ok: 'Le délai de visibilité ({{timeout|seconds}}) dépasse la plus longue tâche.',
        early: 'Les tâches sont acquittées à leur début : le délai de visibilité ({{timeout|seconds}}) ne compte que pour les tâches à ETA.',
        under: 'Les tâches peuvent durer {{limit|seconds}}, mais Redis les livre à nouveau après {{timeout|seconds}} : toute tâche plus longue tourne deux fois à la fois.',
        near: 'La plus longue tâche observée a duré {{longest|seconds}} ; après {{timeout|seconds}}, Redis la livre à nouveau.',
        unlimited: 'Les tâches sont acquittées tard et sans limite de temps : celle qui dépasse {{timeout|seconds}} tourne deux fois.',
      },
      cause: 'visibility_timeout vaut {{timeout|seconds}}, alors que task_time_limit permet davantage. Il ne compte que dans broker_transport_options ; au premier niveau, ce n’est pas un réglage.',
      fix: 'Mettre broker_transport_options = {"visibility_timeout": {{proposed}}} dans chaque producteur et worker, car ils doivent s’accorder, ou baisser task_time_limit.',
      refute: 'stats montre un visibility_timeout plus long dans broker.transport_options pour ce worker.',
    },
  },
  judge: (evidence) => (evidence.redis.length === 0 ? [] : eachWorker(evidence, (settings) => {
    const { visibilityTimeoutS: timeout, hardTimeLimitS, acksLate, main, on } = settings;
    if (timeout === null || acksLate === null) return [unanswered(settings)];
    // a limit that the pool ignores limits nothing
    const limit = settings.pool === 'prefork' || settings.pool === 'gevent' ? hardTimeLimitS : null;
    const longest = Math.max(0, ...Object.values(evidence.panel.taskRuntimesS).map((task) => task.longest));
    const proposed = Math.ceil((Math.max(limit ?? hardTimeLimitS ?? 0, longest) + 100) / 600) * 600;
    const base = { subject: workerSubject(main), on, args: { timeout, limit: limit ?? hardTimeLimitS, longest, proposed: String(Math.max(proposed, 3600)) } };
    if (!acksLate) return [{ ...base, severity: 'ok', says: 'early' }];
    if ((limit ?? hardTimeLimitS ?? 0) > timeout) return [{ ...base, severity: 'crit', says: 'under', group: 'delivered-twice' }];
    if (longest > 0.7 * timeout) return [{ ...base, severity: longest > timeout ? 'crit' : 'warn', says: 'near', group: 'delivered-twice' }];
    if (limit === null && longest === 0) return [{ ...base, severity: 'info', says: 'unlimited' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  })),
};

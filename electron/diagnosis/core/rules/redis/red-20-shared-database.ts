/**
 * RED-20: workers with different visibility timeouts on one database of Redis. Any of them gives back what all hold, so the shortest
 * timeout counts for everybody. Trap: several workers of one project agree, and are no trouble.
 * Source: kombu/transport/redis.py, restore_visible: it asks for its own timeout only, over everybody's `unacked_index`.
 */
import { brokerSubject, fewOf, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const sharedDatabase: Rule = {
  id: 'RED-20',
  category: 'redis',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#visibility-timeout',
  words: {
    en: {
      title: 'One visibility timeout for all',
      says: { ok: 'The workers of this database agree on a visibility timeout of {{shortest|seconds}}.', differ: 'The workers of this database have visibility timeouts from {{shortest|seconds}} to {{longest|seconds}} ({{names}}): the shortest counts for all.' },
      cause: 'Several projects, or old and new settings of one, share the database and its unacked keys.', fix: 'Give each project a database or a global_keyprefix of its own, or one visibility_timeout to all of them, producers too.', refute: 'inspect stats shows the same broker.transport_options everywhere.',
    },
    fr: {
      title: 'Un délai de visibilité pour tous',
      says: { ok: 'Les workers de cette base s’accordent sur un délai de visibilité de {{shortest|seconds}}.', differ: 'Les workers de cette base ont des délais de visibilité de {{shortest|seconds}} à {{longest|seconds}} ({{names}}) : le plus court vaut pour tous.' },
      cause: 'Plusieurs projets, ou d’anciens et de nouveaux réglages d’un même projet, partagent la base et ses clés unacked.', fix: 'Donner à chaque projet une base ou un global_keyprefix à lui, ou un seul visibility_timeout à tous, producteurs compris.', refute: 'inspect stats montre partout les mêmes broker.transport_options.',
    },
  },
  judge: (evidence) => evidence.redis.flatMap((redis): Judgement[] => {
    const nodes = evidence.celery.filter(({ broker }) => broker === redis.broker);
    if (nodes.length === 0) return [];
    const subject = brokerSubject(redis);
    const on = nodes.map(({ stats }) => stats);
    const known = nodes.flatMap(({ node, stats }) => { const seconds = valueOf(stats)?.broker?.visibilityTimeoutS ?? null; return seconds === null ? [] : [{ node, seconds }]; });
    if (known.length === 0) return [{ ...unknownOf(on, subject), grant: 'worker-reply' }];
    const seconds = known.map((one) => one.seconds);
    const args = { shortest: Math.min(...seconds), longest: Math.max(...seconds), names: fewOf(known.map(({ node, seconds: own }) => `${node} ${own}`)) };
    return [args.shortest < args.longest ? { subject, on, args, severity: 'warn', says: 'differ', group: 'visibility' } : { subject, on, args, severity: 'ok', says: 'ok' }];
  }),
};

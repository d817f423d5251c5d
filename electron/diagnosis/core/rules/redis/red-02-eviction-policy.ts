/** RED-02: a broker that may evict keys loses queues and unacknowledged tasks, for none of them has an expiry. */
import { brokerSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { RedisEvidence } from '#electron/diagnosis/core/evidence-redis.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const evictionPolicy: Rule = {
  id: 'RED-02',
  category: 'redis',
  impact: 5,
  link: 'https://redis.io/docs/latest/develop/reference/eviction/',
  words: {
    en: {
      title: 'Eviction on the broker',
      says: {
        ok: 'The policy is {{policy}}: a full Redis refuses new tasks instead of dropping old ones.',
        'no-limit': 'The policy is {{policy}}, but no memory limit is set: nothing is evicted yet.',
        volatile: 'The policy is {{policy}}: results may be dropped, queues and unacknowledged tasks not, for they have no expiry.',
        evicts: 'The policy is {{policy}} with a limit of {{limit|bytes}}: Redis may drop whole queues and tasks under way.',
      },
      cause: 'maxmemory-policy was chosen for a cache. Queues, unacked and _kombu.binding.* are plain keys to Redis: it may evict any of them.',
      fix: 'Set the policy to noeviction, and in the configuration file too, else it returns with the next start.',
      refute: 'CONFIG GET maxmemory-policy answers noeviction, or the broker uses another Redis than the one looked at.',
    },
    fr: {
      title: 'Éviction sur le broker',
      says: {
        ok: 'La politique est {{policy}} : un Redis plein refuse les nouvelles tâches au lieu d’en perdre d’anciennes.',
        'no-limit': 'La politique est {{policy}}, mais sans limite de mémoire : rien n’est encore évincé.',
        volatile: 'La politique est {{policy}} : des résultats peuvent être perdus, pas les files ni les tâches non acquittées, qui n’ont pas d’échéance.',
        evicts: 'La politique est {{policy}} avec une limite de {{limit|bytes}} : Redis peut supprimer des files entières et des tâches en cours.',
      },
      cause: 'maxmemory-policy a été choisie pour un cache. Les files, unacked et _kombu.binding.* sont des clés ordinaires : Redis peut évincer n’importe laquelle.',
      fix: 'Passer la politique à noeviction, aussi dans le fichier de configuration, sinon elle revient au prochain démarrage.',
      refute: 'CONFIG GET maxmemory-policy répond noeviction, ou le broker est un autre Redis que celui-ci.',
    },
  },
  judge: (evidence) => evidence.redis.map(judgeOne),
};

function judgeOne(redis: RedisEvidence): Judgement {
  const subject = brokerSubject(redis);
  const config = isHad(redis.config) ? redis.config.value : {};
  const info = isHad(redis.info) ? redis.info.value : {};
  // CONFIG may be renamed or forbidden; INFO says the same
  const policy = config['maxmemory-policy'] ?? info['maxmemory_policy'];
  const limit = Number(config['maxmemory'] ?? info['maxmemory']);
  const on = [redis.config, redis.info];
  if (policy === undefined || !Number.isFinite(limit)) return unknownOf(on, subject);
  const base = { subject, on, args: { policy, limit } };
  if (policy === 'noeviction') return { ...base, severity: 'ok', says: 'ok' };
  if (policy.startsWith('volatile-')) return { ...base, severity: 'warn', says: 'volatile', group: 'eviction', ...remedy };
  if (limit === 0) return { ...base, severity: 'warn', says: 'no-limit', group: 'eviction', ...remedy };
  return { ...base, severity: 'crit', says: 'evicts', group: 'eviction', ...remedy };
}

const remedy = { command: 'redis-cli CONFIG SET maxmemory-policy noeviction', fix: { id: 'redis-noeviction', args: {} } } as const;

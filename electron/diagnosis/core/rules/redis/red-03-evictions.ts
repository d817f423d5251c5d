/** RED-03: keys were evicted from a broker: tasks may be lost. Trap: the counter is since the start of Redis, so what is new is told from what is old. */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { brokerSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const evictionsHappened: Rule = {
  id: 'RED-03',
  category: 'redis',
  impact: 5,
  link: 'https://redis.io/docs/latest/develop/reference/eviction/',
  words: {
    en: {
      title: 'Evicted keys',
      says: { ok: 'Redis has evicted nothing.', before: 'Redis evicted {{total|number}} keys since it started, none since the last look.', now: 'Redis evicted {{delta|number}} keys since the last look: tasks may be lost.', 'since-start': 'Redis evicted {{total|number}} keys since it started: queues or tasks may have been among them.' },
      cause: 'Its memory was full and its policy allows dropping keys.', fix: 'Set maxmemory-policy to noeviction, then give it more memory or clear old results.', refute: 'evicted_keys of INFO stats stays the same, and the policy is noeviction or volatile.',
    },
    fr: {
      title: 'Clés évincées',
      says: { ok: 'Redis n’a rien évincé.', before: 'Redis a évincé {{total|number}} clés depuis son démarrage, aucune depuis le dernier examen.', now: 'Redis a évincé {{delta|number}} clés depuis le dernier examen : des tâches peuvent être perdues.', 'since-start': 'Redis a évincé {{total|number}} clés depuis son démarrage : des files ou des tâches ont pu en faire partie.' },
      cause: 'Sa mémoire était pleine et sa politique permet de supprimer des clés.', fix: 'Passer maxmemory-policy à noeviction, puis lui donner plus de mémoire ou purger les vieux résultats.', refute: 'evicted_keys de INFO stats ne bouge plus, et la politique est noeviction ou volatile.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis) => {
    const subject = brokerSubject(redis);
    const figures = figuresOf(redis);
    const total = figures.info('evicted_keys');
    if (total === null) return unknownOf([redis.info], subject);
    const policy = figures.config('maxmemory-policy') ?? figures.said('maxmemory_policy') ?? '';
    const since = deltaOf(evidence, counterKey.redis(redis.label, 'evicted_keys'), total);
    const base = { subject, on: [redis.info, redis.config], args: { total, delta: since?.delta ?? null }, command: 'redis-cli info stats | grep evicted_keys' };
    if (total === 0) return { ...base, severity: 'ok', says: 'ok' };
    // volatile-* drops only what has an expiry: results
    const isHarmless = policy.startsWith('volatile-');
    if (since !== null && since.delta > 0) return { ...base, severity: isHarmless ? 'warn' : 'crit', says: 'now', group: 'eviction', isBlocking: !isHarmless, fix: { id: 'redis-noeviction', args: {} } };
    if (since !== null && since.delta === 0) return { ...base, severity: 'info', says: 'before' };
    return { ...base, severity: 'warn', says: 'since-start', group: 'eviction' };
  }),
};

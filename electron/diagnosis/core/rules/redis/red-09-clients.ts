/** RED-09: connections against the limit, and growth from run to run. Trap: each worker opens about ten, so a start is no leak. */
import { counterKey, growthOf } from '#electron/diagnosis/core/counters-of.ts';
import { brokerSubject, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const redisClients: Rule = {
  id: 'RED-09',
  category: 'redis',
  impact: 3,
  link: 'https://redis.io/docs/latest/develop/reference/clients/',
  words: {
    en: {
      title: 'Connections to Redis',
      says: { ok: '{{count|number}} connections of {{limit|number}} allowed.', near: '{{count|number}} connections of {{limit|number}} allowed: soon nobody new gets in.', leak: '{{count|number}} connections, {{growth|number}} more every hour: somebody opens them and never closes them.' },
      cause: 'A producer makes a new Celery app or Redis client for each request, or pools are larger than needed.', fix: 'Find who holds them with CLIENT LIST (addr, name), and let it keep one client. broker_transport_options max_connections limits a worker.', refute: 'connected_clients is the same an hour later.',
    },
    fr: {
      title: 'Connexions à Redis',
      says: { ok: '{{count|number}} connexions sur {{limit|number}} permises.', near: '{{count|number}} connexions sur {{limit|number}} permises : bientôt plus personne n’entre.', leak: '{{count|number}} connexions, {{growth|number}} de plus chaque heure : quelqu’un les ouvre sans jamais les fermer.' },
      cause: 'Un producteur crée une application Celery ou un client Redis à chaque requête, ou les réserves sont plus grandes que nécessaire.', fix: 'Trouver qui les détient avec CLIENT LIST (addr, name), et lui faire garder un seul client. max_connections dans broker_transport_options limite un worker.', refute: 'connected_clients est le même une heure plus tard.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis): Judgement => {
    const figures = figuresOf(redis);
    const subject = brokerSubject(redis);
    const count = figures.info('connected_clients');
    if (count === null) return unknownOf([redis.info], subject);
    const limit = figures.info('maxclients') ?? (Number(figures.config('maxclients') ?? 10_000) || 10_000);
    const growth = growthOf(evidence, counterKey.redis(redis.label, 'connected_clients'), count, 3600);
    const share = (100 * count) / limit;
    const base = { subject, on: [redis.info, redis.clients], args: { count, limit, growth }, command: 'redis-cli client list' };
    if (share > 70) return { ...base, severity: share > 95 ? 'crit' : 'warn', says: 'near', loss: lossBetween(share, 70, 95) };
    if (growth !== null && growth > 20) return { ...base, severity: 'warn', says: 'leak' };
    return { ...base, severity: 'ok', says: 'ok' };
  }),
};

/** RED-04: how much of its memory Redis has used: of its limit, or without one, of the host it runs on. */
import { brokerSubject, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const redisHeadroom: Rule = {
  id: 'RED-04',
  category: 'redis',
  impact: 4,
  link: 'https://redis.io/docs/latest/commands/info/',
  words: {
    en: {
      title: 'Memory of Redis',
      says: { ok: 'Redis uses {{used|bytes}} ({{share|percent}} of {{of|bytes}}).', limit: 'Redis uses {{used|bytes}}, {{share|percent}} of its limit of {{of|bytes}}.', host: 'Redis has no limit and holds {{used|bytes}}: {{share|percent}} of the memory of this host.', fragmented: 'Redis holds {{ratio|number}} times the memory that its data need.' },
      cause: { fragmented: 'Many keys came and went; the allocator keeps the holes.', else: 'Results are kept too long, queues pile up, or large values are passed as arguments.' },
      fix: { fragmented: 'It gives memory back after a restart, or with activedefrag where Redis was built with it.', else: 'Let results expire sooner (result_expires), ignore those nobody reads, and see why a queue grows.' },
      refute: 'used_memory of INFO memory stays well below the limit over a day.',
    },
    fr: {
      title: 'Mémoire de Redis',
      says: { ok: 'Redis utilise {{used|bytes}} ({{share|percent}} de {{of|bytes}}).', limit: 'Redis utilise {{used|bytes}}, soit {{share|percent}} de sa limite de {{of|bytes}}.', host: 'Redis n’a pas de limite et occupe {{used|bytes}} : {{share|percent}} de la mémoire de cet hôte.', fragmented: 'Redis occupe {{ratio|number}} fois la mémoire dont ses données ont besoin.' },
      cause: { fragmented: 'Beaucoup de clés sont venues et parties ; l’allocateur garde les trous.', else: 'Des résultats gardés trop longtemps, des files qui s’empilent, ou de grosses valeurs passées en argument.' },
      fix: { fragmented: 'Il rend la mémoire après un redémarrage, ou avec activedefrag si Redis a été construit avec.', else: 'Faire expirer les résultats plus tôt (result_expires), ignorer ceux que personne ne lit, et voir pourquoi une file grossit.' },
      refute: 'used_memory de INFO memory reste loin de la limite sur une journée.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis): Judgement => {
    const figures = figuresOf(redis);
    const subject = brokerSubject(redis);
    const used = figures.info('used_memory');
    const limit = figures.info('maxmemory') ?? Number(figures.config('maxmemory') ?? Number.NaN);
    if (used === null || !Number.isFinite(limit)) return unknownOf([redis.info, redis.config], subject);
    const rss = figures.info('used_memory_rss') ?? used;
    const ratio = figures.info('mem_fragmentation_ratio') ?? 1;
    const total = redis.isOnThisHost === true ? evidence.host.memTotalBytes : null;
    const on = [redis.info, redis.config, evidence.system.meminfo];
    const command = 'redis-cli info memory';
    if (limit > 0) {
      const share = (100 * used) / limit;
      const base = { subject, on, args: { used, share, of: limit, ratio }, command };
      if (share > 75) return { ...base, severity: share > 90 ? 'crit' : 'warn', says: 'limit', group: 'redis-memory', loss: lossBetween(share, 75, 90) };
      return ratio > 1.8 && rss > 100e6 ? { ...base, severity: 'info', says: 'fragmented' } : { ...base, severity: 'ok', says: 'ok' };
    }
    if (total === null) return { subject, on, severity: 'ok', args: { used, share: null, of: null } };
    const share = (100 * rss) / total;
    const base = { subject, on, args: { used: rss, share, of: total, ratio }, command };
    if (share > 25) return { ...base, severity: share > 50 ? 'crit' : 'warn', says: 'host', group: 'redis-memory', loss: lossBetween(share, 25, 50) };
    return ratio > 1.8 && rss > 100e6 ? { ...base, severity: 'info', says: 'fragmented' } : { ...base, severity: 'ok', says: 'ok' };
  }),
};

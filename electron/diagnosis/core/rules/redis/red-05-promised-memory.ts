/** RED-05: what Redis and the workers together are allowed to take, against what the Pi has. Trap: a limit above the Pi's memory is CFG-01's. */
import { eachLimitOf } from '#electron/diagnosis/core/memory-promises.ts';
import { brokerSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const promisedMemory: Rule = {
  id: 'RED-05',
  category: 'redis',
  impact: 3,
  link: 'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
  words: {
    en: {
      title: 'Memory promised in total',
      says: { ok: 'Redis and the workers may take {{sum|bytes}} of {{total|bytes}} together.', over: 'Redis may take {{limit|bytes}} and the workers {{workers|bytes}}: together {{share|percent}} of the memory of this host.' },
      cause: 'Each limit was chosen as if the other programs were not there.', fix: 'Lower maxmemory to what the queues need (often 64 MB), or the number and limit of the pool processes.', refute: 'Another program of this host takes much less than its share, and MemAvailable never falls below 20 %.',
    },
    fr: {
      title: 'Mémoire promise au total',
      says: { ok: 'Redis et les workers peuvent prendre ensemble {{sum|bytes}} sur {{total|bytes}}.', over: 'Redis peut prendre {{limit|bytes}} et les workers {{workers|bytes}} : ensemble {{share|percent}} de la mémoire de cet hôte.' },
      cause: 'Chaque limite a été choisie comme si les autres programmes n’existaient pas.', fix: 'Baisser maxmemory à ce que demandent les files (souvent 64 Mo), ou le nombre et la limite des processus du pool.', refute: 'Les autres programmes de l’hôte prennent bien moins que leur part, et MemAvailable ne descend jamais sous 20 %.',
    },
  },
  judge: (evidence) => evidence.redis.filter(({ isOnThisHost }) => isOnThisHost === true).map((redis): Judgement => {
    const figures = figuresOf(redis);
    const limit = figures.info('maxmemory') ?? Number(figures.config('maxmemory') ?? Number.NaN);
    const total = evidence.host.memTotalBytes;
    const workers = eachLimitOf(evidence);
    const on = [redis.config, redis.info, evidence.processes.mains];
    const subject = brokerSubject(redis);
    if (!Number.isFinite(limit) || total === null || workers === null) return unknownOf(on, subject);
    const sum = limit + workers;
    const share = (100 * sum) / total;
    const base = { subject, on, args: { limit, workers, sum, total, share }, command: 'redis-cli config get maxmemory' };
    return limit > 0 && share > 80 ? { ...base, severity: 'warn', says: 'over', group: 'memory-limit' } : { ...base, severity: 'ok', says: 'ok' };
  }),
};

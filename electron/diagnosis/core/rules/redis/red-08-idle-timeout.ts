/** RED-08: Redis closes idle connections. Trap: blocked BRPOP and pub/sub are exempt, so a waiting worker is not cut, its other connections are. */
import { brokerSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const idleTimeout: Rule = {
  id: 'RED-08',
  category: 'redis',
  impact: 3,
  link: 'https://redis.io/docs/latest/develop/reference/clients/#client-timeouts',
  words: {
    en: {
      title: 'Idle connections',
      says: { ok: 'Redis keeps idle connections (timeout {{timeout|number}}, tcp-keepalive {{keepalive}}).', closes: 'Redis closes connections that are idle for {{timeout|seconds}}: pools of producers and results break now and then.' },
      cause: 'timeout was set to get rid of dead connections; tcp-keepalive is made for that.', fix: 'Set timeout to 0 and tcp-keepalive to 60, and in the configuration file too.', refute: 'CONFIG GET timeout answers 0, or more than an hour.',
    },
    fr: {
      title: 'Connexions inactives',
      says: { ok: 'Redis garde les connexions inactives (timeout {{timeout|number}}, tcp-keepalive {{keepalive}}).', closes: 'Redis ferme les connexions inactives depuis {{timeout|seconds}} : les réserves des producteurs et des résultats cassent de temps en temps.' },
      cause: 'timeout a été posé pour se défaire des connexions mortes ; tcp-keepalive est fait pour cela.', fix: 'Mettre timeout à 0 et tcp-keepalive à 60, aussi dans le fichier de configuration.', refute: 'CONFIG GET timeout répond 0, ou plus d’une heure.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis): Judgement => {
    const figures = figuresOf(redis);
    const timeout = Number(figures.config('timeout') ?? Number.NaN);
    const subject = brokerSubject(redis);
    if (!Number.isFinite(timeout)) return { ...unknownOf([redis.config], subject) };
    const base = { subject, on: [redis.config], args: { timeout, keepalive: figures.config('tcp-keepalive') } };
    if (timeout >= 1 && timeout <= 3600) return { ...base, severity: 'warn', says: 'closes', command: 'redis-cli config set timeout 0; redis-cli config set tcp-keepalive 60', fix: { id: 'redis-no-idle-timeout', args: {} } };
    return { ...base, severity: 'ok', says: 'ok' };
  }),
};

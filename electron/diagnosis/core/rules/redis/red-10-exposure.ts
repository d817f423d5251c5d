/**
 * RED-10: a Redis that anybody on the network may use: no password, and listening beyond the loopback.
 * Traps: protected-mode still refuses strangers; before Redis 7 an explicit bind switched that off; a published container port bypasses it.
 */
import { versionOf } from '#electron/diagnosis/core/compare-versions.ts';
import { brokerSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const isLoopback = (address: string): boolean => /^(127\.|::1$|\[::1\]|localhost$|::ffff:127\.)/.test(address);

export const redisExposure: Rule = {
  id: 'RED-10',
  category: 'redis',
  impact: 4,
  link: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/',
  words: {
    en: {
      title: 'Open to the network',
      says: { ok: 'Redis asks for a password, or listens on this host only.', open: 'Redis listens on {{address}} without a password: whoever reaches this Pi can read and run tasks, and commands as Redis’ user.', guarded: 'Redis listens on {{address}} without a password; only protected-mode keeps strangers out.' },
      cause: 'The port was published (6379:6379) or bind was widened, and no password was set.', fix: 'Set a password (requirepass or an ACL user) in Redis and in every broker URL, or bind it to 127.0.0.1. Plan it: producers and workers must change together.', refute: 'redis-cli -h ADDRESS ping from another machine answers NOAUTH or nothing.',
    },
    fr: {
      title: 'Ouvert au réseau',
      says: { ok: 'Redis demande un mot de passe, ou n’écoute que sur cet hôte.', open: 'Redis écoute sur {{address}} sans mot de passe : quiconque atteint ce Pi peut lire et lancer des tâches, et des commandes sous l’utilisateur de Redis.', guarded: 'Redis écoute sur {{address}} sans mot de passe ; seul protected-mode arrête les inconnus.' },
      cause: 'Le port a été publié (6379:6379) ou bind élargi, sans poser de mot de passe.', fix: 'Poser un mot de passe (requirepass ou utilisateur ACL) dans Redis et dans chaque URL de broker, ou l’attacher à 127.0.0.1. À préparer : producteurs et workers changent ensemble.', refute: 'redis-cli -h ADRESSE ping depuis une autre machine répond NOAUTH ou rien.',
    },
  },
  judge: (evidence) => evidence.redis.filter(({ isUnixSocket }) => !isUnixSocket).map((redis): Judgement => {
    const subject = brokerSubject(redis);
    const on = [redis.acl, redis.config, evidence.network.listeners];
    if (redis.isWithoutPassword === null) return { ...unknownOf(on, subject), grant: 'broker' };
    if (!redis.isWithoutPassword) return { subject, on, severity: 'ok', says: 'ok' };
    const figures = figuresOf(redis);
    const { listeners } = evidence.network;
    const published = (isHad(evidence.docker.containers) ? evidence.docker.containers.value : []).flatMap(({ ports }) => ports).find(({ port, inner, address }) => (port === redis.port || inner === 6379) && address !== '' && !isLoopback(address));
    const bound = isHad(listeners) ? listeners.value.find(({ port, address }) => port === redis.port && !isLoopback(address)) : undefined;
    const wide = published?.address ?? bound?.address ?? (isLoopback(redis.host) ? undefined : redis.host);
    if (wide === undefined) return isHad(listeners) ? { subject, on, severity: 'ok', says: 'ok' } : unknownOf([listeners, ...on.slice(0, 2)], subject);
    const base = { subject, on, args: { address: wide }, command: 'ss -ltn; redis-cli config get protected-mode' };
    const mode = figures.config('protected-mode');
    const major = versionOf(figures.said('redis_version') ?? '')?.[0] ?? 7;
    // a container's own loopback is not the host's: strangers come in as the bridge, which protected-mode refuses too, unless switched off
    const isGuarded = mode === 'yes' && (major >= 7 || (figures.config('bind') ?? '') === '') && isLoopback(redis.host);
    return isGuarded ? { ...base, severity: 'warn', says: 'guarded' } : { ...base, severity: 'crit', says: 'open' };
  }),
};

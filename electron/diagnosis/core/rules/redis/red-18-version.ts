/** RED-18: version and word size of Redis: a 32-bit build ends at 3 GB, and versions before 6.2 get no fixes. */
import { isAtLeast, versionOf } from '#electron/diagnosis/core/compare-versions.ts';
import { brokerSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const redisVersion: Rule = {
  id: 'RED-18',
  category: 'redis',
  impact: 1,
  link: 'https://redis.io/docs/latest/operate/rs/references/supported-platforms/',
  words: {
    en: {
      title: 'Version of Redis',
      says: { ok: 'Redis {{version}}.', 'bits-32': 'Redis {{version}} is a 32-bit build: it ends at 3 GB and has no limit of its own.', old: 'Redis {{version}} no longer gets fixes.' },
      cause: { 'bits-32': 'The system or the image is 32-bit.', else: 'The release of the system is old.' }, fix: 'Install a 64-bit or newer build with the next upgrade of the system.', refute: 'INFO server shows arch_bits:64 and a newer version.',
    },
    fr: {
      title: 'Version de Redis',
      says: { ok: 'Redis {{version}}.', 'bits-32': 'Redis {{version}} est en 32 bits : il s’arrête à 3 Go et n’a pas de limite propre.', old: 'Redis {{version}} ne reçoit plus de corrections.' },
      cause: { 'bits-32': 'Le système ou l’image est en 32 bits.', else: 'La version du système est ancienne.' }, fix: 'Installer une version 64 bits ou plus récente à la prochaine mise à niveau.', refute: 'INFO server affiche arch_bits:64 et une version plus récente.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis): Judgement => {
    const subject = brokerSubject(redis);
    const figures = figuresOf(redis);
    const version = figures.said('redis_version');
    if (version === null) return unknownOf([redis.info], subject);
    const base = { subject, on: [redis.info], args: { version } };
    if (figures.info('arch_bits') === 32) return { ...base, severity: 'warn', says: 'bits-32' };
    // Debian keeps mending its own packages, so an old number is told and costs nothing
    return isAtLeast(versionOf(version), '6.2') === false ? { ...base, severity: 'info', says: 'old' } : { ...base, severity: 'ok', says: 'ok' };
  }),
};

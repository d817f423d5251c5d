/** RED-11: commands that kept Redis busy, for it does one thing at a time. Trap: an old entry in the log is history; only what was added since counts. */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { brokerSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const slowCommands: Rule = {
  id: 'RED-11',
  category: 'redis',
  impact: 2,
  link: 'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
  words: {
    en: {
      title: 'Slow commands',
      says: { ok: 'Redis was not held up.', ping: 'Redis needs {{took|ms}} for a PING.', slow: '{{count|number}} slow commands since the last look.', event: 'Redis was held up for {{took|ms}} by {{event}}.' },
      cause: 'Large values, KEYS from some tool, saving on a slow card, or a host out of memory.', fix: 'Read SLOWLOG GET 10 and find who sends them.', refute: 'SLOWLOG LEN stays the same for an hour.',
    },
    fr: {
      title: 'Commandes lentes',
      says: { ok: 'Redis n’a pas été retenu.', ping: 'Redis met {{took|ms}} pour un PING.', slow: '{{count|number}} commandes lentes depuis le dernier examen.', event: 'Redis a été retenu {{took|ms}} par {{event}}.' },
      cause: 'De grosses valeurs, un KEYS lancé par un outil, l’enregistrement sur une carte lente, ou un hôte à court de mémoire.', fix: 'Lire SLOWLOG GET 10 et trouver qui les envoie.', refute: 'SLOWLOG LEN reste le même pendant une heure.',
    },
  },
  judge: (evidence, { nowMs }) => evidence.redis.map((redis): Judgement => {
    const subject = brokerSubject(redis);
    const on = [redis.ping, redis.slowLog, redis.latency];
    if (!isHad(redis.ping) || !isHad(redis.slowLog)) return unknownOf(on, subject);
    const since = deltaOf(evidence, counterKey.redis(redis.label, 'slowlog'), redis.slowLog.value.length);
    const event = isHad(redis.latency) ? redis.latency.value.find(({ atS, maxMs }) => maxMs > 1000 && nowMs / 1000 - atS < 3600) : undefined;
    const base = { subject, on, command: 'redis-cli slowlog get 10; redis-cli latency latest' };
    if (redis.ping.value.ms > 100) return { ...base, severity: 'warn', says: 'ping', args: { took: redis.ping.value.ms }, group: 'broker-slow' };
    if (event !== undefined) return { ...base, severity: 'warn', says: 'event', args: { took: event.latestMs, event: event.event }, group: 'broker-slow' };
    if (since !== null && since.delta > 10) return { ...base, severity: 'warn', says: 'slow', args: { count: since.delta }, group: 'broker-slow' };
    return { subject, on, severity: 'ok', says: 'ok' };
  }),
};

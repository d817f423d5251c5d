/** NET-07: round trip of five PINGs from the Pi to its broker, the middle one. Trap: the first pays for the connection. */
import { isHad, lossBetween, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const brokerRoundTrip: Rule = {
  id: 'NET-07',
  category: 'network',
  impact: 3,
  link: 'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
  words: {
    en: {
      title: 'Round trip to the broker',
      says: { ok: 'The broker answers the Pi in {{took|ms}}.', slow: 'The broker answers the Pi only after {{took|ms}}; each task pays for that several times.' },
      cause: 'Redis is busy or swapped out, or the network between is slow.', fix: 'If Redis runs on this Pi, look at its slow commands and the memory; otherwise at the network.', refute: 'redis-cli --latency shows less on an idle Pi.',
    },
    fr: {
      title: 'Aller-retour vers le broker',
      says: { ok: 'Le broker répond au Pi en {{took|ms}}.', slow: 'Le broker ne répond au Pi qu’après {{took|ms}} ; chaque tâche le paie plusieurs fois.' },
      cause: 'Redis est occupé ou échangé sur disque, ou le réseau entre les deux est lent.', fix: 'Si Redis tourne sur ce Pi, regarder ses commandes lentes et la mémoire ; sinon le réseau.', refute: 'redis-cli --latency indique moins sur un Pi au repos.',
    },
  },
  judge: ({ network: { brokerReach } }) => {
    if (!isHad(brokerReach)) return [unknownOf([brokerReach])];
    return brokerReach.value.flatMap(({ host, port, ping, tcp }): Judgement[] => {
      if (tcp === null || 'failed' in tcp) return [];
      const subject = subjectOf('broker', `${host}:${port}`);
      const sorted = [...(ping?.ms ?? [])].sort((a, b) => a - b);
      const took = sorted[Math.floor(sorted.length / 2)];
      if (took === undefined) return [unknownOf([brokerReach], subject)];
      const base = { on: [brokerReach], subject, args: { took } };
      if (took > 50) return [{ ...base, severity: took > 500 ? 'crit' : 'warn', says: 'slow', group: 'broker-slow', loss: lossBetween(took, 50, 500) }];
      return [{ ...base, severity: 'ok', says: 'ok' }];
    });
  },
};

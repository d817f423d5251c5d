/** LOG-05: lost connections to Redis in the logs. Trap: several workers lose theirs in the same minute when Redis restarts: that is one event. */
import { countOf } from '#electron/diagnosis/core/log-lines.ts';
import { unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const brokerErrors: Rule = {
  id: 'LOG-05',
  category: 'logs',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#broker-connection-retry',
  words: {
    en: {
      title: 'Lost connections to Redis',
      says: { ok: 'The connection to Redis held ({{hour|number}} losses in the last hour).', often: 'The connection to Redis was lost {{hour|number}} times in the last hour, {{day|number}} in the last day.' },
      cause: 'Redis restarts or is out of memory, its timeout closes idle connections, or the network breaks.', fix: 'Compare the times with Redis’ own log; see the checks of Redis and of the network.', refute: 'All of them fall into the minute of a planned restart of Redis.',
    },
    fr: {
      title: 'Connexions à Redis perdues',
      says: { ok: 'La connexion à Redis a tenu ({{hour|number}} pertes durant la dernière heure).', often: 'La connexion à Redis a été perdue {{hour|number}} fois durant la dernière heure, {{day|number}} en un jour.' },
      cause: 'Redis redémarre ou manque de mémoire, son timeout ferme les connexions inactives, ou le réseau coupe.', fix: 'Comparer les heures avec le journal de Redis ; voir les contrôles de Redis et du réseau.', refute: 'Toutes tombent dans la minute d’un redémarrage prévu de Redis.',
    },
  },
  judge: ({ logs }) => {
    const lost = countOf(logs, 'broker-lost');
    if (lost === null) return [{ ...unknownOf([logs.events]), grant: 'logs' }];
    const base = { on: [logs.events], args: { hour: lost.count1h, day: lost.count24h } };
    return [lost.count1h > 5 ? { ...base, severity: lost.count1h > 30 ? 'crit' : 'warn', says: 'often', group: 'broker-unreachable' } : { ...base, severity: 'ok', says: 'ok' }];
  },
};

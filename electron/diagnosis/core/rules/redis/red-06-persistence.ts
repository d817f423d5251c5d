/** RED-06: saving fails, and then Redis refuses every write (MISCONF): nothing can be queued. */
import { brokerSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const redisPersistence: Rule = {
  id: 'RED-06',
  category: 'redis',
  impact: 5,
  link: 'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
  words: {
    en: {
      title: 'Saving to disk',
      says: { ok: 'The last save succeeded.', rdb: 'The last save to disk failed: Redis refuses to queue tasks (MISCONF).', aof: 'Writing the append-only file failed: Redis refuses to queue tasks.', 'rdb-tolerated': 'The last save to disk failed; Redis goes on, as stop-writes-on-bgsave-error is off.', none: 'Nothing is saved to disk: a power cut loses {{changes|number}} changes and every queued task.' },
      cause: { none: 'save is empty and appendonly is off.', else: 'The disk is full or read-only, the directory is not Redis’ own, or there was no memory to fork.' },
      fix: { none: 'If queued tasks must survive a power cut, switch appendonly on; it costs writes to the card.', else: 'Read Redis’ log for the reason, make room or memory, then BGSAVE.' },
      refute: 'rdb_last_bgsave_status and aof_last_write_status of INFO persistence are ok.',
    },
    fr: {
      title: 'Enregistrement sur disque',
      says: { ok: 'Le dernier enregistrement a réussi.', rdb: 'Le dernier enregistrement a échoué : Redis refuse de mettre des tâches en file (MISCONF).', aof: 'L’écriture du fichier append-only a échoué : Redis refuse de mettre des tâches en file.', 'rdb-tolerated': 'Le dernier enregistrement a échoué ; Redis continue, stop-writes-on-bgsave-error étant désactivé.', none: 'Rien n’est enregistré : une coupure perd {{changes|number}} changements et toutes les tâches en file.' },
      cause: { none: 'save est vide et appendonly est désactivé.', else: 'Le disque est plein ou en lecture seule, le répertoire n’appartient pas à Redis, ou la mémoire manquait pour le fork.' },
      fix: { none: 'Si les tâches en file doivent survivre à une coupure, activer appendonly ; cela coûte des écritures sur la carte.', else: 'Lire la raison dans le journal de Redis, faire de la place ou de la mémoire, puis BGSAVE.' },
      refute: 'rdb_last_bgsave_status et aof_last_write_status de INFO persistence valent ok.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis): Judgement => {
    const figures = figuresOf(redis);
    const subject = brokerSubject(redis);
    const rdb = figures.said('rdb_last_bgsave_status');
    if (rdb === null) return unknownOf([redis.info], subject);
    const changes = figures.info('rdb_changes_since_last_save');
    const base = { subject, on: [redis.info, redis.config], args: { changes }, command: 'redis-cli info persistence' };
    const bad = { ...base, severity: 'crit', group: 'redis-saving', isBlocking: true } as const;
    if ((figures.info('aof_enabled') ?? 0) === 1 && (figures.said('aof_last_write_status') ?? 'ok') !== 'ok') return { ...bad, says: 'aof' };
    if (rdb !== 'ok') return figures.config('stop-writes-on-bgsave-error') === 'no' ? { ...base, severity: 'warn', says: 'rdb-tolerated', group: 'redis-saving' } : { ...bad, says: 'rdb' };
    if (figures.config('save') === '' && figures.info('aof_enabled') === 0) return { ...base, severity: 'info', says: 'none' };
    return { ...base, severity: 'ok', says: 'ok' };
  }),
};

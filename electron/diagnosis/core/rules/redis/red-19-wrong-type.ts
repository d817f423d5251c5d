/** RED-19: a queue's key holds something else than a list: every worker on it fails with WRONGTYPE, for ever. */
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const wrongType: Rule = {
  id: 'RED-19',
  category: 'redis',
  impact: 5,
  link: 'https://redis.io/docs/latest/commands/type/',
  words: {
    en: {
      title: 'Keys of queues',
      says: { ok: 'The keys of all queues are lists.', wrong: 'The key of the queue {{queue}} holds a {{kind}}, not a list: workers on it fail with WRONGTYPE.' },
      cause: 'Another program uses the same database and the same name.', fix: 'Give Celery a database of its own (the number at the end of the URL) or a global_keyprefix; rename the foreign key.', refute: 'TYPE of the key answers list or none.',
    },
    fr: {
      title: 'Clés des files',
      says: { ok: 'Les clés de toutes les files sont des listes.', wrong: 'La clé de la file {{queue}} contient un {{kind}}, pas une liste : les workers y échouent avec WRONGTYPE.' },
      cause: 'Un autre programme utilise la même base et le même nom.', fix: 'Donner à Celery une base à lui (le nombre en fin d’URL) ou un global_keyprefix ; renommer la clé étrangère.', refute: 'TYPE de la clé répond list ou none.',
    },
  },
  judge: (evidence) => evidence.redis.flatMap((redis): Judgement[] => {
    const broker = { kind: 'broker', name: redis.label, pid: null, worker: null } as const;
    if (!isHad(redis.queues)) return [unknownOf([redis.queues], broker)];
    const wrong = redis.queues.value.filter(({ kind }) => !['', 'list', 'none', 'unknown'].includes(kind));
    if (wrong.length === 0) return [{ severity: 'ok', says: 'ok', on: [redis.queues], subject: broker }];
    return wrong.slice(0, 20).map(({ name, kind }) => ({ severity: 'crit', says: 'wrong', on: [redis.queues], subject: subjectOf('queue', name), args: { queue: name, kind }, group: 'queue-stuck' }));
  }),
};

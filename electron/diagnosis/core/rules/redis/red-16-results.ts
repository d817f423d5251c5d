/** RED-16: results that never expire, or are very large. Trap: a sample of keys is judged, and says so. */
import { brokerSubject, fewOf, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const largeBytes = 1024 * 1024;

export const resultBloat: Rule = {
  id: 'RED-16',
  category: 'redis',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#result-expires',
  words: {
    en: {
      title: 'Kept results',
      says: { ok: 'Of {{results|number}} results looked at, none stays for ever.', forever: '{{forever|number}} of {{results|number}} results looked at have no expiry: they pile up for ever.', large: 'Values of more than 1 MiB lie in Redis: {{names}}.' },
      cause: { large: 'Large results or arguments are passed through the broker instead of a file.', else: 'result_expires is None or 0, or the results come from something else than Celery.' },
      fix: { large: 'Pass a path or an id instead of the content.', else: 'Set result_expires to an hour or a day, and ignore_result where nobody reads it.' },
      refute: 'TTL of a celery-task-meta key answers a number of seconds.',
    },
    fr: {
      title: 'Résultats gardés',
      says: { ok: 'Parmi {{results|number}} résultats examinés, aucun ne reste à jamais.', forever: '{{forever|number}} des {{results|number}} résultats examinés n’ont pas d’échéance : ils s’empilent sans fin.', large: 'Des valeurs de plus de 1 Mio se trouvent dans Redis : {{names}}.' },
      cause: { large: 'De gros résultats ou arguments passent par le broker plutôt que par un fichier.', else: 'result_expires vaut None ou 0, ou ces résultats ne viennent pas de Celery.' },
      fix: { large: 'Passer un chemin ou un identifiant au lieu du contenu.', else: 'Mettre result_expires à une heure ou un jour, et ignore_result là où personne ne lit.' },
      refute: 'TTL d’une clé celery-task-meta répond un nombre de secondes.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis): Judgement => {
    const subject = brokerSubject(redis);
    if (!isHad(redis.keySample)) return unknownOf([redis.keySample], subject);
    const { results, resultsWithoutExpiry: forever, largest } = redis.keySample.value;
    const large = largest.filter(({ bytes, kind }) => bytes > largeBytes && kind === 'string');
    const base = { subject, on: [redis.keySample], args: { results, forever, names: fewOf(large.map(({ key }) => key.slice(0, 120))) } };
    if (forever > 0) return { ...base, severity: 'warn', says: 'forever', group: 'redis-memory' };
    return large.length > 0 ? { ...base, severity: 'warn', says: 'large', group: 'redis-memory' } : { ...base, severity: 'ok', says: 'ok' };
  }),
};

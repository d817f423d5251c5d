/** CFG-20: versions that stop consuming after Redis was restarted. Trap: the fault needs a reconnection to show; it is a warning, not a diagnosis. */
import { isAtLeast, versionOf } from '#electron/diagnosis/core/compare-versions.ts';
import { unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { celeryVersionOf, eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const versionBugs: Rule = {
  id: 'CFG-20',
  category: 'configuration',
  impact: 2,
  link: 'https://github.com/celery/celery/discussions/7276',
  words: {
    en: {
      title: 'Version of Celery',
      says: { ok: 'Celery {{version}}.', deaf: 'Celery {{version}} may stop consuming after the connection to Redis was lost, while its heartbeats go on.', 'no-broker': 'Celery {{version}}; the fault of this version concerns Redis only.' },
      cause: 'A fault in reconnecting that versions 5.2.3 to 5.3 have with Redis; kombu 5.5 mended the last of it.', fix: 'Upgrade to Celery 5.5 or newer. Until then restart workers after each restart of Redis, or let the panel do it.', refute: 'After a restart of Redis, CLIENT LIST shows a BRPOP of this worker again.',
    },
    fr: {
      title: 'Version de Celery',
      says: { ok: 'Celery {{version}}.', deaf: 'Celery {{version}} peut cesser de consommer après une perte de connexion à Redis, alors que ses battements continuent.', 'no-broker': 'Celery {{version}} ; le défaut de cette version ne touche que Redis.' },
      cause: 'Un défaut de reconnexion à Redis des versions 5.2.3 à 5.3 ; kombu 5.5 en a corrigé le reste.', fix: 'Passer à Celery 5.5 ou plus. D’ici là, redémarrer les workers après chaque redémarrage de Redis, ou laisser le panneau le faire.', refute: 'Après un redémarrage de Redis, CLIENT LIST montre de nouveau un BRPOP de ce worker.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const version = celeryVersionOf(evidence, main);
    const subject = workerSubject(main);
    const parsed = version === null ? null : versionOf(version);
    if (parsed === null) return [unknownOf([main.packages], subject)];
    const base = { subject, on: [main.packages], args: { version } };
    const isAffected = isAtLeast(parsed, '5.2.3') === true && isAtLeast(parsed, '5.4') === false;
    if (!isAffected) return [{ ...base, severity: 'ok', says: 'ok' }];
    return [evidence.redis.length === 0 ? { ...base, severity: 'ok', says: 'no-broker' } : { ...base, severity: 'warn', says: 'deaf' }];
  }),
};

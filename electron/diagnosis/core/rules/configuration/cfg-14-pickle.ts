/** CFG-14: the worker accepts pickle: whoever can write to the broker can run any code as the worker's user. */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const acceptsPickle: Rule = {
  id: 'CFG-14',
  category: 'configuration',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/security.html#serializers',
  words: {
    en: {
      title: 'Accepted serializers',
      says: { ok: 'The worker accepts {{accepted}}.', pickle: 'The worker accepts pickle: a message can run any code.' },
      cause: 'accept_content contains pickle, mostly from an old version’s default.', fix: 'Send with json and take pickle out of accept_content once no such message is left in the queues.', refute: 'Only trusted programs can reach this broker, and objects must be passed as they are.',
    },
    fr: {
      title: 'Sérialiseurs acceptés',
      says: { ok: 'Le worker accepte {{accepted}}.', pickle: 'Le worker accepte pickle : un message peut exécuter n’importe quel code.' },
      cause: 'accept_content contient pickle, souvent hérité du défaut d’une vieille version.', fix: 'Envoyer en json et retirer pickle de accept_content une fois qu’aucun tel message ne reste dans les files.', refute: 'Seuls des programmes de confiance atteignent ce broker, et des objets doivent passer tels quels.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    if (settings.node === null || settings.node.conf.state !== 'had') return [unanswered(settings)];
    const accepted = settings.node.conf.value['accept_content'] ?? settings.node.conf.value['CELERY_ACCEPT_CONTENT'] ?? 'json';
    const base = { subject: workerSubject(settings.main), on: [settings.node.conf], args: { accepted: accepted.slice(0, 200) } };
    return [/pickle|python-serialize/.test(accepted) ? { ...base, severity: 'warn', says: 'pickle' } : { ...base, severity: 'ok', says: 'ok' }];
  }),
};

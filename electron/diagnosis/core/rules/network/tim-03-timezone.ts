/** TIM-03: Celery told to use local time: naive dates of tasks then mean different moments on different hosts. */
import { eachWorker, isYes } from '#electron/diagnosis/core/worker-settings.ts';
import { isHad, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const timezoneMix: Rule = {
  id: 'TIM-03',
  category: 'network',
  impact: 1,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#timezone',
  words: {
    en: {
      title: 'Time zone of the worker',
      says: { ok: 'The worker counts in UTC.', local: 'enable_utc is off and no timezone is set: the worker counts in the host’s zone ({{zone}}).', differs: 'The worker’s timezone is {{configured}}, the host’s is {{zone}}.' },
      cause: 'enable_utc=False was set without naming a timezone.', fix: 'Leave enable_utc on, and set timezone explicitly for the schedule of beat.', refute: 'Producers and workers all run in the same zone, and it has no summer time.',
    },
    fr: {
      title: 'Fuseau horaire du worker',
      says: { ok: 'Le worker compte en UTC.', local: 'enable_utc est désactivé et aucun timezone n’est fixé : le worker compte dans le fuseau de l’hôte ({{zone}}).', differs: 'Le timezone du worker est {{configured}}, celui de l’hôte {{zone}}.' },
      cause: 'enable_utc=False a été posé sans nommer de timezone.', fix: 'Laisser enable_utc actif, et fixer timezone explicitement pour l’échéancier de beat.', refute: 'Producteurs et workers tournent tous dans le même fuseau, sans heure d’été.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    if (settings.node === null || !isHad(settings.node.conf)) return [unanswered(settings)];
    const conf = settings.node.conf.value;
    const zone = isHad(evidence.network.timedatectl) ? evidence.network.timedatectl.value.timezone : null;
    const isUtc = conf['enable_utc'] === undefined || isYes(conf['enable_utc']);
    const configured = conf['timezone'] ?? null;
    const base = { on: [settings.node.conf, evidence.network.timedatectl], subject: workerSubject(settings.main), args: { zone, configured } };
    if (isUtc) return [{ ...base, severity: 'ok', says: 'ok' }];
    if (configured === null || configured === 'None' || configured === 'null') return [{ ...base, severity: 'warn', says: 'local' }];
    return [configured === zone || zone === null ? { ...base, severity: 'ok', says: 'ok' } : { ...base, severity: 'info', says: 'differs' }];
  }),
};

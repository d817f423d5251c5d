/** SVC-08: one pool process killed for memory takes the whole worker down, for systemd's default is OOMPolicy=stop. */
import { eachUnit } from '#electron/diagnosis/core/each-unit.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const oomPolicy: Rule = {
  id: 'SVC-08',
  category: 'supervision',
  impact: 3,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#OOMPolicy=',
  words: {
    en: {
      title: 'When a pool process runs out of memory',
      says: { ok: 'A pool process that is killed for memory is replaced by its worker.', stop: '{{unit}} has OOMPolicy={{policy}}: one pool process killed for memory ends the whole worker, with all its tasks.' },
      cause: 'OOMPolicy=stop is systemd’s default.', fix: 'Set OOMPolicy=continue in a drop-in: Celery replaces the process by itself.', refute: 'systemctl show -p OOMPolicy prints continue.',
    },
    fr: {
      title: 'Quand un processus du pool manque de mémoire',
      says: { ok: 'Un processus du pool tué pour sa mémoire est remplacé par son worker.', stop: '{{unit}} a OOMPolicy={{policy}} : un seul processus du pool tué pour sa mémoire termine tout le worker, avec toutes ses tâches.' },
      cause: 'OOMPolicy=stop est la valeur par défaut de systemd.', fix: 'Mettre OOMPolicy=continue dans un complément : Celery remplace le processus de lui-même.', refute: 'systemctl show -p OOMPolicy affiche continue.',
    },
  },
  judge: (evidence) => eachUnit(evidence, ['worker'], (unit, base) => {
    const policy = unit.properties['OOMPolicy'] ?? '';
    return policy === 'stop' || policy === 'kill' ? [{ ...base, severity: 'warn', says: 'stop', args: { unit: unit.name, policy }, group: 'memory-limit', fix: { id: 'unit-oom-continue', args: { unit: unit.name } } }] : [];
  }),
};

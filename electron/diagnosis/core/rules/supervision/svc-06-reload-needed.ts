/** SVC-06: unit files changed on disk since systemd read them: what runs is not what is written. */
import { eachUnit } from '#electron/diagnosis/core/each-unit.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const reloadNeeded: Rule = {
  id: 'SVC-06',
  category: 'supervision',
  impact: 1,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemctl.html#daemon-reload',
  words: {
    en: {
      title: 'Unit files as read',
      says: { ok: 'systemd has read all unit files.', changed: 'The file of {{unit}} was changed and systemd has not read it yet.' },
      cause: 'Somebody edited it without daemon-reload.', fix: 'Look at the change, then have systemd read it; it acts from the next start of the unit.', refute: 'systemctl show -p NeedDaemonReload prints no.',
    },
    fr: {
      title: 'Fichiers d’unité lus',
      says: { ok: 'systemd a lu tous les fichiers d’unité.', changed: 'Le fichier de {{unit}} a changé et systemd ne l’a pas encore relu.' },
      cause: 'Quelqu’un l’a modifié sans daemon-reload.', fix: 'Regarder le changement, puis le faire relire ; il agit au prochain démarrage de l’unité.', refute: 'systemctl show -p NeedDaemonReload affiche no.',
    },
  },
  judge: (evidence) => eachUnit(evidence, ['worker', 'beat', 'redis', 'supervisord'], (unit, base) => (unit.properties['NeedDaemonReload'] === 'yes' ? [{ ...base, severity: 'info', says: 'changed', args: { unit: unit.name }, command: unit.isUserUnit ? 'systemctl --user daemon-reload' : 'sudo systemctl daemon-reload' }] : [])),
};

/** LOG-10: a journal in memory only: after a restart nobody can say what happened before. */
import { isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const volatileJournal: Rule = {
  id: 'LOG-10',
  category: 'logs',
  impact: 1,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/journald.conf.html#Storage=',
  words: {
    en: {
      title: 'Journal kept over restarts',
      says: { ok: 'The journal is kept on disk ({{size|bytes}}).', volatile: 'The journal is kept in memory only: a restart of the Pi erases what led to it.' },
      cause: 'Images for the Pi often choose it to spare the card.', fix: 'sudo mkdir -p /var/log/journal, then restart systemd-journald; limit it with SystemMaxUse=100M. The panel keeps its own copy of incidents meanwhile.', refute: '/var/log/journal exists and grows.',
    },
    fr: {
      title: 'Journal gardé d’un démarrage à l’autre',
      says: { ok: 'Le journal est gardé sur disque ({{size|bytes}}).', volatile: 'Le journal n’est gardé qu’en mémoire : un redémarrage du Pi efface ce qui l’a précédé.' },
      cause: 'Les images pour Pi le choisissent souvent pour épargner la carte.', fix: 'sudo mkdir -p /var/log/journal, puis redémarrer systemd-journald ; le limiter par SystemMaxUse=100M. Le panneau garde d’ici là sa propre copie des incidents.', refute: '/var/log/journal existe et grossit.',
    },
  },
  judge: ({ storage: { journal } }) => {
    if (isMissing(journal)) return [];
    if (!isHad(journal)) return [unknownOf([journal])];
    return [journal.value.isPersistent ? { severity: 'ok', says: 'ok', on: [journal], args: { size: journal.value.diskBytes } } : { severity: 'info', says: 'volatile', on: [journal] }];
  },
};

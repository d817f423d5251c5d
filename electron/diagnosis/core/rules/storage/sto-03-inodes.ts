/** STO-03: inodes. A disk with space left refuses new files when they run out. Trap: btrfs and vfat count none. */
import { isHad, lossBetween, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const inodesLeft: Rule = {
  id: 'STO-03',
  category: 'storage',
  impact: 3,
  link: 'https://man7.org/linux/man-pages/man1/df.1.html',
  words: {
    en: {
      title: 'Inodes',
      says: { ok: 'No file system is short of inodes.', short: '{{path}} has used {{used|percent}} of its inodes: {{free|number}} more files fit, however much space is left.' },
      cause: 'A directory fills with very many small files: caches, sessions, results, mail nobody reads.', fix: 'Find the directory with most files and clear it, or limit what writes there.', refute: 'df -i shows a share below 85 %.',
    },
    fr: {
      title: 'Inodes',
      says: { ok: 'Aucun système de fichiers ne manque d’inodes.', short: '{{path}} a utilisé {{used|percent}} de ses inodes : il ne tient plus que {{free|number}} fichiers, quelle que soit la place restante.' },
      cause: 'Un répertoire se remplit de très nombreux petits fichiers : caches, sessions, résultats, courriers que personne ne lit.', fix: 'Trouver le répertoire qui contient le plus de fichiers et le purger, ou limiter ce qui y écrit.', refute: 'df -i indique une part inférieure à 85 %.',
    },
  },
  judge: ({ storage: { inodes } }) => {
    if (!isHad(inodes)) return [unknownOf([inodes])];
    const found: Judgement[] = inodes.value.filter(({ total, usedPercent }) => total > 0 && usedPercent > 85).map(({ path, usedPercent, free }) => ({
      severity: usedPercent > 95 ? 'crit' : 'warn', says: 'short', on: [inodes], subject: subjectOf('mount', path), args: { path, used: usedPercent, free },
      group: 'disk-full', loss: lossBetween(usedPercent, 85, 95), command: 'df -i; sudo du -x --inodes --max-depth=3 / | sort -n | tail -n 20',
    }));
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [inodes] }];
  },
};

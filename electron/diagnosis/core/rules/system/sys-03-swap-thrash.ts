/**
 * SYS-03: swapping in and out now, in pages a second of the round.
 * Traps: swap that is full but idle is fine; a page is 16 KiB on a Pi 5; swapping to zram costs CPU, not the card.
 */
import { hostSubject, isHad, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const warnPages = 200;
const critPages = 2000;
const fullPercent = 80;

export const swapThrash: Rule = {
  id: 'SYS-03',
  category: 'system',
  impact: 4,
  link: 'https://docs.kernel.org/admin-guide/sysctl/vm.html#swappiness',
  words: {
    en: {
      title: 'Swapping',
      says: {
        ok: '{{pages|number}} pages a second are swapped; {{used|percent}} of the swap is in use.',
        idle: '{{used|percent}} of the swap is in use, but nothing moves: what lies there is not needed now.',
        thrash: '{{pages|number}} pages ({{rate|bytes}}) a second are swapped in and out.',
        full: '{{used|percent}} of the swap is in use and {{pages|number}} pages a second are still swapped: there is nowhere left to go.',
      },
      cause: 'The programs need more memory than the Pi has, so the kernel moves their pages to swap and back.',
      fix: 'Use fewer pool processes or recycle them earlier; a memory limit on the heaviest service keeps the others out of swap.',
      refute: 'vmstat 1 shows zero in the columns si and so for a minute.',
    },
    fr: {
      title: 'Échange (swap)',
      says: {
        ok: '{{pages|number}} pages par seconde sont échangées ; {{used|percent}} du swap est occupé.',
        idle: '{{used|percent}} du swap est occupé, mais rien ne bouge : ce qui s’y trouve ne sert pas en ce moment.',
        thrash: '{{pages|number}} pages ({{rate|bytes}}) par seconde sont échangées dans les deux sens.',
        full: '{{used|percent}} du swap est occupé et {{pages|number}} pages par seconde sont encore échangées : il n’y a plus de place où aller.',
      },
      cause: 'Les programmes ont besoin de plus de mémoire que le Pi n’en a : le noyau déplace leurs pages vers le swap et les ramène.',
      fix: 'Réduire le nombre de processus du pool ou les recycler plus tôt ; une limite de mémoire sur le service le plus lourd épargne les autres.',
      refute: 'vmstat 1 affiche zéro dans les colonnes si et so pendant une minute.',
    },
  },
  judge: (evidence) => {
    const { vmstat, swaps } = evidence.system;
    if (!isHad(vmstat)) return [unknownOf([vmstat, swaps])];
    const { first, second, overMs } = vmstat.value;
    const moved = ['pswpin', 'pswpout'].map((name) => (second[name] ?? Number.NaN) - (first[name] ?? Number.NaN)).reduce((sum, delta) => sum + delta, 0);
    if (!Number.isFinite(moved) || overMs <= 0) return [{ ...unknownOf([vmstat]), grant: 'kernel' }];
    const pages = Math.max(0, moved / (overMs / 1000));
    const areas = isHad(swaps) ? swaps.value : [];
    const size = areas.reduce((sum, area) => sum + area.sizeBytes, 0);
    const used = size === 0 ? 0 : (100 * areas.reduce((sum, area) => sum + area.usedBytes, 0)) / size;
    const base = { subject: hostSubject(evidence), on: [vmstat, swaps], args: { pages, used, rate: pages * (evidence.host.pageSize ?? 4096) }, command: 'vmstat 1 10' };
    if (used > fullPercent && pages > warnPages) return [{ ...base, severity: 'crit', says: 'full', group: 'memory' }];
    if (pages > critPages) return [{ ...base, severity: 'crit', says: 'thrash', group: 'memory' }];
    if (pages > warnPages) return [{ ...base, severity: 'warn', says: 'thrash', group: 'memory', loss: lossBetween(pages, warnPages, critPages) }];
    return [{ ...base, severity: used > fullPercent ? 'info' : 'ok', says: used > fullPercent ? 'idle' : 'ok' }];
  },
};

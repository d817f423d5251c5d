/**
 * STO-02: space left for users on the file systems that matter.
 * Trap: 5 % are kept for root, so what users can have is judged (available), not what is free.
 */
import { isHad, lossBetween, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const leastBytes = 200 * 1024 * 1024;

export const diskSpace: Rule = {
  id: 'STO-02',
  category: 'storage',
  impact: 5,
  link: 'https://man7.org/linux/man-pages/man1/df.1.html',
  words: {
    en: {
      title: 'Disk space',
      says: { ok: '{{path}} is {{used|percent}} full; {{available|bytes}} can be used.', filling: '{{path}} is {{used|percent}} full; {{available|bytes}} are left.', full: '{{path}} is full: {{available|bytes}} are left ({{used|percent}}).' },
      cause: 'Logs, container images, the journal or the results of tasks grow without being cleared.',
      fix: 'See what is large, then clear it: the journal first (journalctl --vacuum-size=100M), unused images (docker image prune), old logs. There is no way back from a deletion, so look before.',
      refute: 'df shows more than {{floor|bytes}} available.',
    },
    fr: {
      title: 'Espace disque',
      says: { ok: '{{path}} est plein à {{used|percent}} ; {{available|bytes}} sont utilisables.', filling: '{{path}} est plein à {{used|percent}} ; il reste {{available|bytes}}.', full: '{{path}} est plein : il reste {{available|bytes}} ({{used|percent}}).' },
      cause: 'Des journaux, des images de conteneurs, le journal systemd ou des résultats de tâches grossissent sans être purgés.',
      fix: 'Voir ce qui est gros, puis purger : d’abord le journal (journalctl --vacuum-size=100M), les images inutilisées (docker image prune), les vieux journaux. Une suppression est sans retour : regarder avant.',
      refute: 'df indique plus de {{floor|bytes}} disponibles.',
    },
  },
  judge: ({ storage: { space } }) => {
    if (!isHad(space)) return [unknownOf([space])];
    const real = space.value.filter(({ totalBytes }) => totalBytes > 0);
    const found: Judgement[] = real.flatMap(({ path, usedPercent, availableBytes, totalBytes }): Judgement[] => {
      const isFull = usedPercent > 95 || (availableBytes < leastBytes && totalBytes > 4 * leastBytes);
      if (!isFull && usedPercent <= 85) return [];
      const base = { on: [space], subject: subjectOf('mount', path), args: { path, used: usedPercent, available: availableBytes, floor: Math.min(leastBytes, totalBytes / 10) }, group: 'disk-full', command: 'df -h; sudo du -xh --max-depth=2 / | sort -h | tail -n 20' };
      // only a full root or /var stops everything; /boot/firmware does not
      const isVital = path === '/' || path.startsWith('/var');
      if (isFull) return [{ ...base, severity: isVital || !path.startsWith('/boot') ? 'crit' : 'warn', says: 'full', isBlocking: isVital && availableBytes < leastBytes / 10 }];
      return [{ ...base, severity: 'warn', says: 'filling', loss: lossBetween(usedPercent, 85, 95) }];
    });
    if (found.length > 0) return found;
    const root = real.find(({ path }) => path === '/') ?? real[0];
    return root === undefined ? [unknownOf([space])] : [{ severity: 'ok', says: 'ok', on: [space], args: { path: root.path, used: root.usedPercent, available: root.availableBytes } }];
  },
};

/** STO-08: logs on a tmpfs: they eat memory and are gone after a restart, just when they are needed. */
import { fewOf, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const logsInTmp: Rule = {
  id: 'STO-08',
  category: 'storage',
  impact: 2,
  link: 'https://docs.kernel.org/filesystems/tmpfs.html',
  words: {
    en: {
      title: 'Logs kept in memory',
      says: { ok: 'No log of a worker lies on a tmpfs.', some: '{{names}} lie on a tmpfs ({{size|bytes}}): a restart of the Pi erases them.', large: 'Logs on a tmpfs hold {{size|bytes}} of memory ({{share|percent}} of all): {{names}}.' },
      cause: '/tmp is a tmpfs on newer Debian systems, and the log was put there as on older ones.',
      fix: 'Log to the journal or to /var/log with rotation; only what may be lost belongs in /tmp.', refute: '/proc/mounts shows /tmp on a disk.',
    },
    fr: {
      title: 'Journaux gardés en mémoire',
      says: { ok: 'Aucun journal de worker ne se trouve sur un tmpfs.', some: '{{names}} se trouvent sur un tmpfs ({{size|bytes}}) : un redémarrage du Pi les efface.', large: 'Des journaux sur un tmpfs occupent {{size|bytes}} de mémoire ({{share|percent}} du total) : {{names}}.' },
      cause: '/tmp est un tmpfs sur les Debian récentes, et le journal y a été mis comme sur les anciennes.',
      fix: 'Écrire dans le journal systemd ou dans /var/log avec rotation ; seul ce qui peut se perdre a sa place dans /tmp.', refute: '/proc/mounts montre /tmp sur un disque.',
    },
  },
  judge: ({ host, storage: { logFiles, mounts } }) => {
    if (!isHad(logFiles) || host.memTotalBytes === null) return [unknownOf([logFiles, mounts])];
    const inMemory = logFiles.value.filter(({ onTmpfs }) => onTmpfs);
    const size = inMemory.reduce((sum, { bytes }) => sum + bytes, 0);
    const share = (100 * size) / host.memTotalBytes;
    if (inMemory.length === 0) return [{ severity: 'ok', says: 'ok', on: [logFiles] }];
    const isLarge = share > 10;
    return [{ severity: isLarge ? 'warn' : 'info', says: isLarge ? 'large' : 'some', on: [logFiles, mounts], args: { names: fewOf(inMemory.map(({ path }) => path)), size, share }, command: 'df -h /tmp; ls -l /tmp/*.log', ...(isLarge ? { group: 'memory' } : {}) }];
  },
};

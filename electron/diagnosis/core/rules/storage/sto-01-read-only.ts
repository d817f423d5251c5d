/**
 * STO-01: a file system that must be written is mounted read-only.
 * Traps: an overlay root is read-only below on purpose; /boot/firmware and squashfs may be read-only; never remount it blindly.
 */
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Evidence, Piece } from '#electron/diagnosis/core/evidence.ts';
import type { MountFact } from '#electron/diagnosis/core/evidence-system.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const readOnlyMounts: Rule = {
  id: 'STO-01',
  category: 'storage',
  impact: 5,
  link: 'https://man7.org/linux/man-pages/man5/ext4.5.html',
  words: {
    en: {
      title: 'Writable file systems',
      says: { ok: 'All file systems that are needed can be written.', 'read-only': '{{path}} ({{device}}) is mounted read-only: nothing there can be saved.' },
      cause: 'The kernel found errors on it and stopped writing to save what is left (errors=remount-ro). SD cards at the end of their life do that.',
      fix: 'Copy the contents away now, then replace the card. Do not remount it for writing: that finishes it off.',
      refute: '/proc/mounts lists it with rw, or this system is meant to run from a read-only root.',
    },
    fr: {
      title: 'Systèmes de fichiers inscriptibles',
      says: { ok: 'Tous les systèmes de fichiers nécessaires sont inscriptibles.', 'read-only': '{{path}} ({{device}}) est monté en lecture seule : rien ne peut y être enregistré.' },
      cause: 'Le noyau y a trouvé des erreurs et a cessé d’écrire pour sauver ce qui reste (errors=remount-ro). Les cartes SD en fin de vie font cela.',
      fix: 'Copier le contenu ailleurs maintenant, puis remplacer la carte. Ne pas la remonter en écriture : cela l’achève.',
      refute: '/proc/mounts l’affiche avec rw, ou ce système est fait pour tourner sur une racine en lecture seule.',
    },
  },
  judge: (evidence) => {
    const { mounts } = evidence.storage;
    if (!isHad(mounts)) return [unknownOf([mounts])];
    const needed = new Set(['/', '/var', '/var/lib', '/var/log', '/tmp', '/home', ...pathsInUse(evidence).map((path) => mountOf(mounts.value, path)?.path ?? '/')]);
    // a later mount hides an earlier one of the same place
    const top = new Map(mounts.value.map((mount) => [mount.path, mount]));
    const bad = [...top.values()].filter(({ path, kind, options }) => needed.has(path) && options.includes('ro') && !['overlay', 'squashfs', 'iso9660', 'proc', 'sysfs'].includes(kind));
    if (bad.length === 0) return [{ severity: 'ok', says: 'ok', on: [mounts] }];
    const on: readonly Piece<unknown>[] = [mounts, evidence.storage.ioLines];
    return bad.slice(0, 10).map(({ path, device }) => ({ severity: 'crit', says: 'read-only', on, subject: subjectOf('mount', path), args: { path, device }, isBlocking: path === '/', group: 'card-failing', command: 'grep -w ro /proc/mounts' }));
  },
};

function pathsInUse(evidence: Evidence): string[] {
  const logs = isHad(evidence.storage.logFiles) ? evidence.storage.logFiles.value.map(({ path }) => path) : [];
  const redis = evidence.redis.flatMap(({ config, isOnThisHost }) => (isOnThisHost === true && isHad(config) ? [config.value['dir'] ?? ''] : []));
  return [...logs, ...redis].filter((path) => path.startsWith('/'));
}

function mountOf(mounts: readonly MountFact[], path: string): MountFact | null {
  return mounts.filter((mount) => mount.path === '/' || path === mount.path || path.startsWith(`${mount.path}/`)).sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

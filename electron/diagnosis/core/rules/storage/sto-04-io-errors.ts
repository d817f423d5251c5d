/**
 * STO-04: the kernel's lines about errors of the device that the root lies on.
 * Trap: an empty card reader or another stick makes noise too; lines that name another device are left out.
 */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const ioErrors: Rule = {
  id: 'STO-04',
  category: 'storage',
  impact: 5,
  link: 'https://docs.kernel.org/filesystems/ext4/index.html',
  words: {
    en: {
      title: 'Errors of the card or disk',
      says: { ok: 'The kernel reported no error of the card or disk since the start.', retries: 'The kernel had to repeat accesses to {{device}} {{count}} times: «{{line}}»', errors: 'The file system on {{device}} has errors: «{{line}}»' },
      cause: 'The card wears out, sits badly, or lost power while writing; under-voltage does it too.',
      fix: 'Save the contents, check the voltage, then replace the card. Check the file system only when it is not mounted.',
      refute: 'The kernel log of a day has no such line for this device after the card was replaced.',
    },
    fr: {
      title: 'Erreurs de la carte ou du disque',
      says: { ok: 'Le noyau n’a signalé aucune erreur de la carte ou du disque depuis le démarrage.', retries: 'Le noyau a dû répéter {{count}} fois des accès à {{device}} : « {{line}} »', errors: 'Le système de fichiers de {{device}} a des erreurs : « {{line}} »' },
      cause: 'La carte s’use, tient mal, ou a perdu le courant en écrivant ; la sous-tension fait de même.',
      fix: 'Sauvegarder le contenu, vérifier la tension, puis remplacer la carte. Ne vérifier le système de fichiers que démonté.',
      refute: 'Le journal du noyau d’une journée n’a plus cette ligne pour ce périphérique une fois la carte remplacée.',
    },
  },
  judge: ({ storage: { ioLines, rootDevice } }) => {
    if (!isHad(ioLines)) return [unknownOf([ioLines, rootDevice])];
    const device = isHad(rootDevice) ? rootDevice.value.replace(/^\/dev\//, '').replace(/(?:p\d+|(?<=^sd[a-z])\d+)$/, '') : null;
    const host = device !== null && device.startsWith('mmcblk') ? `mmc${device.slice(6)}` : null;
    const named = /\b(mmcblk\d+|sd[a-z]+|nvme\d+n\d+|mmc\d+)/;
    const ours = ioLines.value.filter(({ text }) => {
      const other = named.exec(text)?.[1];
      return device === null || other === undefined || other === device || other === host || device.startsWith(other);
    });
    const bad = ours.filter(({ text }) => /EXT4-fs error|Remounting filesystem read-only|Aborting journal|I\/O error|Buffer I\/O/i.test(text));
    const retries = ours.filter(({ text }) => /mmc(blk)?\d+: .*(timeout|error|timed out)/i.test(text));
    const base = { on: [ioLines, rootDevice], group: 'card-failing', command: "journalctl -k -b -g 'mmc[0-9]: (timeout|error)|I/O error|EXT4-fs error' -n 50 --no-pager" };
    const worst = bad.at(-1);
    if (worst !== undefined) return [{ ...base, severity: 'crit', says: 'errors', args: { device, count: bad.length, line: worst.text.slice(0, 300) } }];
    const last = retries.at(-1);
    if (last !== undefined) return [{ ...base, severity: 'warn', says: 'retries', args: { device, count: retries.length, line: last.text.slice(0, 300) } }];
    return [{ severity: 'ok', says: 'ok', on: [ioLines] }];
  },
};

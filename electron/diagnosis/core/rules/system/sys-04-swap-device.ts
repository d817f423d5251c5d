/**
 * SYS-04: where the swap lies. On the card it wears it out and stalls everything; none at all leaves a small Pi no margin.
 * Trap: the tools differ (dphys-swapfile, rpi-swap, zram-tools), so only /proc/swaps is believed.
 */
import { hostSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const smallBytes = 2.1 * 1024 ** 3;

export const swapDevice: Rule = {
  id: 'SYS-04',
  category: 'system',
  impact: 2,
  link: 'https://docs.kernel.org/admin-guide/blockdev/zram.html',
  words: {
    en: {
      title: 'Kind of swap',
      says: {
        ok: 'Swap lies on {{path}}.',
        zram: 'Swap is compressed memory (zram): it costs CPU, not the card.',
        none: 'There is no swap on a Pi with {{total|bytes}} of memory: the first peak ends in the out-of-memory killer.',
        'none-large': 'There is no swap; with {{total|bytes}} of memory that is a choice.',
        card: 'Swap lies on the SD card ({{path}}) and is being written: {{pages|number}} pages during this look.',
        'card-idle': 'Swap lies on the SD card ({{path}}), and nothing is written there now.',
      },
      cause: { none: 'No swap was set up, or it was switched off to spare the card.', else: 'The distribution’s default puts swap in a file on the root file system, which is the card.' },
      fix: 'Use zram: it needs no card at all. Install zram-tools (or rpi-swap on newer systems) and remove the swap file.',
      refute: 'cat /proc/swaps names another device, or the root is an SSD.',
    },
    fr: {
      title: 'Nature du swap',
      says: {
        ok: 'Le swap se trouve sur {{path}}.',
        zram: 'Le swap est de la mémoire compressée (zram) : il coûte du processeur, pas la carte.',
        none: 'Il n’y a pas de swap sur un Pi de {{total|bytes}} de mémoire : le premier pic finit par l’OOM killer.',
        'none-large': 'Il n’y a pas de swap ; avec {{total|bytes}} de mémoire, c’est un choix.',
        card: 'Le swap se trouve sur la carte SD ({{path}}) et il est écrit : {{pages|number}} pages pendant cet examen.',
        'card-idle': 'Le swap se trouve sur la carte SD ({{path}}), rien n’y est écrit en ce moment.',
      },
      cause: { none: 'Aucun swap n’a été mis en place, ou il a été coupé pour épargner la carte.', else: 'Par défaut, la distribution place le swap dans un fichier du système racine, donc sur la carte.' },
      fix: 'Utiliser zram : la carte n’est plus sollicitée. Installer zram-tools (ou rpi-swap sur les systèmes récents) et retirer le fichier de swap.',
      refute: 'cat /proc/swaps nomme un autre périphérique, ou la racine est un SSD.',
    },
  },
  judge: (evidence) => {
    const { swaps, vmstat } = evidence.system;
    const { rootDevice } = evidence.storage;
    const total = evidence.host.memTotalBytes;
    if (!isHad(swaps) || total === null) return [unknownOf([swaps, evidence.system.meminfo])];
    const base = { subject: hostSubject(evidence), on: [swaps, vmstat, rootDevice], command: 'cat /proc/swaps' };
    const [first] = swaps.value;
    if (first === undefined) return [{ ...base, args: { total }, severity: total <= smallBytes ? 'warn' : 'info', says: total <= smallBytes ? 'none' : 'none-large' }];
    if (swaps.value.every(({ path }) => path.includes('zram'))) return [{ ...base, severity: 'ok', says: 'zram' }];
    const onCard = swaps.value.find(({ path, kind }) => path.includes('mmcblk') || (kind === 'file' && isHad(rootDevice) && rootDevice.value.includes('mmcblk')));
    if (onCard === undefined) return [{ ...base, args: { path: first.path }, severity: 'ok', says: 'ok' }];
    const pages = isHad(vmstat) ? Math.max(0, (vmstat.value.second['pswpout'] ?? 0) - (vmstat.value.first['pswpout'] ?? 0)) : 0;
    const args = { path: onCard.path, pages };
    return [pages > 0 ? { ...base, args, severity: 'warn', says: 'card', group: 'memory' } : { ...base, args, severity: 'info', says: 'card-idle' }];
  },
};

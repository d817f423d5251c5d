/**
 * SYS-11: 16 KiB pages, which some ready-made binaries do not survive.
 * Trap: 16 KiB is normal on a Pi 5; only a program that complains of it makes it a finding.
 */
import { areLinesKnown, lineMatches } from '#electron/diagnosis/core/log-lines.ts';
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const complaints = /Unsupported system page size|ELF load command (address\/offset|alignment) not page-aligned/;

export const pageSizeFits: Rule = {
  id: 'SYS-11',
  category: 'system',
  impact: 2,
  link: 'https://github.com/raspberrypi/bookworm-feedback/issues/107',
  words: {
    en: {
      title: 'Page size',
      says: {
        ok: 'The kernel’s pages have {{size|bytes}}.',
        'normal-16k': 'The kernel’s pages have {{size|bytes}}, as is normal on a Pi 5, and no program complained.',
        complains: 'Pages have {{size|bytes}}, and a program does not get on with it: «{{line}}»',
      },
      cause: 'The program or library was built for pages of 4 KiB.',
      fix: 'Take a build aligned for 64 KiB pages, or put kernel=kernel8.img into /boot/firmware/config.txt and restart the Pi.',
      refute: 'The line does not appear again after the package was replaced.',
    },
    fr: {
      title: 'Taille des pages',
      says: {
        ok: 'Les pages du noyau font {{size|bytes}}.',
        'normal-16k': 'Les pages du noyau font {{size|bytes}}, ce qui est normal sur un Pi 5, et aucun programme ne s’en est plaint.',
        complains: 'Les pages font {{size|bytes}}, et un programme ne s’en accommode pas : « {{line}} »',
      },
      cause: 'Le programme ou la bibliothèque a été construit pour des pages de 4 Kio.',
      fix: 'Prendre une version alignée sur 64 Kio, ou mettre kernel=kernel8.img dans /boot/firmware/config.txt et redémarrer le Pi.',
      refute: 'La ligne ne réapparaît pas une fois le paquet remplacé.',
    },
  },
  judge: (evidence) => {
    const { pageSize } = evidence.system;
    if (!isHad(pageSize)) return [unknownOf([pageSize])];
    const args = { size: pageSize.value };
    if (pageSize.value <= 4096) return [{ severity: 'ok', says: 'ok', on: [pageSize], args }];
    if (!areLinesKnown(evidence.logs)) return [{ ...unknownOf([evidence.logs.events, pageSize]), grant: 'logs' }];
    const line = lineMatches(evidence.logs, complaints)[0];
    const on = [pageSize, evidence.logs.events];
    if (line === undefined) return [{ severity: 'ok', says: 'normal-16k', on, args }];
    return [{ severity: 'warn', says: 'complains', on, args: { ...args, line: line.text.slice(0, 300) }, command: 'getconf PAGESIZE' }];
  },
};

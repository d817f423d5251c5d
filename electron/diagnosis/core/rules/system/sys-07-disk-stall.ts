/**
 * SYS-07: time lost waiting for storage (PSI).
 * Trap: iowait alone means nothing on an idle machine with several cores, so without PSI this is unknown, not ok.
 */
import { hostSubject, isHad, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const diskStall: Rule = {
  id: 'SYS-07',
  category: 'system',
  impact: 3,
  link: 'https://docs.kernel.org/accounting/psi.html',
  words: {
    en: {
      title: 'Waiting for storage',
      says: { ok: 'Everything waited for storage {{full|percent}} of the last minute.', stall: 'Everything stood still for storage {{full|percent}} of the last minute.' },
      cause: 'The card or disk is slower than what is asked of it: swapping, a chatty log, Redis writing its file, or a card at the end of its life.',
      fix: 'See who writes, then move it off the card or make it write less; read the kernel’s lines about the card too.',
      refute: 'The full avg60 of /proc/pressure/io stays below {{limit}}.',
    },
    fr: {
      title: 'Attente du stockage',
      says: { ok: 'Tout a attendu le stockage {{full|percent}} de la dernière minute.', stall: 'Tout s’est arrêté pour le stockage {{full|percent}} de la dernière minute.' },
      cause: 'La carte ou le disque est plus lent que ce qu’on lui demande : échange, journal bavard, Redis qui écrit son fichier, ou carte en fin de vie.',
      fix: 'Voir qui écrit, puis le déplacer hors de la carte ou le faire écrire moins ; lire aussi les lignes du noyau sur la carte.',
      refute: 'La valeur full avg60 de /proc/pressure/io reste sous {{limit}}.',
    },
  },
  judge: (evidence) => {
    const { psiIo } = evidence.system;
    if (!isHad(psiIo) || psiIo.value.full === null) return [{ ...unknownOf([psiIo]), ...(isHad(psiIo) ? { grant: 'kernel' as const } : {}) }];
    const full = psiIo.value.full.avg60;
    const base = { subject: hostSubject(evidence), on: [psiIo], args: { full, limit: 10 }, command: 'cat /proc/pressure/io; sudo iotop -oPab -n 3' };
    if (full > 40) return [{ ...base, severity: 'crit', says: 'stall', group: 'disk-stall' }];
    if (full > 10) return [{ ...base, severity: 'warn', says: 'stall', group: 'disk-stall', loss: lossBetween(full, 10, 40) }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};

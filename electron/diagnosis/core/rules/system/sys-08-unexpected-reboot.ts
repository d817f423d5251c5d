/**
 * SYS-08: restarts of the Pi that nobody asked for, by boot id and the record of shutdowns.
 * Trap: the wall clock jumps on a Pi without a battery clock, so boots are told apart by their id, never by time.
 */
import { isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const dayS = 86_400;

export const unexpectedReboot: Rule = {
  id: 'SYS-08',
  category: 'system',
  impact: 4,
  link: 'https://man7.org/linux/man-pages/man1/last.1.html',
  words: {
    en: {
      title: 'Restarts nobody asked for',
      says: {
        ok: 'No unexpected restart in the last day; up for {{upS|seconds}}.',
        asked: 'The Pi restarted in the last day, and the record shows that it was shut down properly.',
        unexpected: 'The Pi restarted {{count}} times in the last day without a record of a shutdown.',
      },
      cause: 'Power was lost or dipped, the watchdog fired, or the kernel stopped. On a Pi it is mostly the power supply or its cable.',
      fix: 'Look at the checks of the power supply first, then at the last lines of the journal before the restart.',
      refute: 'last -x shows a shutdown line just before each reboot line, or somebody pulled the plug on purpose.',
    },
    fr: {
      title: 'Redémarrages que personne n’a demandés',
      says: {
        ok: 'Aucun redémarrage inattendu depuis un jour ; en marche depuis {{upS|seconds}}.',
        asked: 'Le Pi a redémarré dans la journée, et le registre montre un arrêt en bonne forme.',
        unexpected: 'Le Pi a redémarré {{count}} fois en un jour sans trace d’un arrêt.',
      },
      cause: 'Le courant a été coupé ou a faibli, le chien de garde a agi, ou le noyau s’est arrêté. Sur un Pi, c’est le plus souvent l’alimentation ou son câble.',
      fix: 'Regarder d’abord les contrôles de l’alimentation, puis les dernières lignes du journal avant le redémarrage.',
      refute: 'last -x montre une ligne shutdown juste avant chaque ligne reboot, ou quelqu’un a débranché exprès.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const { uptime, bootRecords } = evidence.system;
    if (!isHad(uptime)) return [unknownOf([uptime])];
    const { upS } = uptime.value;
    const base = { on: [uptime, bootRecords], args: { upS, count: 0 }, command: 'last -x -F reboot shutdown | head' };
    const boots = evidence.panel.boots.filter(({ firstSeenMs }) => nowMs - firstSeenMs < dayS * 1000);
    const restarts = Math.max(upS < dayS ? 1 : 0, boots.length - 1);
    if (restarts === 0) return [{ ...base, severity: 'ok', says: 'ok' }];
    const records = valueOf(bootRecords);
    // the newest record is this boot; without one before it nobody knows how the last one ended
    if (records === null || records.length < 2) return [{ ...unknownOf([bootRecords]), grant: 'none' }];
    const unclean = records.filter((record, at) => record.kind === 'reboot' && records[at + 1]?.kind === 'reboot').length;
    const ofDay = records.slice(0, 2 * restarts).filter((record, at) => record.kind === 'reboot' && records[at + 1]?.kind === 'reboot').length;
    const count = Math.max(0, Math.min(restarts, unclean, ofDay));
    if (count === 0) return [{ ...base, severity: 'info', says: 'asked' }];
    return [{ ...base, args: { upS, count }, severity: count >= 3 ? 'crit' : 'warn', says: 'unexpected', group: 'power' }];
  },
};

/** NET-03: strength of the Wi-Fi signal. Trap: only the device that carries the traffic counts. */
import { isHad, isMissing, lossBetween, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const wifiSignal: Rule = {
  id: 'NET-03',
  category: 'network',
  impact: 2,
  link: 'https://man7.org/linux/man-pages/man7/wireless.7.html',
  words: {
    en: {
      title: 'Wi-Fi signal',
      says: { ok: 'The signal of {{name}} is {{level|dbm}}.', weak: 'The signal of {{name}} is weak: {{level|dbm}}.' },
      cause: 'The access point is far, behind walls, or the case or a USB 3 cable shields the antenna.', fix: 'Move the Pi or the access point, use 2.4 GHz for distance, or a cable.', refute: '/proc/net/wireless shows better than −70 dBm at another time of day.',
    },
    fr: {
      title: 'Signal Wi-Fi',
      says: { ok: 'Le signal de {{name}} est de {{level|dbm}}.', weak: 'Le signal de {{name}} est faible : {{level|dbm}}.' },
      cause: 'Le point d’accès est loin, derrière des murs, ou le boîtier ou un câble USB 3 masque l’antenne.', fix: 'Déplacer le Pi ou le point d’accès, utiliser 2,4 GHz pour la distance, ou un câble.', refute: '/proc/net/wireless indique mieux que −70 dBm à un autre moment.',
    },
  },
  judge: ({ network: { wireless, defaultRoute } }) => {
    if (isMissing(wireless)) return [];
    if (!isHad(wireless)) return [unknownOf([wireless])];
    const route = valueOf(defaultRoute)?.device ?? null;
    const used = wireless.value.find(({ name }) => route === null || name === route);
    if (used === undefined) return [];
    // some drivers give 0 or a positive figure: no level at all
    if (used.levelDbm >= 0 || used.levelDbm < -120) return [{ ...unknownOf([wireless]), grant: 'kernel' }];
    const base = { on: [wireless, defaultRoute], args: { name: used.name, level: used.levelDbm }, command: 'cat /proc/net/wireless' };
    if (used.levelDbm < -80) return [{ ...base, severity: 'crit', says: 'weak', group: 'network-slow' }];
    if (used.levelDbm < -70) return [{ ...base, severity: 'warn', says: 'weak', group: 'network-slow', loss: lossBetween(used.levelDbm, -70, -80) }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};

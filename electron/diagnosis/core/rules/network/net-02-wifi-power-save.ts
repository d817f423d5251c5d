/** NET-02: Wi-Fi power save, the usual reason for answers that take a second. Trap: with a cable in use it does not matter. */
import { isHad, isMissing, quoteWord, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const wifiPowerSave: Rule = {
  id: 'NET-02',
  category: 'network',
  impact: 2,
  link: 'https://wireless.docs.kernel.org/en/latest/en/users/documentation/iw.html',
  words: {
    en: {
      title: 'Power save of the Wi-Fi',
      says: { ok: 'Power save of the Wi-Fi is off.', wired: 'The traffic goes over a cable; the Wi-Fi’s power save does not matter.', on: 'The Wi-Fi {{name}} saves power: it sleeps between packets and answers late.' },
      cause: 'The driver’s default. It suits a telephone, not a machine that is asked every two seconds.', fix: 'Switch it off, and in NetworkManager too (802-11-wireless.powersave 2), else it returns.', refute: 'iw dev shows power save off, or the default route uses another device.',
    },
    fr: {
      title: 'Économie d’énergie du Wi-Fi',
      says: { ok: 'L’économie d’énergie du Wi-Fi est coupée.', wired: 'Le trafic passe par un câble ; l’économie d’énergie du Wi-Fi n’importe pas.', on: 'Le Wi-Fi {{name}} économise l’énergie : il dort entre les paquets et répond tard.' },
      cause: 'Réglage par défaut du pilote. Il convient à un téléphone, pas à une machine interrogée toutes les deux secondes.', fix: 'La couper, aussi dans NetworkManager (802-11-wireless.powersave 2), sinon elle revient.', refute: 'iw dev affiche power save off, ou la route par défaut passe par un autre périphérique.',
    },
  },
  judge: ({ network: { wirelessPowerSave, defaultRoute, wireless } }) => {
    if (isMissing(wireless) || (isHad(wireless) && wireless.value.length === 0)) return [];
    const on = [wirelessPowerSave, defaultRoute];
    const route = valueOf(defaultRoute)?.device ?? null;
    if (route !== null && !route.startsWith('wl')) return [{ severity: 'ok', says: 'wired', on: [defaultRoute] }];
    if (!isHad(wirelessPowerSave)) return [unknownOf(on)];
    const saving = wirelessPowerSave.value.find(({ name, isOn }) => isOn && (route === null || name === route));
    if (saving === undefined) return [{ severity: 'ok', says: 'ok', on }];
    const isPlain = /^[a-z][a-z0-9]{1,14}$/.test(saving.name);
    return [{ severity: 'warn', says: 'on', on, args: { name: saving.name }, group: 'network-slow', ...(isPlain ? { command: `sudo iw dev ${quoteWord(saving.name)} set power_save off`, fix: { id: 'wifi-power-save-off', args: { device: saving.name } } } : {}) }];
  },
};

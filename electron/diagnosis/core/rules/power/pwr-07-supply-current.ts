/**
 * PWR-07: what the power supply of a Pi 5 promised, when USB disks hang on it.
 * Trap: other models do not negotiate, so the check is not for them.
 */
import { isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const supplyCurrent: Rule = {
  id: 'PWR-07',
  category: 'power',
  impact: 2,
  link: 'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#power-supplies-and-raspberry-pi-os',
  words: {
    en: {
      title: 'Current of the power supply',
      says: { ok: 'The power supply promises {{current|number}} mA.', short: 'The power supply promises {{current|number}} mA only, and {{count}} USB disks hang on this Pi.', 'short-alone': 'The power supply promises {{current|number}} mA only; no USB disk needs more.' },
      cause: 'A supply of 15 W or another make: the Pi then limits all USB ports together to 600 mA.', fix: 'Use the 27 W supply, or give the disks a hub with a supply of its own.', refute: 'vcgencmd get_config usb_max_current_enable answers 1 with the supply in use.',
    },
    fr: {
      title: 'Courant de l’alimentation',
      says: { ok: 'L’alimentation promet {{current|number}} mA.', short: 'L’alimentation ne promet que {{current|number}} mA, et {{count}} disques USB sont branchés sur ce Pi.', 'short-alone': 'L’alimentation ne promet que {{current|number}} mA ; aucun disque USB n’en demande plus.' },
      cause: 'Alimentation de 15 W ou d’une autre marque : le Pi limite alors tous les ports USB ensemble à 600 mA.', fix: 'Utiliser l’alimentation de 27 W, ou donner aux disques un concentrateur alimenté.', refute: 'vcgencmd get_config usb_max_current_enable répond 1 avec l’alimentation en place.',
    },
  },
  judge: ({ host, system, power }) => {
    if (host.isPi === false || (isHad(system.model) && !/Raspberry Pi (5|500|Compute Module 5)/.test(system.model.value))) return [];
    const { supplyMilliAmps, usbStorage } = power;
    if (!isHad(supplyMilliAmps)) return [unknownOf([supplyMilliAmps])];
    const count = valueOf(usbStorage)?.length ?? 0;
    const base = { on: [supplyMilliAmps, usbStorage], args: { current: supplyMilliAmps.value, count } };
    if (supplyMilliAmps.value >= 5000) return [{ ...base, severity: 'ok', says: 'ok' }];
    return [count > 0 ? { ...base, severity: 'warn', says: 'short', group: 'power' } : { ...base, severity: 'info', says: 'short-alone' }];
  },
};

/**
 * PWR-05: a fan that is there and does not turn although the Pi is warm.
 * Trap: no fan file means no fan that can be read, which is no fault.
 */
import { isHad, isMissing, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const fanStopped: Rule = {
  id: 'PWR-05',
  category: 'power',
  impact: 2,
  link: 'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#cooling-the-raspberry-pi-5',
  words: {
    en: {
      title: 'Fan',
      says: { ok: 'The fan turns at {{rpm|number}} a minute, or is not needed at {{now|celsius}}.', none: 'No fan reports its speed.', stopped: 'The fan {{name}} stands still at {{now|celsius}}.' },
      cause: 'The fan is blocked or its plug is loose; its thresholds in config.txt may also be too high.', fix: 'Check the plug and that it turns by hand; compare dtparam=fan_temp… in /boot/firmware/config.txt.', refute: 'fan1_input shows a speed above zero at this temperature.',
    },
    fr: {
      title: 'Ventilateur',
      says: { ok: 'Le ventilateur tourne à {{rpm|number}} par minute, ou n’est pas nécessaire à {{now|celsius}}.', none: 'Aucun ventilateur n’indique sa vitesse.', stopped: 'Le ventilateur {{name}} est arrêté à {{now|celsius}}.' },
      cause: 'Le ventilateur est bloqué ou sa prise mal enfichée ; ses seuils dans config.txt peuvent aussi être trop hauts.', fix: 'Vérifier la prise et qu’il tourne à la main ; comparer dtparam=fan_temp… dans /boot/firmware/config.txt.', refute: 'fan1_input indique une vitesse supérieure à zéro à cette température.',
    },
  },
  judge: ({ host, power }) => {
    if (host.isPi === false) return [];
    const { fan, temperature } = power;
    if (isMissing(fan)) return [{ severity: 'info', says: 'none', on: [fan] }];
    const now = valueOf(temperature)?.[0]?.celsius ?? null;
    if (!isHad(fan) || now === null) return [unknownOf([fan, temperature])];
    const still = fan.value.find(({ rpm }) => rpm === 0);
    const on = [fan, temperature];
    if (still !== undefined && now > 65) return [{ severity: 'warn', says: 'stopped', on, args: { name: still.name, now }, group: 'heat', command: 'cat /sys/class/hwmon/*/fan1_input' }];
    return [{ severity: 'ok', says: 'ok', on, args: { rpm: fan.value[0]?.rpm ?? null, now } }];
  },
};

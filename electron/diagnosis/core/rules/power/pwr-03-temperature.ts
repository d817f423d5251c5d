/**
 * PWR-03: temperature of the processor, hot at both looks (the round's and the sampler's).
 * Traps: one hot sample after a burst is none; a 3B+ slows down at 60 °C already; the warning ends 5 °C below where it began.
 */
import { isHad, lossBetween, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const temperature: Rule = {
  id: 'PWR-03',
  category: 'power',
  impact: 3,
  link: 'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#frequency-management-and-thermal-control',
  words: {
    en: {
      title: 'Temperature',
      says: {
        ok: 'The processor has {{now|celsius}}.',
        hot: 'The processor has {{now|celsius}}; the firmware slows it down from {{limit|celsius}}.',
        slowing: 'The processor has {{now|celsius}}: the firmware is slowing it down.',
      },
      cause: 'More heat is made than carried off: no fan, a closed case, dust, or a warm place.',
      fix: 'Add a fan or a heat sink and open the case; until then use one pool process less.',
      refute: 'It stays below {{warn|celsius}} for an hour under the same work.',
    },
    fr: {
      title: 'Température',
      says: {
        ok: 'Le processeur est à {{now|celsius}}.',
        hot: 'Le processeur est à {{now|celsius}} ; le micrologiciel le ralentit à partir de {{limit|celsius}}.',
        slowing: 'Le processeur est à {{now|celsius}} : le micrologiciel le ralentit.',
      },
      cause: 'Plus de chaleur est produite qu’évacuée : pas de ventilateur, boîtier fermé, poussière, endroit chaud.',
      fix: 'Ajouter un ventilateur ou un dissipateur et ouvrir le boîtier ; d’ici là, un processus du pool en moins.',
      refute: 'Elle reste sous {{warn|celsius}} pendant une heure avec le même travail.',
    },
  },
  judge: ({ host, system, power, panel }) => {
    if (host.isPi === false) return [];
    const zones = valueOf(power.temperature) ?? [];
    const zone = zones.find(({ zone: name }) => /cpu|soc/i.test(name)) ?? zones[0];
    if (!isHad(power.temperature) || zone === undefined || zone.celsius < -40 || zone.celsius > 150) return [unknownOf([power.temperature])];
    const isSoftLimited = /3 Model B Plus/.test(valueOf(system.model) ?? '');
    const bits = valueOf(power.throttled) ?? 0;
    const sampled = valueOf(panel.sample)?.temperatureC ?? zone.celsius;
    // both looks must be hot; a warning that stood before ends only 5 °C lower
    const now = Math.min(zone.celsius, sampled);
    const stood = panel.earlierFindings.some(({ check, severity }) => check === 'PWR-03' && (severity === 'warn' || severity === 'crit'));
    const warn = (isSoftLimited && (bits & 0x8) !== 0 ? 60 : 75) - (stood ? 5 : 0);
    const base = { on: [power.temperature, panel.sample, power.throttled], args: { now, warn, limit: isSoftLimited ? 60 : 80 }, command: 'cat /sys/class/thermal/thermal_zone*/temp' };
    if (now >= 80) return [{ ...base, severity: 'crit', says: 'slowing', group: 'heat', fix: { id: 'pool-shrink', args: {} } }];
    if (now >= warn) return [{ ...base, severity: 'warn', says: 'hot', group: 'heat', loss: lossBetween(now, 75, 80), fix: { id: 'pool-shrink', args: {} } }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};

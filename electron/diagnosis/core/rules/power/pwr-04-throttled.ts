/**
 * PWR-04: the firmware caps or throttles the processor now.
 * Trap: scaling_cur_freq is the wish, not the truth; the clock that the firmware measures is shown instead.
 */
import { isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const throttledNow: Rule = {
  id: 'PWR-04',
  category: 'power',
  impact: 4,
  link: 'https://www.raspberrypi.com/documentation/computers/os.html#get_throttled',
  words: {
    en: {
      title: 'Slowed down by the firmware',
      says: {
        ok: 'The processor runs at full speed.',
        capped: 'The firmware holds the processor below its full speed now ({{clock|mhz}} of {{full|mhz}}).',
        throttled: 'The firmware throttles the processor ({{clock|mhz}} of {{full|mhz}}) to save itself.',
      },
      cause: 'Too little voltage, or too much heat: the checks of both say which.',
      fix: 'Mend the power supply or the cooling; a slower Pi also misses heartbeats and time limits.',
      refute: 'vcgencmd get_throttled shows none of the bits 1, 2 and 3 under full load.',
    },
    fr: {
      title: 'Ralenti par le micrologiciel',
      says: {
        ok: 'Le processeur tourne à pleine vitesse.',
        capped: 'Le micrologiciel maintient le processeur sous sa pleine vitesse en ce moment ({{clock|mhz}} sur {{full|mhz}}).',
        throttled: 'Le micrologiciel bride le processeur ({{clock|mhz}} sur {{full|mhz}}) pour se protéger.',
      },
      cause: 'Trop peu de tension, ou trop de chaleur : leurs contrôles disent laquelle.',
      fix: 'Réparer l’alimentation ou le refroidissement ; un Pi ralenti manque aussi des battements et des limites de temps.',
      refute: 'vcgencmd get_throttled ne montre aucun des bits 1, 2 et 3 en pleine charge.',
    },
  },
  judge: ({ host, power, panel }) => {
    if (host.isPi === false) return [];
    const { throttled, armClock, governor } = power;
    if (!isHad(throttled)) return [{ ...unknownOf([throttled]), grant: 'group-video' }];
    const bits = throttled.value;
    const full = valueOf(governor)?.maxKHz ?? null;
    const clock = valueOf(armClock);
    const base = { on: [throttled, armClock, governor], args: { clock: clock === null ? null : clock / 1e6, full: full === null ? null : full / 1e3 }, command: 'vcgencmd get_throttled; vcgencmd measure_clock arm' };
    if ((bits & 0xe) === 0) return [{ ...base, severity: 'ok', says: 'ok' }];
    const group = (bits & 0x1) !== 0 ? 'power' : 'heat';
    // critical only when the sampler saw it too: one look is no minute
    const isLasting = (bits & 0x4) !== 0 && valueOf(panel.sample)?.throttling?.throttledNow === true;
    return [{ ...base, severity: isLasting ? 'crit' : 'warn', says: (bits & 0x4) !== 0 ? 'throttled' : 'capped', group }];
  },
};

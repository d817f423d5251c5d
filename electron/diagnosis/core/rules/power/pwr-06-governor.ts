/** PWR-06: the frequency governor. `powersave` pins the slowest clock for good; a desktop habit that costs a worker half its speed. */
import { isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const governorSaves: Rule = {
  id: 'PWR-06',
  category: 'power',
  impact: 1,
  link: 'https://docs.kernel.org/admin-guide/pm/cpufreq.html#powersave',
  words: {
    en: {
      title: 'Frequency governor',
      says: { ok: 'The governor is {{governor}}.', saves: 'The governor is powersave: the processor stays at {{low|mhz}}, whatever the work.' },
      cause: 'Somebody or some image chose powersave.', fix: 'Choose ondemand or schedutil: idle costs the same, work gets the full clock.', refute: 'scaling_governor names another one.',
    },
    fr: {
      title: 'Gouverneur de fréquence',
      says: { ok: 'Le gouverneur est {{governor}}.', saves: 'Le gouverneur est powersave : le processeur reste à {{low|mhz}}, quel que soit le travail.' },
      cause: 'Quelqu’un, ou une image, a choisi powersave.', fix: 'Choisir ondemand ou schedutil : le repos coûte autant, le travail reçoit toute la fréquence.', refute: 'scaling_governor en nomme un autre.',
    },
  },
  judge: ({ power: { governor } }) => {
    if (isMissing(governor)) return [];
    if (!isHad(governor)) return [unknownOf([governor])];
    const { governor: name, minKHz } = governor.value;
    const args = { governor: name, low: minKHz === null ? null : minKHz / 1000 };
    if (name !== 'powersave') return [{ severity: 'ok', says: 'ok', on: [governor], args }];
    return [{ severity: 'info', says: 'saves', on: [governor], args, command: 'echo ondemand | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor' }];
  },
};

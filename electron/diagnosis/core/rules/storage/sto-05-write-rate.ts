/**
 * STO-05: how much is written to the SD card, from run to run.
 * Traps: sectors have 512 bytes whatever the disk says; the counter begins anew at a start; an hour at least must lie between.
 */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { isHad, lossBetween, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const gib = 1024 ** 3;
const leastS = 3600;

export const writeRate: Rule = {
  id: 'STO-05',
  category: 'storage',
  impact: 2,
  link: 'https://docs.kernel.org/block/stat.html',
  words: {
    en: {
      title: 'Writing to the card',
      says: { ok: '{{rate|bytes}} an hour are written to {{device}}.', much: '{{rate|bytes}} an hour are written to the card {{device}}: at that rate it wears out early.' },
      cause: 'In the order of likelihood: logs at DEBUG or INFO, swap on the card, Redis with appendonly, containers’ JSON logs.',
      fix: 'Lower the log level to WARNING, keep logs in memory or on a disk, use zram for swap; switch appendonly off only if losing queued tasks at a power cut is acceptable.',
      refute: 'iostat shows less than {{limit|bytes}} an hour over a day.',
    },
    fr: {
      title: 'Écritures sur la carte',
      says: { ok: '{{rate|bytes}} par heure sont écrits sur {{device}}.', much: '{{rate|bytes}} par heure sont écrits sur la carte {{device}} : à ce rythme, elle s’use tôt.' },
      cause: 'Par ordre de vraisemblance : journaux en DEBUG ou INFO, swap sur la carte, Redis en appendonly, journaux JSON des conteneurs.',
      fix: 'Passer le niveau de journal à WARNING, garder les journaux en mémoire ou sur un disque, utiliser zram pour le swap ; ne couper appendonly que si perdre des tâches en file lors d’une coupure est acceptable.',
      refute: 'iostat indique moins de {{limit|bytes}} par heure sur une journée.',
    },
  },
  judge: (evidence) => {
    const { blockStats } = evidence.storage;
    if (!isHad(blockStats)) return [unknownOf([blockStats])];
    const cards = Object.entries(blockStats.value.second).filter(([name]) => /^mmcblk\d+$/.test(name));
    return cards.map(([device, { sectorsWritten }]): Judgement => {
      const since = deltaOf(evidence, counterKey.sectorsWritten(device), sectorsWritten);
      const subject = subjectOf('device', device);
      if (since === null || since.overS < leastS || since.delta < 0) return { ...unknownOf([blockStats], subject), grant: 'second-round' };
      const rate = (since.delta * 512 * 3600) / since.overS;
      const base = { on: [blockStats], subject, args: { device, rate, limit: gib } };
      if (rate <= gib) return { ...base, severity: 'ok', says: 'ok' };
      return { ...base, severity: rate > 5 * gib ? 'crit' : 'warn', says: 'much', loss: lossBetween(rate, gib, 5 * gib), command: 'sudo iotop -oPab -n 6 -d 10' };
    });
  },
};

/** STO-06: what an eMMC says of its own wear. Trap: SD cards say nothing of the kind, and that is unknown, not fine. */
import { isHad, isMissing, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const cardLife: Rule = {
  id: 'STO-06',
  category: 'storage',
  impact: 3,
  link: 'https://docs.kernel.org/driver-api/mmc/mmc-dev-attrs.html',
  words: {
    en: {
      title: 'Wear of the card',
      says: { ok: '{{name}} reports {{life}} % of its life used at most.', worn: '{{name}} reports {{life}} % of its life used.', over: '{{name}} has reached the end of its rated life.', 'sd-silent': 'The SD card {{name}} keeps no record of its wear.' },
      cause: 'Flash cells take a limited number of writes.', fix: 'Back it up and plan the replacement; reduce what is written until then.', refute: 'life_time and pre_eol_info of another device were read.',
    },
    fr: {
      title: 'Usure de la carte',
      says: { ok: '{{name}} indique au plus {{life}} % de vie consommée.', worn: '{{name}} indique {{life}} % de vie consommée.', over: '{{name}} a atteint la fin de sa vie nominale.', 'sd-silent': 'La carte SD {{name}} ne tient aucun compte de son usure.' },
      cause: 'Les cellules flash ne supportent qu’un nombre limité d’écritures.', fix: 'La sauvegarder et prévoir son remplacement ; réduire les écritures d’ici là.', refute: 'life_time et pre_eol_info d’un autre périphérique ont été lus.',
    },
  },
  judge: ({ storage: { mmc } }) => {
    if (isMissing(mmc)) return [];
    if (!isHad(mmc)) return [unknownOf([mmc])];
    return mmc.value.map(({ device, facts }): Judgement => {
      const subject = subjectOf('device', device);
      const name = `${facts['name'] ?? ''} ${device}`.trim();
      const steps = (facts['life_time'] ?? '').match(/0x[0-9a-f]{2}/gi)?.map(Number) ?? [];
      if (steps.length === 0) return { ...unknownOf([mmc], subject), says: 'sd-silent', args: { name, grant: 'none' } };
      const worst = Math.max(...steps);
      const base = { on: [mmc], subject, args: { name, life: Math.min(100, worst * 10) }, command: 'cat /sys/block/mmcblk0/device/life_time /sys/block/mmcblk0/device/pre_eol_info' };
      if (worst >= 0x0a || Number(facts['pre_eol_info'] ?? 0) >= 3) return { ...base, severity: 'crit', says: 'over', group: 'card-failing' };
      return worst >= 0x08 ? { ...base, severity: 'warn', says: 'worn', group: 'card-failing' } : { ...base, severity: 'ok', says: 'ok' };
    });
  },
};

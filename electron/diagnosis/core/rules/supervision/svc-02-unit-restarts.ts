/** SVC-02: restarts by systemd within the last hour. Trap: NRestarts begins anew when somebody starts the unit by hand. */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { eachUnit } from '#electron/diagnosis/core/each-unit.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const unitRestarts: Rule = {
  id: 'SVC-02',
  category: 'supervision',
  impact: 4,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=',
  words: {
    en: {
      title: 'Restarts of the units',
      says: { ok: 'No unit is restarted often.', often: 'systemd restarted {{unit}} {{count|number}} times within an hour.' },
      cause: 'Its main process ends again and again, and Restart= brings it back.', fix: 'Read why it ends in the crash review; a longer RestartSec= gives the Pi air meanwhile.', refute: 'NRestarts stays the same for an hour.',
    },
    fr: {
      title: 'Redémarrages des unités',
      says: { ok: 'Aucune unité n’est redémarrée souvent.', often: 'systemd a redémarré {{unit}} {{count|number}} fois en une heure.' },
      cause: 'Son processus principal finit sans cesse, et Restart= le ramène.', fix: 'Lire pourquoi il finit dans la revue des plantages ; un RestartSec= plus long laisse le Pi souffler d’ici là.', refute: 'NRestarts reste le même pendant une heure.',
    },
  },
  judge: (evidence, { nowMs }) => eachUnit(evidence, ['worker', 'beat', 'redis'], (unit, base) => {
    const now = Number(unit.properties['NRestarts'] ?? Number.NaN);
    const since = Number.isFinite(now) ? deltaOf(evidence, counterKey.unitRestarts(unit.name), now) : null;
    const lines = (valueOf(evidence.systemd.unitLines) ?? []).filter(({ unit: name, atMs, text }) => name === unit.name && nowMs - atMs < 3_600_000 && /Scheduled restart job/.test(text)).length;
    // a counter that went back was reset by hand
    const counted = since !== null && since.delta > 0 ? since.delta / Math.max(1, since.overS / 3600) : 0;
    const count = Math.max(lines, Math.round(counted));
    if (count <= 3) return [];
    return [{ ...base, on: [...base.on, evidence.systemd.unitLines], severity: count > 10 ? 'crit' : 'warn', says: 'often', args: { unit: unit.name, count }, group: 'restart-loop' }];
  }),
};

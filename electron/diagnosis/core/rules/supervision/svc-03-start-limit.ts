/**
 * SVC-03: systemd gave up on a unit: its start limit is reached, and nothing will start it any more.
 * Trap: systemd 252 leaves Result=exit-code then; only the journal's «Start request repeated too quickly» says it.
 */
import { eachUnit, systemctl } from '#electron/diagnosis/core/each-unit.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const startLimit: Rule = {
  id: 'SVC-03',
  category: 'supervision',
  impact: 5,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#StartLimitIntervalSec=interval',
  words: {
    en: {
      title: 'Start limit reached',
      says: { ok: 'No unit has reached its start limit.', reached: 'systemd gave up on {{unit}} after {{burst}} starts in {{interval}}: it stays down until somebody resets it.' },
      cause: 'It ended again and again within the interval, mostly with the same error right after its start.', fix: 'Mend the reason first (see the crash review), then reset and start it. A RestartSec= of 30 s keeps it under the limit.', refute: 'The unit is active again.',
    },
    fr: {
      title: 'Limite de démarrages atteinte',
      says: { ok: 'Aucune unité n’a atteint sa limite de démarrages.', reached: 'systemd a renoncé à {{unit}} après {{burst}} démarrages en {{interval}} : elle reste à l’arrêt jusqu’à une remise à zéro.' },
      cause: 'Elle a fini sans cesse dans l’intervalle, le plus souvent avec la même erreur juste après son démarrage.', fix: 'Réparer d’abord la raison (voir la revue des plantages), puis remettre à zéro et démarrer. Un RestartSec= de 30 s la garde sous la limite.', refute: 'L’unité est de nouveau active.',
    },
  },
  judge: (evidence) => eachUnit(evidence, ['worker', 'beat', 'redis', 'supervisord'], (unit, base) => {
    const { Result: result, ActiveState: state, StartLimitBurst: burst = '5', StartLimitIntervalUSec: interval = '10s' } = unit.properties;
    const said = (valueOf(evidence.systemd.unitLines) ?? []).some(({ unit: name, text }) => name === unit.name && /Start request repeated too quickly/.test(text));
    if (state !== 'failed' || (result !== 'start-limit-hit' && !said)) return [];
    const [reset, start] = [systemctl(unit, 'reset-failed'), systemctl(unit, 'start')];
    return [{ ...base, on: [...base.on, evidence.systemd.unitLines], severity: 'crit', says: 'reached', args: { unit: unit.name, burst, interval }, group: 'restart-loop', ...(reset === null || start === null ? {} : { command: `${reset} && ${start}` }) }];
  }),
};

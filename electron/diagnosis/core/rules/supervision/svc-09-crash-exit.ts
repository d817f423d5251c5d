/** SVC-09: a unit whose main process was killed by a signal: which, and whether systemd itself did it after a stop took too long. */
import { eachUnit } from '#electron/diagnosis/core/each-unit.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const killedAtStop: Rule = {
  id: 'SVC-09',
  category: 'supervision',
  impact: 3,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#TimeoutStopSec=',
  words: {
    en: {
      title: 'Killed while stopping',
      says: { ok: 'No unit had to be killed.', 'timed-out': 'systemd killed {{unit}} {{count|number}} times in the last day, for its stop took too long.' },
      cause: 'Tasks ran longer than TimeoutStopSec, or the worker was deaf to TERM.', fix: 'Raise TimeoutStopSec above the time limit of the tasks; a solo worker ends only after its task.', refute: 'The journal shows «Deactivated successfully» for the last stop.',
    },
    fr: {
      title: 'Tuée pendant l’arrêt',
      says: { ok: 'Aucune unité n’a dû être tuée.', 'timed-out': 'systemd a tué {{unit}} {{count|number}} fois en un jour, son arrêt ayant trop duré.' },
      cause: 'Des tâches duraient plus que TimeoutStopSec, ou le worker était sourd à TERM.', fix: 'Relever TimeoutStopSec au-dessus de la limite de temps des tâches ; un worker solo ne finit qu’après sa tâche.', refute: 'Le journal montre « Deactivated successfully » pour le dernier arrêt.',
    },
  },
  judge: (evidence) => eachUnit(evidence, ['worker', 'beat'], (unit, base) => {
    const lines = valueOf(evidence.systemd.unitLines);
    if (lines === null) return [];
    const count = lines.filter(({ unit: name, text }) => name === unit.name && /timed out\. Killing|stop-sigterm.*timed out|Failed with result 'timeout'/i.test(text)).length;
    return count === 0 ? [] : [{ ...base, on: [evidence.systemd.unitLines], severity: 'warn', says: 'timed-out', args: { unit: unit.name, count }, group: 'stop-too-short', fix: { id: 'unit-stop-settings', args: { unit: unit.name, stopS: 330 } } }];
  }),
};

/**
 * SVC-04: how systemd stops a worker: too short a time, or TERM to the pool processes as well.
 * Trap: without a time limit nobody knows how long is long enough; then only very short times are told.
 */
import { eachUnit, secondsOf } from '#electron/diagnosis/core/each-unit.ts';
import { settingsOf } from '#electron/diagnosis/core/worker-settings.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const stopSettings: Rule = {
  id: 'SVC-04',
  category: 'supervision',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/daemonizing.html#service-file-celery-service',
  words: {
    en: {
      title: 'How a worker is stopped',
      says: { ok: 'systemd waits long enough and signals the main process only.', short: 'systemd kills {{unit}} {{stop|seconds}} after asking it to stop, but its tasks may take {{limit|seconds}}.', mode: '{{unit}} has KillMode={{mode}}: TERM reaches the pool processes too, and a warm shutdown becomes a cold one.', signal: '{{unit}} is stopped with {{signal}}: Celery drops its tasks.' },
      cause: 'systemd’s defaults: TimeoutStopSec of 90 s and KillMode=control-group.', fix: 'In a drop-in: KillMode=mixed, KillSignal=SIGTERM, and TimeoutStopSec of the time limit plus 30 s.', refute: 'systemctl show prints these values for the unit.',
    },
    fr: {
      title: 'Comment un worker est arrêté',
      says: { ok: 'systemd attend assez et ne signale que le processus principal.', short: 'systemd tue {{unit}} {{stop|seconds}} après l’avoir prié de s’arrêter, mais ses tâches peuvent durer {{limit|seconds}}.', mode: '{{unit}} a KillMode={{mode}} : TERM atteint aussi les processus du pool, et l’arrêt doux devient brutal.', signal: '{{unit}} est arrêtée par {{signal}} : Celery abandonne ses tâches.' },
      cause: 'Valeurs par défaut de systemd : TimeoutStopSec de 90 s et KillMode=control-group.', fix: 'Dans un complément : KillMode=mixed, KillSignal=SIGTERM, et TimeoutStopSec égal à la limite de temps plus 30 s.', refute: 'systemctl show affiche ces valeurs pour l’unité.',
    },
  },
  judge: (evidence) => eachUnit(evidence, ['worker'], (unit, base) => {
    const main = (valueOf(evidence.processes.mains) ?? []).find(({ pid }) => unit.pids.includes(pid));
    const limit = main === undefined ? null : settingsOf(evidence, main).hardTimeLimitS;
    const stop = secondsOf(unit.properties['TimeoutStopUSec']);
    const mode = unit.properties['KillMode'] ?? '';
    const signal = unit.properties['KillSignal'] ?? '15';
    const args = { unit: unit.name, stop, limit, mode, signal };
    const more = { ...base, args, group: 'stop-too-short', fix: { id: 'unit-stop-settings', args: { unit: unit.name, stopS: Math.ceil((limit ?? 300) + 30) } } };
    if (!/^(15|SIGTERM|2|SIGINT)$/.test(signal)) return [{ ...more, severity: 'warn', says: 'signal' }];
    if (stop !== null && limit !== null && stop < limit) return [{ ...more, severity: 'warn', says: 'short' }];
    if (stop !== null && limit === null && stop < 30) return [{ ...more, severity: 'warn', says: 'short' }];
    return mode === 'control-group' ? [{ ...more, severity: 'warn', says: 'mode' }] : [];
  }),
};

/** SVC-01: units of Celery and Redis that failed, or take too long to start. */
import { eachUnit, systemctl } from '#electron/diagnosis/core/each-unit.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const unitState: Rule = {
  id: 'SVC-01',
  category: 'supervision',
  impact: 4,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemctl.html',
  words: {
    en: {
      title: 'State of the units',
      says: { ok: 'All units of Celery and Redis are active.', failed: '{{unit}} failed ({{result}}, exit {{status}}).', slow: '{{unit}} has been starting for {{age|seconds}}.', inactive: '{{unit}} is not running.' },
      cause: { inactive: 'It was stopped, or never started since the Pi did.', slow: 'It waits for something that does not come, or Type=notify was set for a program that never notifies.', else: 'Its main process ended with an error; the journal has its last lines.' },
      fix: { inactive: 'Start it if it is meant to run.', else: 'Read its journal, mend the reason, then start it again.' }, refute: 'systemctl is-active answers active.',
    },
    fr: {
      title: 'État des unités',
      says: { ok: 'Toutes les unités de Celery et Redis sont actives.', failed: '{{unit}} a échoué ({{result}}, sortie {{status}}).', slow: '{{unit}} démarre depuis {{age|seconds}}.', inactive: '{{unit}} ne tourne pas.' },
      cause: { inactive: 'Elle a été arrêtée, ou jamais démarrée depuis le démarrage du Pi.', slow: 'Elle attend quelque chose qui ne vient pas, ou Type=notify a été mis pour un programme qui ne notifie jamais.', else: 'Son processus principal s’est terminé en erreur ; le journal garde ses dernières lignes.' },
      fix: { inactive: 'La démarrer si elle doit tourner.', else: 'Lire son journal, réparer la raison, puis la redémarrer.' }, refute: 'systemctl is-active répond active.',
    },
  },
  judge: (evidence, { nowMs }) => eachUnit(evidence, ['worker', 'beat', 'redis', 'supervisord', 'docker'], (unit, base) => {
    const { ActiveState: state, Result: result = '', ExecMainStatus: status = '' } = unit.properties;
    const command = systemctl(unit, 'status --no-pager');
    const args = { unit: unit.name, result, status, age: unit.startedAtMs === null ? null : (nowMs - unit.startedAtMs) / 1000 };
    const more = { ...base, args, group: 'unit-failed', ...(command === null ? {} : { command }) };
    if (state === 'failed') return [{ ...more, severity: 'crit', says: 'failed', isBlocking: unit.role === 'redis' && evidence.redis.some(({ trouble }) => trouble !== null) }];
    if (state === 'activating' && (args.age ?? 0) > 60) return [{ ...more, severity: 'warn', says: 'slow' }];
    return state === 'inactive' && unit.role === 'worker' ? [{ ...more, severity: 'info', says: 'inactive' }] : [];
  }),
};

/** SVC-05: a unit that systemd does not start again, or not after the ends that Celery really has. */
import { isAtLeast, versionOf } from '#electron/diagnosis/core/compare-versions.ts';
import { eachUnit } from '#electron/diagnosis/core/each-unit.ts';
import { celeryVersionOf } from '#electron/diagnosis/core/worker-settings.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const noRestart: Rule = {
  id: 'SVC-05',
  category: 'supervision',
  impact: 4,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=',
  words: {
    en: {
      title: 'Restarting after a crash',
      says: { ok: 'systemd starts the workers again.', never: '{{unit}} has Restart=no: after a crash it stays down.', 'exit-zero': '{{unit}} has Restart={{restart}}, but Celery {{version}} ends with exit code 0 even after an unrecoverable error: systemd then takes it for a wish.' },
      cause: { 'exit-zero': 'Before 5.3 Celery did not pass its error on as an exit code.', else: 'Restart= was not set; systemd’s default is no.' },
      fix: 'Set Restart=always and RestartSec=10 in a drop-in.', refute: 'systemctl show -p Restart prints always.',
    },
    fr: {
      title: 'Redémarrage après un plantage',
      says: { ok: 'systemd redémarre les workers.', never: '{{unit}} a Restart=no : après un plantage, elle reste à l’arrêt.', 'exit-zero': '{{unit}} a Restart={{restart}}, mais Celery {{version}} finit avec le code 0 même après une erreur irrécupérable : systemd y voit alors une volonté.' },
      cause: { 'exit-zero': 'Avant 5.3, Celery ne transmettait pas son erreur comme code de sortie.', else: 'Restart= n’a pas été mis ; la valeur par défaut de systemd est no.' },
      fix: 'Mettre Restart=always et RestartSec=10 dans un complément.', refute: 'systemctl show -p Restart affiche always.',
    },
  },
  judge: (evidence) => eachUnit(evidence, ['worker', 'beat'], (unit, base) => {
    const restart = unit.properties['Restart'] ?? '';
    const main = (valueOf(evidence.processes.mains) ?? []).find(({ pid }) => unit.pids.includes(pid));
    const version = main === undefined ? null : celeryVersionOf(evidence, main);
    const args = { unit: unit.name, restart, version };
    const more = { ...base, args, group: 'no-supervisor', fix: { id: 'unit-restart-always', args: { unit: unit.name } } };
    if (restart === 'no') return [{ ...more, severity: 'warn', says: 'never' }];
    const isOld = version !== null && isAtLeast(versionOf(version), '5.3') === false;
    return isOld && /^on-(failure|abnormal|abort|watchdog)$/.test(restart) ? [{ ...more, severity: 'warn', says: 'exit-zero' }] : [];
  }),
};

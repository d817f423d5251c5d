/**
 * SYS-15: units of the system that failed, those that matter to workers first.
 * Trap: an unrelated failed unit says nothing about the workers, so it is told and costs nothing.
 */
import { fewOf, isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const matters = /redis|valkey|docker|containerd|network|NetworkManager|dhcpcd|wpa_supplicant|celery|supervisor|timesync|chrony|ssh/i;

export const failedUnits: Rule = {
  id: 'SYS-15',
  category: 'system',
  impact: 2,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemctl.html',
  words: {
    en: {
      title: 'Failed units of the system',
      says: { ok: 'No unit has failed.', matters: 'Failed units that workers lean on: {{names}}.', others: 'Failed units that have nothing to do with workers: {{names}}.' },
      cause: 'systemd started them and they ended with an error; each unit’s status says which.',
      fix: 'Read the status of each, mend it, then start it again.',
      refute: 'systemctl --failed lists none of them.',
    },
    fr: {
      title: 'Unités du système en échec',
      says: { ok: 'Aucune unité n’est en échec.', matters: 'Unités en échec dont dépendent les workers : {{names}}.', others: 'Unités en échec sans rapport avec les workers : {{names}}.' },
      cause: 'systemd les a démarrées et elles se sont terminées en erreur ; l’état de chacune dit laquelle.',
      fix: 'Lire l’état de chacune, la réparer, puis la redémarrer.',
      refute: 'systemctl --failed n’en affiche aucune.',
    },
  },
  judge: (evidence) => {
    const { failed, units } = evidence.systemd;
    if (isMissing(failed)) return [];
    if (!isHad(failed)) return [unknownOf([failed])];
    const ours = new Set((isHad(units) ? units.value : []).map(({ name }) => name));
    const names = failed.value.map(({ name }) => name);
    const concerned = names.filter((name) => ours.has(name) || matters.test(name));
    if (names.length === 0) return [{ severity: 'ok', says: 'ok', on: [failed] }];
    const isWorse = concerned.length > 0;
    return [{ severity: isWorse ? 'warn' : 'info', says: isWorse ? 'matters' : 'others', on: [failed, units], args: { names: fewOf(isWorse ? concerned : names, 5) }, command: 'systemctl --failed --no-pager', ...(isWorse ? { group: 'unit-failed' } : {}) }];
  },
};

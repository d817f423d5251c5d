/** SVC-07: a worker under a user's own systemd without lingering: it ends when that user logs out, and does not start with the Pi. */
import { isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const lingerOff: Rule = {
  id: 'SVC-07',
  category: 'supervision',
  impact: 3,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/loginctl.html#enable-linger',
  words: {
    en: {
      title: 'User units after a restart',
      says: { ok: 'User units stay without a login.', off: '{{unit}} is a user unit and lingering is off: it ends with the last login of its user, and does not come back with the Pi.' },
      cause: 'enable-linger was never run for this user.', fix: 'sudo loginctl enable-linger USER, once.', refute: 'loginctl show-user prints Linger=yes.',
    },
    fr: {
      title: 'Unités d’utilisateur après un redémarrage',
      says: { ok: 'Les unités d’utilisateur restent sans session.', off: '{{unit}} est une unité d’utilisateur sans linger : elle finit avec la dernière session de cet utilisateur, et ne revient pas avec le Pi.' },
      cause: 'enable-linger n’a jamais été lancé pour cet utilisateur.', fix: 'sudo loginctl enable-linger UTILISATEUR, une fois.', refute: 'loginctl show-user affiche Linger=yes.',
    },
  },
  judge: ({ systemd: { units, linger } }) => {
    if (isMissing(units)) return [];
    if (!isHad(units)) return [unknownOf([units, linger])];
    const unit = units.value.find(({ isUserUnit, role }) => isUserUnit && (role === 'worker' || role === 'beat'));
    if (unit === undefined) return [];
    if (!isHad(linger)) return [unknownOf([linger])];
    return [linger.value ? { severity: 'ok', says: 'ok', on: [linger, units] } : { severity: 'warn', says: 'off', on: [linger, units], args: { unit: unit.name }, command: 'sudo loginctl enable-linger "$USER"' }];
  },
};

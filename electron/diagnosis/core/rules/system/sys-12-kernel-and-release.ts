/**
 * SYS-12: the running kernel has lost its modules (upgraded, not restarted), or the release gets no more updates.
 * Trap: a container has no modules of its own, and then there is nothing to compare.
 */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

/** End of long-term support by Debian code name, Unix milliseconds. Source: https://wiki.debian.org/LTS */
const supportEnds: Readonly<Record<string, number>> = { jessie: 1_593_475_200_000, stretch: 1_656_547_200_000, buster: 1_719_705_600_000, bullseye: 1_788_134_400_000, bookworm: 1_846_022_400_000 };

export const kernelAndRelease: Rule = {
  id: 'SYS-12',
  category: 'system',
  impact: 2,
  link: 'https://wiki.debian.org/LTS',
  words: {
    en: {
      title: 'Kernel and release',
      says: {
        ok: '{{name}}, kernel {{kernel}}.',
        modules: 'The modules of the running kernel ({{kernel}}) are gone: it was upgraded and the Pi not restarted. Docker, Wi-Fi and firewalls may fail to load theirs.',
        reboot: 'The package system asks for a restart of the Pi.',
        old: '{{name}} has had no security updates since {{ends|time}}.',
      },
      cause: { old: 'The release is past its long-term support.', else: 'An upgrade replaced the kernel that is still running.' },
      fix: { old: 'Plan an upgrade to a current release.', else: 'Restart the Pi at a quiet moment, after the workers have drained.' },
      refute: 'ls /lib/modules/$(uname -r) lists a directory.',
    },
    fr: {
      title: 'Noyau et version',
      says: {
        ok: '{{name}}, noyau {{kernel}}.',
        modules: 'Les modules du noyau en marche ({{kernel}}) ont disparu : il a été mis à jour sans redémarrer le Pi. Docker, le Wi-Fi et les pare-feu risquent de ne plus charger les leurs.',
        reboot: 'Le système de paquets demande un redémarrage du Pi.',
        old: '{{name}} ne reçoit plus de mises à jour de sécurité depuis {{ends|time}}.',
      },
      cause: { old: 'La version a dépassé son support à long terme.', else: 'Une mise à jour a remplacé le noyau encore en marche.' },
      fix: { old: 'Prévoir le passage à une version actuelle.', else: 'Redémarrer le Pi à un moment calme, une fois les workers vidés.' },
      refute: 'ls /lib/modules/$(uname -r) affiche un répertoire.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const { modulesPresent, osRelease, rebootRequired, uname } = evidence.system;
    if (!isHad(osRelease) && !isHad(modulesPresent)) return [unknownOf([modulesPresent, osRelease])];
    const release = isHad(osRelease) ? osRelease.value : {};
    const code = release['VERSION_CODENAME'] ?? '';
    const ends = Object.hasOwn(supportEnds, code) ? (supportEnds[code] ?? null) : null;
    const args = { name: release['PRETTY_NAME'] ?? null, kernel: isHad(uname) ? uname.value.release : null, ends };
    const on = [modulesPresent, osRelease, rebootRequired];
    const found: Judgement[] = [];
    if (isHad(modulesPresent) && !modulesPresent.value) found.push({ severity: 'warn', says: 'modules', on, args, command: 'ls -d /lib/modules/$(uname -r)' });
    else if (isHad(rebootRequired) && rebootRequired.value) found.push({ severity: 'info', says: 'reboot', on, args });
    if (ends !== null && nowMs > ends) found.push({ severity: 'warn', says: 'old', on, args });
    return found.length > 0 ? found.slice(0, 1) : [{ severity: 'ok', says: 'ok', on, args }];
  },
};

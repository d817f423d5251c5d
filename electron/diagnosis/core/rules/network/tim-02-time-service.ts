/** TIM-02: is the clock kept right at all. Traps: chrony and ntpd sync too; a container named «timesync» that only prints does not. */
import { isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const timeService: Rule = {
  id: 'TIM-02',
  category: 'network',
  impact: 2,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/timedatectl.html',
  words: {
    en: {
      title: 'Time service',
      says: { ok: 'The clock is kept by {{service}}.', none: 'No time service runs: the clock drifts on.', 'not-yet': 'A time service runs ({{service}}), but the clock is not synchronised.' },
      cause: { none: 'systemd-timesyncd is off, and neither chrony nor ntpd is there. A container cannot set the host’s clock.', else: 'The time servers cannot be reached.' },
      fix: { none: 'Switch it on: sudo timedatectl set-ntp true.', else: 'Look at the network and at the servers in timesyncd.conf.' }, refute: 'timedatectl shows «System clock synchronized: yes».',
    },
    fr: {
      title: 'Service de temps',
      says: { ok: 'L’horloge est tenue par {{service}}.', none: 'Aucun service de temps ne tourne : l’horloge dérive.', 'not-yet': 'Un service de temps tourne ({{service}}), mais l’horloge n’est pas synchronisée.' },
      cause: { none: 'systemd-timesyncd est arrêté, et ni chrony ni ntpd ne sont là. Un conteneur ne peut pas régler l’horloge de l’hôte.', else: 'Les serveurs de temps sont injoignables.' },
      fix: { none: 'L’activer : sudo timedatectl set-ntp true.', else: 'Regarder le réseau et les serveurs dans timesyncd.conf.' }, refute: 'timedatectl affiche « System clock synchronized: yes ».',
    },
  },
  judge: ({ network: { timedatectl, timeServices } }) => {
    const services = valueOf(timeServices) ?? [];
    const service = services[0] ?? null;
    const on = [timedatectl, timeServices];
    if (isHad(timedatectl) && timedatectl.value.isSynchronized === true) return [{ severity: 'ok', says: 'ok', on, args: { service: service ?? 'NTP' } }];
    if (!isHad(timeServices) || !isHad(timedatectl) || timedatectl.value.isSynchronized === null) return [unknownOf(on)];
    if (service === null) return [{ severity: 'warn', says: 'none', on, command: 'sudo timedatectl set-ntp true', fix: { id: 'timesync-on', args: {} }, group: 'clock' }];
    return [{ severity: 'warn', says: 'not-yet', on, args: { service }, command: 'timedatectl timesync-status', group: 'clock' }];
  },
};

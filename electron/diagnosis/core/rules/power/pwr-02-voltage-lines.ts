/**
 * PWR-02: the kernel's own lines about voltage, counted over the last hour and day.
 * Trap: dmesg is refused to users on most systems; refused is unknown, never «no such lines».
 */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const hourMs = 3_600_000;

export const voltageLines: Rule = {
  id: 'PWR-02',
  category: 'power',
  impact: 4,
  link: 'https://github.com/raspberrypi/linux/blob/rpi-6.6.y/drivers/hwmon/raspberrypi-hwmon.c',
  words: {
    en: {
      title: 'Voltage in the kernel log',
      says: {
        ok: 'The kernel reported no voltage dip in the last day.',
        dips: 'The kernel reported {{day}} voltage dips in the last day, {{hour}} in the last hour.',
      },
      cause: 'The voltage falls below the limit whenever the load rises: the supply or its cable is too weak.',
      fix: 'Replace the power supply and the cable. Compare the times with those of the crashes: a dip within ten seconds explains one.',
      refute: 'The kernel log of a day under full load has no such line after the supply was changed.',
    },
    fr: {
      title: 'La tension dans le journal du noyau',
      says: {
        ok: 'Le noyau n’a signalé aucune baisse de tension depuis un jour.',
        dips: 'Le noyau a signalé {{day}} baisses de tension en un jour, dont {{hour}} durant la dernière heure.',
      },
      cause: 'La tension passe sous la limite dès que la charge monte : l’alimentation ou son câble est trop faible.',
      fix: 'Remplacer l’alimentation et le câble. Comparer les heures avec celles des plantages : une baisse à dix secondes près en explique un.',
      refute: 'Le journal du noyau d’une journée en pleine charge n’a plus cette ligne une fois l’alimentation changée.',
    },
  },
  judge: ({ host, power }, { nowMs }) => {
    if (host.isPi === false) return [];
    const { voltageLines: lines } = power;
    if (!isHad(lines)) return [unknownOf([lines])];
    const dips = lines.value.filter(({ text }) => /under-?voltage/i.test(text));
    const within = (ms: number): number => dips.filter(({ atMs }) => atMs !== null && nowMs - atMs <= ms).length;
    const args = { day: within(24 * hourMs), hour: within(hourMs) };
    const base = { on: [lines], args, command: "journalctl -k -b -g 'nder-?voltage|Voltage normalised' --no-pager" };
    if (args.hour > 5) return [{ ...base, severity: 'crit', says: 'dips', group: 'power' }];
    if (args.day >= 1) return [{ ...base, severity: 'warn', says: 'dips', group: 'power' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};

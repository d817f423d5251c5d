/**
 * PWR-01: under-voltage now or since boot, from the firmware's bits, else from the kernel's voltage alarm.
 * Traps: the sticky bits clear only at a restart; bit 1 is the frequency cap, bit 2 throttling (some posts swap them).
 */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const underVoltage: Rule = {
  id: 'PWR-01',
  category: 'power',
  impact: 5,
  link: 'https://www.raspberrypi.com/documentation/computers/os.html#get_throttled',
  words: {
    en: {
      title: 'Supply voltage',
      says: {
        ok: 'No under-voltage since the last start (0x{{bits}}).',
        'alarm-off': 'The voltage alarm is off now. Whether it was on before can only be read by the group video.',
        now: 'The supply voltage is too low right now (0x{{bits}}).',
        'alarm-on': 'The kernel’s voltage alarm is on: the supply voltage is too low right now.',
        since: 'The supply voltage was too low at some moment since the last start (0x{{bits}}).',
      },
      cause: 'The power supply or its cable cannot hold 4.63 V under load; USB disks and sticks draw from the same supply.',
      fix: 'Use the official power supply and a short cable, and give USB disks a supply of their own. Under-voltage spoils cards and hangs USB and Wi-Fi, so mend this before anything else.',
      refute: 'vcgencmd get_throttled answers 0x0 after a restart and an hour of full load.',
    },
    fr: {
      title: 'Tension d’alimentation',
      says: {
        ok: 'Aucune sous-tension depuis le dernier démarrage (0x{{bits}}).',
        'alarm-off': 'L’alarme de tension est éteinte. Savoir si elle s’est allumée avant demande le groupe video.',
        now: 'La tension d’alimentation est trop basse en ce moment (0x{{bits}}).',
        'alarm-on': 'L’alarme de tension du noyau est allumée : la tension est trop basse en ce moment.',
        since: 'La tension a été trop basse à un moment depuis le dernier démarrage (0x{{bits}}).',
      },
      cause: 'L’alimentation ou son câble ne tient pas 4,63 V en charge ; disques et clés USB puisent à la même source.',
      fix: 'Utiliser l’alimentation officielle et un câble court, et alimenter les disques USB à part. La sous-tension abîme les cartes et bloque USB et Wi-Fi : à réparer avant tout le reste.',
      refute: 'vcgencmd get_throttled répond 0x0 après un redémarrage et une heure en pleine charge.',
    },
  },
  judge: ({ host, power }) => {
    if (host.isPi === false) return [];
    const { throttled, voltageAlarm } = power;
    const on = [throttled, voltageAlarm];
    if (!isHad(throttled)) {
      if (!isHad(voltageAlarm)) return [{ ...unknownOf(on), grant: 'group-video' }];
      if (voltageAlarm.value) return [{ severity: 'crit', says: 'alarm-on', on, group: 'power' }];
      return [{ severity: 'unknown', says: 'alarm-off', on, grant: 'group-video' }];
    }
    const bits = throttled.value;
    const base = { on, args: { bits: bits.toString(16) }, command: 'vcgencmd get_throttled' };
    if ((bits & 0x1) !== 0) return [{ ...base, severity: 'crit', says: 'now', group: 'power' }];
    if ((bits & 0x10000) !== 0) return [{ ...base, severity: 'warn', says: 'since', group: 'power' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};

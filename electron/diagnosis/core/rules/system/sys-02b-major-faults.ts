/**
 * SYS-02b: stands in for SYS-02 on a kernel without PSI: pages fetched back from disk, counted twice in the round.
 * Trap: a program that starts faults too; only a high rate together with little free memory is said.
 */
import { hostSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const warnPerSecond = 200;

export const majorFaults: Rule = {
  id: 'SYS-02b',
  category: 'system',
  impact: 3,
  link: 'https://docs.kernel.org/admin-guide/mm/concepts.html',
  words: {
    en: {
      title: 'Pages fetched back from disk',
      says: {
        ok: '{{rate|number}} pages a second had to be fetched from disk.',
        high: '{{rate|number}} pages a second had to be fetched from disk while only {{available|bytes}} of memory can be had.',
      },
      cause: 'Memory is so short that the kernel drops pages of running programs and reads them again.',
      fix: 'As for the memory in use. To see the time lost exactly, add psi=1 to the kernel command line and restart the Pi.',
      refute: 'pgmajfault in /proc/vmstat hardly grows once the programs have started.',
    },
    fr: {
      title: 'Pages relues depuis le disque',
      says: {
        ok: '{{rate|number}} pages par seconde ont dû être relues depuis le disque.',
        high: '{{rate|number}} pages par seconde ont dû être relues depuis le disque alors que seuls {{available|bytes}} de mémoire restent disponibles.',
      },
      cause: 'La mémoire est si rare que le noyau jette des pages de programmes en cours et les relit.',
      fix: 'Comme pour la mémoire occupée. Pour voir exactement le temps perdu, ajouter psi=1 à la ligne de commande du noyau et redémarrer le Pi.',
      refute: 'pgmajfault dans /proc/vmstat n’augmente presque plus une fois les programmes démarrés.',
    },
  },
  judge: (evidence) => {
    const { psiMemory, vmstat, meminfo } = evidence.system;
    if (isHad(psiMemory)) return [];
    const before = isHad(vmstat) ? vmstat.value.first['pgmajfault'] : undefined;
    const after = isHad(vmstat) ? vmstat.value.second['pgmajfault'] : undefined;
    if (!isHad(vmstat) || !isHad(meminfo) || before === undefined || after === undefined || vmstat.value.overMs <= 0) return [unknownOf([vmstat, meminfo])];
    const rate = Math.max(0, (after - before) / (vmstat.value.overMs / 1000));
    const { MemAvailable: available = null, MemTotal: total = 0 } = meminfo.value;
    const isShort = available !== null && available < 0.2 * total;
    const base = { subject: hostSubject(evidence), on: [vmstat, meminfo], args: { rate, available }, command: 'grep pgmajfault /proc/vmstat' };
    return [rate > warnPerSecond && isShort ? { ...base, severity: 'warn', says: 'high', group: 'memory' } : { ...base, severity: 'ok', says: 'ok' }];
  },
};

/** LOG-03: the kernel's out-of-memory killer in the last day, by its own lines or counters. */
import { judgeDeaths } from '#electron/diagnosis/core/judge-deaths.ts';
import { countOf } from '#electron/diagnosis/core/log-lines.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const kernelOom: Rule = {
  id: 'LOG-03',
  category: 'logs',
  impact: 5,
  link: 'https://docs.kernel.org/admin-guide/mm/concepts.html#oom-killer',
  words: {
    en: {
      title: 'Out-of-memory killer',
      says: { ok: 'The kernel killed nothing for memory in the last day.', some: 'Memory ran out: {{count|number}} kills in the last day ({{workers}}), the last one {{ago|seconds}} ago.', counted: 'The kernel has killed {{count|number}} processes for memory since the Pi started.' },
      cause: 'The programs together asked for more than the Pi or the group’s limit has.', fix: 'Fewer pool processes, recycling by memory, zram; Redis shielded by OOMScoreAdjust.', refute: 'The victim was another program, and the workers stay well below the memory.',
    },
    fr: {
      title: 'OOM killer',
      says: { ok: 'Le noyau n’a rien tué pour la mémoire depuis un jour.', some: 'La mémoire a manqué : {{count|number}} arrêts en un jour ({{workers}}), le dernier il y a {{ago|seconds}}.', counted: 'Le noyau a tué {{count|number}} processus pour la mémoire depuis le démarrage du Pi.' },
      cause: 'Les programmes ont demandé ensemble plus que n’a le Pi ou que ne permet la limite du groupe.', fix: 'Moins de processus du pool, recyclage selon la mémoire, zram ; Redis protégé par OOMScoreAdjust.', refute: 'La victime était un autre programme, et les workers restent loin de la limite.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const kills = countOf(evidence.logs, 'oom-kill')?.count24h ?? 0;
    const told = judgeDeaths(evidence, nowMs, ({ cause }) => cause.startsWith('oom-') && cause !== 'oom-probable', 1, 'memory');
    if (told[0]?.severity === 'crit') return told;
    if (kills > 0) return [{ severity: 'crit', says: 'some', on: [evidence.logs.events], args: { count: kills, workers: '–', ago: null }, group: 'memory' }];
    // the kernel's own counter needs no log and no permission
    const vmstat = valueOf(evidence.system.vmstat);
    const count = vmstat?.second['oom_kill'];
    const isYoung = (valueOf(evidence.system.uptime)?.upS ?? Number.POSITIVE_INFINITY) < 86_400;
    if (count !== undefined && count > 0) return [{ severity: isYoung ? 'crit' : 'warn', says: 'counted', on: [evidence.system.vmstat, evidence.logs.incidents], args: { count }, group: 'memory' }];
    if (count === 0) return [{ severity: 'ok', says: 'ok', on: [evidence.system.vmstat] }];
    return told;
  },
};

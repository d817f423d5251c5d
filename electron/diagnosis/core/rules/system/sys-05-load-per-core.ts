/**
 * SYS-05: load of five minutes per core; critical only when programs really wait for a core (PSI).
 * Trap: tasks waiting for a disk or a network mount raise the load while the cores are idle: that is said as such.
 */
import { hostSubject, isHad, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const loadPerCore: Rule = {
  id: 'SYS-05',
  category: 'system',
  impact: 3,
  link: 'https://man7.org/linux/man-pages/man5/proc_loadavg.5.html',
  words: {
    en: {
      title: 'Load',
      says: {
        ok: 'Load {{five|number}} over five minutes on {{cores}} cores.',
        high: 'Load {{five|number}} over five minutes on {{cores}} cores: {{per|number}} for each.',
        waits: 'Load {{five|number}} on {{cores}} cores, and programs waited for a core {{psi|percent}} of the last minute.',
        'disk-bound': 'Load {{five|number}} on {{cores}} cores, but {{blocked|number}} processes wait for a disk or a mount: the cores are not what is short.',
      },
      cause: { 'disk-bound': 'Processes in uninterruptible sleep count as load. Something they read from answers slowly or not at all.', else: 'More work runs at once than the cores can do: too many pool processes, or libraries with threads of their own.' },
      fix: { 'disk-bound': 'Look at what they wait for before touching the concurrency.', else: 'Use fewer pool processes, and limit the threads of numeric libraries to one in each.' },
      refute: 'The load stays below {{limit|number}} while the same tasks run.',
    },
    fr: {
      title: 'Charge',
      says: {
        ok: 'Charge de {{five|number}} sur cinq minutes pour {{cores}} cœurs.',
        high: 'Charge de {{five|number}} sur cinq minutes pour {{cores}} cœurs : {{per|number}} par cœur.',
        waits: 'Charge de {{five|number}} pour {{cores}} cœurs, et des programmes ont attendu un cœur {{psi|percent}} de la dernière minute.',
        'disk-bound': 'Charge de {{five|number}} pour {{cores}} cœurs, mais {{blocked|number}} processus attendent un disque ou un montage : ce ne sont pas les cœurs qui manquent.',
      },
      cause: { 'disk-bound': 'Les processus en sommeil ininterruptible comptent dans la charge. Ce qu’ils lisent répond lentement, ou pas du tout.', else: 'Plus de travail s’exécute à la fois que les cœurs n’en peuvent faire : trop de processus du pool, ou des bibliothèques qui ont leurs propres fils.' },
      fix: { 'disk-bound': 'Chercher ce qu’ils attendent avant de toucher à la concurrence.', else: 'Réduire le nombre de processus du pool et limiter à un les fils des bibliothèques numériques dans chacun.' },
      refute: 'La charge reste sous {{limit|number}} pendant que les mêmes tâches tournent.',
    },
  },
  judge: (evidence) => {
    const { loadavg, psiCpu, stat } = evidence.system;
    const { cores } = evidence.host;
    if (!isHad(loadavg) || cores === null || cores < 1) return [unknownOf([loadavg])];
    const { five } = loadavg.value;
    const per = five / cores;
    const psi = isHad(psiCpu) ? psiCpu.value.some.avg60 : null;
    const blocked = isHad(stat) ? Math.min(stat.value.first.blocked, stat.value.second.blocked) : 0;
    const base = { subject: hostSubject(evidence), on: [loadavg, psiCpu, stat], args: { five, cores, per, psi, blocked, limit: 1.5 * cores }, command: 'ps -eo state,pid,pcpu,args --sort=-pcpu | head -n 15' };
    if (per <= 1.5) return [{ ...base, severity: 'ok', says: 'ok' }];
    if (blocked > 0 && (psi === null || psi <= 30)) return [{ ...base, severity: 'warn', says: 'disk-bound', group: 'disk-stall' }];
    if (per > 3 && psi !== null && psi > 30) return [{ ...base, severity: 'crit', says: 'waits', group: 'cpu-load', fix: { id: 'pool-shrink', args: {} } }];
    return [{ ...base, severity: 'warn', says: 'high', group: 'cpu-load', loss: lossBetween(per, 1.5, 6), fix: { id: 'pool-shrink', args: {} } }];
  },
};

/**
 * DOC-07: kills by the memory limit of a worker's own group, counted by the kernel: the best evidence of an OOM, without any log.
 * Applies to units with MemoryMax as well as to containers.
 */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { isHad, lossBetween, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const groupMemory: Rule = {
  id: 'DOC-07',
  category: 'docker',
  impact: 5,
  link: 'https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files',
  words: {
    en: {
      title: 'Memory limit of the worker’s group',
      says: { ok: 'The group holds {{current|bytes}} of {{max|bytes}}.', 'no-limit': 'The group has no memory limit that the kernel enforces.', near: 'The group holds {{current|bytes}} of {{max|bytes}} ({{share|percent}}).', killed: 'The kernel killed {{kills|number}} processes of this group at its memory limit{{since}}.' },
      cause: { killed: 'The tasks together need more than the limit of the unit or container.', else: 'The tasks together need nearly as much as the limit allows.' },
      fix: 'Fewer pool processes, recycle them by memory, or a higher limit where the Pi has room.', refute: 'oom_kill in memory.events of the group stays the same.',
    },
    fr: {
      title: 'Limite de mémoire du groupe du worker',
      says: { ok: 'Le groupe occupe {{current|bytes}} sur {{max|bytes}}.', 'no-limit': 'Le groupe n’a pas de limite de mémoire appliquée par le noyau.', near: 'Le groupe occupe {{current|bytes}} sur {{max|bytes}} ({{share|percent}}).', killed: 'Le noyau a tué {{kills|number}} processus de ce groupe à sa limite de mémoire{{since}}.' },
      cause: { killed: 'Les tâches demandent ensemble plus que la limite de l’unité ou du conteneur.', else: 'Les tâches demandent ensemble presque autant que la limite permet.' },
      fix: 'Moins de processus du pool, les recycler selon la mémoire, ou une limite plus haute si le Pi a de la place.', refute: 'oom_kill dans memory.events du groupe ne bouge plus.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const on = [main.cgroup];
    if (!isHad(main.cgroup)) return [unknownOf(on, subject)];
    const { memory, events, path } = main.cgroup.value;
    const kills = events?.['oom_kill'] ?? null;
    const since = kills === null ? null : deltaOf(evidence, counterKey.oomKills(path), kills);
    const current = memory?.['current'] ?? memory?.['memory.current'] ?? null;
    const max = memory?.['max'] ?? memory?.['memory.max'] ?? null;
    const base = { subject, on, args: { current, max, kills: since?.delta ?? kills, share: current === null || max === null ? null : (100 * current) / max, since: '' }, group: 'memory-limit' };
    if (since !== null && since.delta > 0) return [{ ...base, severity: 'crit', says: 'killed' }];
    if (since === null && kills !== null && kills > 0) return [{ ...base, severity: 'warn', says: 'killed' }];
    if (memory === null || max === null || max === 0) return [{ subject, on, severity: 'ok', says: 'no-limit' }];
    if (current !== null && current > 0.9 * max) return [{ ...base, severity: 'warn', says: 'near', loss: lossBetween(current / max, 0.9, 1) }];
    return [{ subject, on, args: base.args, severity: 'ok', says: 'ok' }];
  }),
};

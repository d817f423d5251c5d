/**
 * SYS-14: processes and threads against the kernel's and the unit's limits; «can't start new thread» comes from here.
 * Trap: systemd's own TasksMax is 15 % of the kernel's limit, so each group is judged against its own.
 */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const warnPercent = 80;

export const processLimits: Rule = {
  id: 'SYS-14',
  category: 'system',
  impact: 3,
  link: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html#TasksMax=N',
  words: {
    en: {
      title: 'Processes and threads',
      says: {
        ok: '{{count}} processes and threads run, {{limit|number}} are allowed.',
        host: '{{count}} processes and threads run on the whole host, {{limit|number}} are allowed.',
        group: 'The worker’s group holds {{count}} processes and threads of {{limit|number}} allowed.',
      },
      cause: 'Threads of numeric libraries, one set for each pool process, or a task that starts programs and never waits for them.',
      fix: { group: 'Limit the libraries to one thread each (OMP_NUM_THREADS=1), or raise TasksMax of the unit.', else: 'Limit the libraries to one thread each (OMP_NUM_THREADS=1), and see which program holds the threads.' },
      refute: 'pids.current of the group stays well below pids.max under full work.',
    },
    fr: {
      title: 'Processus et fils',
      says: {
        ok: '{{count}} processus et fils tournent, {{limit|number}} sont permis.',
        host: '{{count}} processus et fils tournent sur tout l’hôte, {{limit|number}} sont permis.',
        group: 'Le groupe du worker compte {{count}} processus et fils sur {{limit|number}} permis.',
      },
      cause: 'Les fils des bibliothèques numériques, un jeu par processus du pool, ou une tâche qui lance des programmes sans jamais les attendre.',
      fix: { group: 'Limiter les bibliothèques à un fil chacune (OMP_NUM_THREADS=1), ou relever TasksMax de l’unité.', else: 'Limiter les bibliothèques à un fil chacune (OMP_NUM_THREADS=1), et voir quel programme détient les fils.' },
      refute: 'pids.current du groupe reste loin de pids.max en plein travail.',
    },
  },
  judge: (evidence) => {
    const { loadavg, pidMax, threadsMax } = evidence.system;
    const { mains } = evidence.processes;
    if (!isHad(loadavg) || !isHad(pidMax)) return [unknownOf([loadavg, pidMax])];
    const limit = Math.min(pidMax.value, isHad(threadsMax) ? threadsMax.value : Number.POSITIVE_INFINITY);
    const count = loadavg.value.total;
    const found: Judgement[] = [];
    if ((100 * count) / limit > warnPercent) found.push({ severity: 'warn', says: 'host', on: [loadavg, pidMax, threadsMax], args: { count, limit }, command: 'ps -eo nlwp,pid,args --sort=-nlwp | head' });
    for (const main of isHad(mains) ? mains.value : []) {
      if (!isHad(main.cgroup) || main.cgroup.value.pidsCurrent === null || main.cgroup.value.pidsMax === null) continue;
      const { pidsCurrent, pidsMax } = main.cgroup.value;
      if ((100 * pidsCurrent) / pidsMax > warnPercent) found.push({ severity: 'warn', says: 'group', subject: workerSubject(main), on: [main.cgroup], args: { count: pidsCurrent, limit: pidsMax } });
    }
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [loadavg, pidMax], args: { count, limit } }];
  },
};

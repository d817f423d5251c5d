/**
 * SYS-13: open files against the limit, for each worker and the whole host, and growth from run to run (a leak).
 * Trap: a burst of connections is no leak; growth is taken over at least half an hour of the same process.
 */
import { counterKey, growthOf } from '#electron/diagnosis/core/counters-of.ts';
import { isHad, lossBetween, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import type { MainProcess } from '#electron/diagnosis/core/evidence-process.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const leakPerHour = 20;

export const openFiles: Rule = {
  id: 'SYS-13',
  category: 'system',
  impact: 3,
  link: 'https://man7.org/linux/man-pages/man2/getrlimit.2.html',
  words: {
    en: {
      title: 'Open files',
      says: {
        ok: '{{count}} files are open, {{limit|number}} are allowed.',
        near: '{{count}} files are open of {{limit|number}} allowed.',
        host: 'The whole host has {{count}} files open of {{limit|number}} allowed.',
        leak: '{{count}} files are open, {{growth|number}} more every hour.',
      },
      cause: 'Connections or files are opened and never closed, mostly in a task’s own code.',
      fix: 'Restart the worker now, find what stays open with ls -l /proc/PID/fd, and recycle the pool processes until it is mended. A higher LimitNOFILE only buys time.',
      refute: 'The number in /proc/PID/fd goes down again when the worker is idle.',
    },
    fr: {
      title: 'Fichiers ouverts',
      says: {
        ok: '{{count}} fichiers sont ouverts, {{limit|number}} sont permis.',
        near: '{{count}} fichiers sont ouverts sur {{limit|number}} permis.',
        host: 'L’hôte entier a {{count}} fichiers ouverts sur {{limit|number}} permis.',
        leak: '{{count}} fichiers sont ouverts, {{growth|number}} de plus chaque heure.',
      },
      cause: 'Des connexions ou des fichiers sont ouverts et jamais fermés, le plus souvent dans le code d’une tâche.',
      fix: 'Redémarrer le worker maintenant, chercher ce qui reste ouvert avec ls -l /proc/PID/fd, et recycler les processus du pool en attendant la correction. Un LimitNOFILE plus haut ne fait que gagner du temps.',
      refute: 'Le nombre dans /proc/PID/fd redescend quand le worker est libre.',
    },
  },
  judge: (evidence) => {
    const { mains } = evidence.processes;
    const { fileNr } = evidence.system;
    if (!isHad(mains)) return [unknownOf([mains])];
    const found = mains.value.map(judgeOne);
    if (isHad(fileNr) && fileNr.value.max > 0 && fileNr.value.allocated / fileNr.value.max > 0.7) {
      found.push({ severity: fileNr.value.allocated / fileNr.value.max > 0.9 ? 'crit' : 'warn', says: 'host', on: [fileNr], args: { count: fileNr.value.allocated, limit: fileNr.value.max } });
    }
    return found;

    function judgeOne(main: MainProcess): Judgement {
      const subject = workerSubject(main);
      const on = [main.fds, main.limits];
      const limit = isHad(main.limits) ? main.limits.value['Max open files']?.soft : undefined;
      if (!isHad(main.fds) || limit === undefined) return unknownOf(on, subject);
      const { count } = main.fds.value;
      const growth = growthOf(evidence, counterKey.openFiles(main), count, 1800);
      const base = { subject, on, args: { count, limit, growth }, command: `ls -l /proc/${main.pid}/fd`, group: `files-of-worker` };
      const share = limit === null ? 0 : (100 * count) / limit;
      if (share > 90) return { ...base, severity: 'crit', says: 'near' };
      if (share > 70) return { ...base, severity: 'warn', says: 'near', loss: lossBetween(share, 70, 90) };
      if (growth !== null && growth > leakPerHour) return { ...base, severity: 'warn', says: 'leak' };
      return { subject, on, args: base.args, severity: 'ok', says: 'ok' };
    }
  },
};

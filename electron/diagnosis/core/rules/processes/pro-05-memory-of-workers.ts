/**
 * PRO-05: memory of pool processes against their limit, and steady growth.
 * Traps: RSS counts shared pages for each; Celery compares the peak (VmHWM), so that is compared here too.
 */
import { counterKey, growthOf } from '#electron/diagnosis/core/counters-of.ts';
import { isHad, unknownOf, valueOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const memoryOfWorkers: Rule = {
  id: 'PRO-05',
  category: 'processes',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#max-memory-per-child-setting',
  words: {
    en: {
      title: 'Memory of pool processes',
      says: { ok: 'The largest process holds {{held|bytes}}.', near: 'Process {{pid}} reached {{peak|bytes}} of its limit of {{limit|bytes}}.', leak: 'Process {{pid}} grows by {{growth|bytes}} an hour ({{share|percent}} of what it holds).' },
      cause: { near: 'Its tasks need nearly what they are allowed.', else: 'A task keeps objects, caches or native buffers that it does not need any more.' },
      fix: { near: 'It is replaced after the task in which it passes the limit; raise the limit if it happens after every task.', else: 'Set max-tasks-per-child or max-memory-per-child (prefork), or let the supervisor recycle a solo worker; look at the memory forecast for a figure.' }, refute: 'The growth ends after warm-up: the curve is flat over six hours.',
    },
    fr: {
      title: 'Mémoire des processus du pool',
      says: { ok: 'Le plus gros processus occupe {{held|bytes}}.', near: 'Le processus {{pid}} a atteint {{peak|bytes}} sur sa limite de {{limit|bytes}}.', leak: 'Le processus {{pid}} grossit de {{growth|bytes}} par heure ({{share|percent}} de ce qu’il occupe).' },
      cause: { near: 'Ses tâches ont besoin de presque tout ce qui leur est permis.', else: 'Une tâche garde des objets, des caches ou des tampons natifs dont elle n’a plus besoin.' },
      fix: { near: 'Il est remplacé après la tâche qui dépasse la limite ; relever la limite si cela arrive à chaque tâche.', else: 'Mettre max-tasks-per-child ou max-memory-per-child (prefork), ou laisser le superviseur recycler un worker solo ; la prévision de mémoire propose une valeur.' }, refute: 'La croissance cesse après la mise en route : la courbe est plate sur six heures.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main, pool, maxMemoryPerChildKiB }) => {
    const subject = workerSubject(main);
    const all = main.children.length > 0 ? main.children : [main];
    const read = all.flatMap((one) => (isHad(one.status) ? [{ one, held: valueOf(one.smaps)?.pssBytes ?? one.status.value['VmRSS'] ?? 0, rss: one.status.value['VmRSS'] ?? 0, peak: one.status.value['VmHWM'] ?? 0 }] : []));
    const largest = [...read].sort((a, b) => b.held - a.held)[0];
    if (largest === undefined) return [unknownOf(all.map(({ status }) => status), subject)];
    const limit = pool === 'prefork' && maxMemoryPerChildKiB !== null ? maxMemoryPerChildKiB * 1024 : null;
    const near = limit === null ? undefined : read.find(({ peak }) => peak > 0.9 * limit);
    const on = [largest.one.status, largest.one.smaps];
    if (near !== undefined) return [{ subject, on: [near.one.status], severity: 'warn', says: 'near', args: { pid: near.one.pid, peak: near.peak, limit }, group: 'memory-limit' }];
    const leaks = read.flatMap(({ one, rss }) => {
      const growth = growthOf(evidence, counterKey.rss(one), rss, 6 * 3600);
      return growth !== null && rss > 0 && growth > 0.1 * rss ? [{ one, growth, share: (100 * growth) / rss }] : [];
    }).sort((a, b) => b.growth - a.growth)[0];
    if (leaks !== undefined) return [{ subject, on: [leaks.one.status], severity: 'warn', says: 'leak', args: { pid: leaks.one.pid, growth: leaks.growth, share: leaks.share }, group: 'memory-limit' }];
    return [{ subject, on, severity: 'ok', says: 'ok', args: { held: largest.held } }];
  }),
};

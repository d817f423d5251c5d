/** CFG-11: far more threads in a pool process than cores. Trap: a threads pool has them on purpose, and is judged by its own size. */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const oversubscription: Rule = {
  id: 'CFG-11',
  category: 'configuration',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/concurrency/index.html',
  words: {
    en: {
      title: 'Threads in a pool process',
      says: { ok: 'At most {{threads|number}} threads in one process.', many: 'One process has {{threads|number}} threads on {{cores}} cores: they take the cores from each other.' },
      cause: 'Each numeric or media library starts a set of threads of its own, in every pool process.', fix: 'Cap them at the start: OMP_NUM_THREADS=1 and, for OpenCV, cv2.setNumThreads(1); for FFmpeg -threads 1.', refute: 'Most of them sleep all the time: their CPU ticks in /proc/PID/task do not move.',
    },
    fr: {
      title: 'Fils dans un processus du pool',
      says: { ok: 'Au plus {{threads|number}} fils dans un processus.', many: 'Un processus a {{threads|number}} fils pour {{cores}} cœurs : ils se prennent les cœurs entre eux.' },
      cause: 'Chaque bibliothèque numérique ou multimédia lance son propre jeu de fils, dans chaque processus du pool.', fix: 'Les plafonner au démarrage : OMP_NUM_THREADS=1 et, pour OpenCV, cv2.setNumThreads(1) ; pour FFmpeg -threads 1.', refute: 'La plupart dorment tout le temps : leurs tics dans /proc/PID/task ne bougent pas.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main, pool, concurrency }) => {
    const { cores } = evidence.host;
    const all = [main, ...main.children];
    const counts = all.flatMap((one) => (isHad(one.status) ? (one.status.value['Threads'] ?? []) : []));
    if (counts.length === 0 || cores === null) return [unknownOf([main.status], workerSubject(main))];
    const threads = Math.max(...counts);
    const allowed = 4 * cores + (pool === 'threads' ? (concurrency ?? cores) : 0);
    const base = { subject: workerSubject(main), on: all.map(({ status }) => status).slice(0, 5), args: { threads, cores }, command: `grep Threads /proc/${main.pid}/status` };
    return [threads > allowed ? { ...base, severity: 'warn', says: 'many', group: 'threads', fix: { id: 'thread-caps', args: {} } } : { ...base, severity: 'ok', says: 'ok' }];
  }),
};

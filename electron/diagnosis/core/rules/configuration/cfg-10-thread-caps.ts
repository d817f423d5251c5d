/**
 * CFG-10: numeric libraries without a cap on their threads, seen in the environment that the process was started with.
 * Trap: a cap set from code (cv2.setNumThreads) works and is invisible here; the number of threads is the witness.
 */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { threadCaps } from '#electron/diagnosis/core/native-libraries.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const threadCapsSet: Rule = {
  id: 'CFG-10',
  category: 'configuration',
  impact: 3,
  link: 'https://numpy.org/doc/stable/reference/global_state.html#number-of-threads-used-for-linear-algebra',
  words: {
    en: {
      title: 'Threads of numeric libraries',
      says: { ok: 'Thread caps were set when the process started, or it uses no such library.', uncapped: '{{libraries}} is loaded and {{missing}} was not set at the start: each process starts a thread for each core.', high: '{{missing}} is larger than the {{cores}} cores.', arenas: 'The process has {{threads}} threads and MALLOC_ARENA_MAX was not set: memory is kept in many arenas.' },
      cause: 'The libraries read these variables when they are loaded; set later, from code, they do nothing.',
      fix: 'Set OMP_NUM_THREADS=1, OPENBLAS_NUM_THREADS=1 (and MALLOC_ARENA_MAX=2) in the unit, the compose file or the supervisor, then restart the worker. PYTHONFAULTHANDLER=1 costs nothing and shows where native code dies.',
      refute: 'Threads in /proc/PID/status stays at the number of processes while tasks compute.',
    },
    fr: {
      title: 'Fils des bibliothèques numériques',
      says: { ok: 'Les plafonds étaient posés au démarrage du processus, ou il n’utilise pas de telle bibliothèque.', uncapped: '{{libraries}} est chargée et {{missing}} n’était pas posé au démarrage : chaque processus lance un fil par cœur.', high: '{{missing}} dépasse les {{cores}} cœurs.', arenas: 'Le processus a {{threads}} fils et MALLOC_ARENA_MAX n’était pas posé : la mémoire reste dans de nombreuses arènes.' },
      cause: 'Les bibliothèques lisent ces variables à leur chargement ; posées plus tard, depuis le code, elles ne font rien.',
      fix: 'Poser OMP_NUM_THREADS=1, OPENBLAS_NUM_THREADS=1 (et MALLOC_ARENA_MAX=2) dans l’unité, le fichier compose ou le superviseur, puis redémarrer le worker. PYTHONFAULTHANDLER=1 ne coûte rien et montre où meurt le code natif.',
      refute: 'Threads dans /proc/PID/status reste au nombre de processus pendant que les tâches calculent.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const cores = evidence.host.cores ?? 1;
    const subject = workerSubject(main);
    const one = main.children[0] ?? main;
    const on = [main.environ, one.libraries, one.status];
    if (!isHad(main.environ) || !isHad(one.libraries)) return [unknownOf(on, subject)];
    const state = threadCaps(main.environ.value, one.libraries.value.map(({ path }) => path), cores);
    const threads = isHad(one.status) ? (one.status.value['Threads'] ?? null) : null;
    const base = { subject, on, args: { libraries: state.libraries.join(', '), missing: state.missing.join(', '), cores, threads } };
    const fix = { id: 'thread-caps', args: {} };
    // capped from code: as many threads as a process without any has
    if (state.missing.length > 0 && state.libraries.length > 0 && (threads === null || threads > 2)) return [{ ...base, severity: 'warn', says: 'uncapped', fix, group: 'threads' }];
    if (state.tooHigh.length > 0) return [{ ...base, args: { ...base.args, missing: state.tooHigh.join(', ') }, severity: 'warn', says: 'high', fix, group: 'threads' }];
    if (threads !== null && threads > 8 && main.environ.value['MALLOC_ARENA_MAX'] === undefined) return [{ ...base, severity: 'info', says: 'arenas', fix }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  }),
};

/**
 * CFG-21: thread and memory variables set by the worker's own code after its start, which is too late for them.
 * Trap: what code sets does not show in /proc/PID/environ, so the log marker of such code is the witness; OpenCV's own call does work.
 */
import { areLinesKnown, lineMatches } from '#electron/diagnosis/core/log-lines.ts';
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const marker = /Worker process initialized|OpenCV configur.{1,4} en single-thread|Limite m.{1,4}moire processus configur/i;
const early = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MALLOC_ARENA_MAX', 'PYTHONUNBUFFERED'];

export const environmentTooLate: Rule = {
  id: 'CFG-21',
  category: 'configuration',
  impact: 3,
  link: 'https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html',
  words: {
    en: {
      title: 'Environment set too late',
      says: { ok: 'What the worker needs was set when it started.', late: 'The log says that the worker configured itself, but {{names}} was not in its environment when it started: for these it was too late.' },
      cause: 'os.environ was set inside worker_process_init. glibc reads MALLOC_… when the program starts, OpenBLAS and OpenMP when they are loaded, Python reads PYTHON… before its first line.',
      fix: 'Set them in the unit (Environment=), the compose file or the supervisor, then restart the worker.', refute: 'The variables stand in /proc/PID/environ of the main process.',
    },
    fr: {
      title: 'Environnement posé trop tard',
      says: { ok: 'Ce dont le worker a besoin était posé à son démarrage.', late: 'Le journal dit que le worker s’est configuré, mais {{names}} n’était pas dans son environnement au démarrage : pour ces variables, il était trop tard.' },
      cause: 'os.environ a été modifié dans worker_process_init. La glibc lit MALLOC_… au lancement du programme, OpenBLAS et OpenMP à leur chargement, Python lit PYTHON… avant sa première ligne.',
      fix: 'Les poser dans l’unité (Environment=), le fichier compose ou le superviseur, puis redémarrer le worker.', refute: 'Les variables figurent dans /proc/PID/environ du processus principal.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const on = [main.environ, evidence.logs.events];
    if (!isHad(main.environ)) return [unknownOf(on, subject)];
    const { value } = main.environ;
    const missing = early.filter((name) => value[name] === undefined);
    if (missing.includes('OMP_NUM_THREADS') && !areLinesKnown(evidence.logs)) return [{ ...unknownOf(on, subject), grant: 'logs' }];
    const line = lineMatches(evidence.logs, marker)[0];
    if (line === undefined || !missing.includes('OMP_NUM_THREADS')) return [{ subject, on, severity: 'ok', says: 'ok' }];
    return [{ subject, on, severity: 'warn', says: 'late', args: { names: missing.join(', ') }, group: 'threads', command: `tr '\\0' '\\n' < /proc/${main.pid}/environ | grep -E 'THREADS|MALLOC|PYTHON'`, fix: { id: 'thread-caps', args: {} } }];
  }),
};

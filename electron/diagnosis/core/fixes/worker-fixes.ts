/** Fixes of a worker: its limits, threads, heartbeat, how it is stopped and started again. */
import { changeWorker, mainOf } from './change-worker.ts';
import { cannot, planOf, type Fix } from './fix.ts';
import { isPoolFixedInCode, settingsOf } from '#electron/diagnosis/core/worker-settings.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';

const threadCaps = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1', MALLOC_ARENA_MAX: '2', PYTHONFAULTHANDLER: '1' };

function whole(value: unknown, least: number, most: number): number | null {
  const number = Number(value);
  return Number.isFinite(number) && number >= least && number <= most ? Math.round(number) : null;
}

export const workerFixes: readonly Fix[] = [
  {
    id: 'worker-memory-limit', kind: ['systemd-drop-in', 'supervisord-include', 'compose-override'], checks: ['CFG-01'],
    words: {
      en: { title: 'Limit the memory of a pool process', does: 'Replaces a pool process after the task in which it passed the limit. It does not stop a task that eats the memory, and does nothing outside prefork.' },
      fr: { title: 'Limiter la mémoire d’un processus du pool', does: 'Remplace un processus du pool après la tâche durant laquelle il a dépassé la limite. Cela n’arrête pas une tâche qui dévore la mémoire, et ne fait rien hors de prefork.' },
    },
    plan(evidence, asked) {
      const proposed = whole(asked.args['proposed'], 20_000, 64 * 1024 * 1024);
      const main = mainOf(evidence, asked);
      if (proposed === null) return cannot('value-unknown');
      if (main !== null && !['prefork', 'unknown'].includes(settingsOf(evidence, main).pool)) return cannot('wrong-pool');
      return changeWorker(this, evidence, asked, { flags: { '--max-memory-per-child': String(proposed) } });
    },
  },
  {
    id: 'worker-prefork-one', kind: ['systemd-drop-in', 'supervisord-include', 'compose-override'], checks: ['CFG-02'],
    words: {
      en: { title: 'Use prefork with one process', does: 'One task at a time as with solo, but limits act, the worker answers during a task, and a crash takes the pool process only.' },
      fr: { title: 'Utiliser prefork avec un seul processus', does: 'Une tâche à la fois comme en solo, mais les limites agissent, le worker répond pendant une tâche, et un plantage n’emporte que le processus du pool.' },
    },
    plan(evidence, asked) {
      const main = mainOf(evidence, asked);
      if (main !== null && isPoolFixedInCode(settingsOf(evidence, main))) return cannot('set-in-code');
      return changeWorker(this, evidence, asked, { flags: { '--pool': 'prefork', '--concurrency': '1' } });
    },
  },
  {
    id: 'thread-caps', kind: ['systemd-drop-in', 'supervisord-include', 'compose-override'], checks: ['CFG-10', 'CFG-11', 'CFG-21'],
    words: {
      en: { title: 'Cap the threads of native libraries', does: 'One thread for each library in each process, two memory arenas, and a Python trace when native code crashes; all set before the process starts, which is the only time that counts.' },
      fr: { title: 'Plafonner les fils des bibliothèques natives', does: 'Un fil par bibliothèque et par processus, deux arènes de mémoire, et une trace Python quand du code natif plante ; le tout posé avant le démarrage, seul moment qui compte.' },
    },
    plan(evidence, asked) { return changeWorker(this, evidence, asked, { environment: threadCaps }); },
  },
  {
    id: 'worker-with-heartbeat', kind: ['systemd-drop-in', 'supervisord-include', 'compose-override'], checks: ['CFG-07'],
    words: {
      en: { title: 'Fetch several tasks at a time', does: 'A prefetch of 4 removes the dead time between tasks that comes from prefetch 1 without a heartbeat. Taking --without-heartbeat out of the start line does it too, and has to be done by hand.' },
      fr: { title: 'Prendre plusieurs tâches à la fois', does: 'Un préchargement de 4 supprime le temps mort entre les tâches dû au préchargement 1 sans battement. Retirer --without-heartbeat de la ligne de démarrage le fait aussi, mais à la main.' },
    },
    plan(evidence, asked) { return changeWorker(this, evidence, asked, { flags: { '--prefetch-multiplier': '4' } }); },
  },
  {
    id: 'pool-shrink', kind: ['celery-control'], checks: ['SYS-01', 'SYS-05', 'CFG-05', 'PWR-03'],
    words: {
      en: { title: 'One pool process less, at once', does: 'The worker with the largest pool gives up one process after its task. It lasts until its next start; set --concurrency for good.' },
      fr: { title: 'Un processus du pool en moins, tout de suite', does: 'Le worker au plus grand pool abandonne un processus après sa tâche. Cela dure jusqu’à son prochain démarrage ; fixer --concurrency pour de bon.' },
    },
    plan(evidence, asked) {
      const all = (valueOf(evidence.processes.mains) ?? []).map((main) => settingsOf(evidence, main)).filter(({ pool, concurrency }) => pool === 'prefork' && (concurrency ?? 0) > 1);
      const chosen = [...all].sort((a, b) => (b.concurrency ?? 0) - (a.concurrency ?? 0))[0];
      if (chosen === undefined || chosen.concurrency === null || chosen.main.node === null) return cannot('wrong-pool');
      const goal = whole(asked.args['proposed'], 1, 1000) ?? chosen.concurrency - 1;
      const total = all.reduce((sum, { concurrency }) => sum + (concurrency ?? 0), 0);
      const by = Math.max(1, Math.min(chosen.concurrency - 1, asked.args['proposed'] === undefined ? 1 : total - goal));
      const subject = { kind: 'worker', name: chosen.main.node, pid: chosen.main.pid, worker: chosen.main.worker } as const;
      return planOf(this, { ...asked, subject }, { kind: 'celery-control', settings: [{ name: 'pool', before: String(chosen.concurrency), after: String(chosen.concurrency - by) }], apply: [{ do: 'pool-shrink', by }], rollback: [{ do: 'pool-grow', by }] });
    },
  },
  {
    id: 'unit-stop-settings', kind: ['systemd-drop-in'], checks: ['SVC-04', 'SVC-09'],
    words: {
      en: { title: 'Let a worker finish its tasks when it is stopped', does: 'systemd signals the main process only and waits for the time limit of the tasks and 30 s more before it kills.' },
      fr: { title: 'Laisser un worker finir ses tâches à l’arrêt', does: 'systemd ne signale que le processus principal et attend la limite de temps des tâches plus 30 s avant de tuer.' },
    },
    plan(evidence, asked) {
      const stopS = whole(asked.args['stopS'], 10, 86_400);
      return stopS === null ? cannot('value-unknown') : changeWorker(this, evidence, asked, { unit: { KillMode: 'mixed', KillSignal: 'SIGTERM', TimeoutStopSec: String(stopS) } });
    },
  },
  {
    id: 'unit-restart-always', kind: ['systemd-drop-in'], checks: ['SVC-05'],
    words: { en: { title: 'Start a worker again whatever its end', does: 'Restart=always with ten seconds between: Celery before 5.3 ends with 0 even after an error.' }, fr: { title: 'Redémarrer un worker quelle que soit sa fin', does: 'Restart=always avec dix secondes d’écart : avant 5.3, Celery finit avec 0 même après une erreur.' } },
    plan(evidence, asked) { return changeWorker(this, evidence, asked, { unit: { Restart: 'always', RestartSec: '10' } }); },
  },
  {
    id: 'unit-oom-continue', kind: ['systemd-drop-in'], checks: ['SVC-08'],
    words: { en: { title: 'Lose one pool process, not the worker', does: 'OOMPolicy=continue: when the kernel kills a pool process for memory, Celery replaces it and the worker goes on.' }, fr: { title: 'Perdre un processus du pool, pas le worker', does: 'OOMPolicy=continue : quand le noyau tue un processus du pool pour la mémoire, Celery le remplace et le worker continue.' } },
    plan(evidence, asked) { return changeWorker(this, evidence, asked, { unit: { OOMPolicy: 'continue' } }); },
  },
  {
    id: 'program-stop-settings', kind: ['supervisord-include'], checks: ['SUP-04'],
    words: { en: { title: 'Let supervisord wait for the tasks', does: 'stopwaitsecs above the time limit, TERM to the main process only, and KILL to the whole group if it comes to that.' }, fr: { title: 'Faire attendre supervisord', does: 'stopwaitsecs au-dessus de la limite de temps, TERM au seul processus principal, et KILL à tout le groupe s’il le faut.' } },
    plan(evidence, asked) {
      const waitS = whole(asked.args['waitS'], 10, 86_400);
      const main = (valueOf(evidence.processes.mains) ?? []).find(({ backend }) => backend.kind === 'supervisord' && (backend.unit === asked.subject.name || backend.unit?.endsWith(`:${asked.subject.name}`) === true));
      if (waitS === null || main === undefined) return cannot(waitS === null ? 'value-unknown' : 'no-such-target');
      return changeWorker(this, evidence, { ...asked, subject: { ...asked.subject, pid: main.pid } }, { program: { stopwaitsecs: String(waitS), stopasgroup: 'false', killasgroup: 'true' } });
    },
  },
  {
    id: 'compose-grace-period', kind: ['compose-override'], checks: ['DOC-08'],
    words: { en: { title: 'Let Docker wait for the tasks', does: 'stop_grace_period above the time limit of the tasks.' }, fr: { title: 'Faire attendre Docker', does: 'stop_grace_period au-dessus de la limite de temps des tâches.' } },
    plan(evidence, asked) {
      const limit = whole(asked.args['limit'], 1, 86_400);
      const container = (valueOf(evidence.docker.containers) ?? []).find(({ name }) => name === asked.subject.name);
      const main = (valueOf(evidence.processes.mains) ?? []).find(({ container: id }) => id !== null && id !== '' && container?.id.startsWith(id) === true);
      if (limit === null || main === undefined) return cannot(limit === null ? 'value-unknown' : 'no-such-target');
      return changeWorker(this, evidence, { ...asked, subject: { ...asked.subject, pid: main.pid } }, { service: { stop_grace_period: `${limit + 30}s` } });
    },
  },
];

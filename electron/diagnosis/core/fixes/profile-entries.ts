/**
 * The values of the two field reports, one by one: what was written there, what is put in its place, and why.
 * `actsIn`: the pools in which it does anything; `inPool`: the pool that the profile itself chooses.
 */
import type { PoolKind } from '#shared/domain/worker.ts';
import type { ProfileRow } from '#shared/domain/fix.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { WorkerSettings } from '#electron/diagnosis/core/worker-settings.ts';

type Facts = { readonly evidence: Evidence; readonly settings: WorkerSettings; readonly memoryKiB: number | null };

export type ProfileEntry = {
  readonly name: string;
  readonly where: ProfileRow['where'];
  readonly reported: string | null;
  readonly proposed: string | null | ((facts: Facts) => string | null);
  readonly actsIn?: readonly PoolKind[];
  readonly inPool?: PoolKind;
  /** Told, never written: it belongs to another place than the worker's own start. */
  readonly isSwitchedOff?: true;
  readonly why: ProfileRow['why'];
};

const prefork: readonly PoolKind[] = ['prefork'];
const unitRows: readonly ProfileEntry[] = [
  { name: 'OOMPolicy', where: 'unit', reported: null, proposed: 'continue', why: { en: 'One pool process killed for memory must not end the worker.', fr: 'Un processus du pool tué pour sa mémoire ne doit pas terminer le worker.' } },
  { name: 'KillMode', where: 'unit', reported: null, proposed: 'mixed', why: { en: 'TERM to the main process only, so that running tasks can end.', fr: 'TERM au seul processus principal, pour que les tâches en cours finissent.' } },
];

/** Report 1: a Pi 4 with a worker for each queue, lost to «missed heartbeat» and SIGKILL. */
export const manyQueues: readonly ProfileEntry[] = [
  { name: '--concurrency', where: 'flag', reported: '1', proposed: '1', actsIn: ['prefork', 'threads', 'gevent', 'eventlet'], why: { en: 'One process for each queue: what cured the kills in the report. Solo has one anyway.', fr: 'Un processus par file : ce qui a guéri les arrêts dans le rapport. Solo n’en a qu’un de toute façon.' } },
  { name: '--max-memory-per-child', where: 'flag', reported: '524288000', proposed: ({ memoryKiB }) => (memoryKiB === null ? null : String(Math.min(memoryKiB, 512_000))), actsIn: prefork, why: { en: 'The number is KiB: 524288000 is 500 GiB and never acts. 512000 was meant; less where the Pi has less. Looked at after a task, by its peak.', fr: 'Le nombre est en Kio : 524288000 fait 500 Gio et n’agit jamais. On voulait 512000 ; moins si le Pi en a moins. Vérifié après une tâche, sur son pic.' } },
  { name: '--max-tasks-per-child', where: 'flag', reported: '500', proposed: '500', actsIn: prefork, why: { en: 'A new process every 500 tasks: cheap, and bounds a slow leak.', fr: 'Un nouveau processus toutes les 500 tâches : peu coûteux, et borne une fuite lente.' } },
  { name: '--prefetch-multiplier', where: 'flag', reported: '1', proposed: '1', actsIn: ['prefork', 'threads'], why: { en: 'Long tasks do not wait behind each other. Keep the heartbeat on with it, else each task costs 5 to 10 s of dead time.', fr: 'Les tâches longues n’attendent pas l’une derrière l’autre. Garder le battement avec, sinon chaque tâche coûte 5 à 10 s de temps mort.' } },
  { name: 'worker_heartbeat', where: 'setting', reported: '300', proposed: null, why: { en: 'No setting of Celery: it is ignored. «missed heartbeat» is gossip of one worker about another and kills nothing.', fr: 'Ce n’est pas un réglage de Celery : il est ignoré. « missed heartbeat » est un bavardage d’un worker sur un autre et ne tue rien.' } },
  { name: 'worker_clock_sync_interval', where: 'setting', reported: '300', proposed: null, why: { en: 'No setting of Celery either.', fr: 'Pas non plus un réglage de Celery.' } },
  { name: '--heartbeat-interval', where: 'flag', reported: null, proposed: null, why: { en: 'Left at 2 s: a longer one only hides a stall.', fr: 'Laissé à 2 s : plus long ne fait que cacher un blocage.' } },
  { name: 'redis_max_connections', where: 'setting', reported: '50', proposed: null, why: { en: 'Concerns the result backend only. For the broker: broker_transport_options["max_connections"], 10 by default.', fr: 'Ne concerne que le stockage des résultats. Pour le broker : broker_transport_options["max_connections"], 10 par défaut.' } },
  { name: 'broker_pool_limit', where: 'setting', reported: '10', proposed: null, why: { en: '10 is the default.', fr: '10 est la valeur par défaut.' } },
  { name: 'result_backend_transport_options', where: 'setting', reported: 'socket_timeout 30, socket_connect_timeout 20, health_check_interval 30', proposed: 'socket_timeout 30, socket_connect_timeout 20, health_check_interval 30', why: { en: 'Sound, but it stands in the project’s code; nothing outside can set it.', fr: 'Juste, mais cela vit dans le code du projet ; rien d’extérieur ne peut le poser.' } },
  { name: 'maxmemory-policy', where: 'redis', reported: 'allkeys-lru', proposed: 'noeviction', why: { en: 'A broker that evicts loses queues. Applied by the fix of the eviction check.', fr: 'Un broker qui évince perd des files. Appliqué par le correctif du contrôle de l’éviction.' } },
  { name: 'timeout', where: 'redis', reported: '300', proposed: '0', why: { en: '300 s closes the connections of producers now and then; tcp-keepalive finds dead ones.', fr: '300 s ferme de temps en temps les connexions des producteurs ; tcp-keepalive trouve les mortes.' } },
  ...unitRows,
];

/** Report 2: a video pipeline whose workers died of SIGSEGV in native libraries. */
export const nativeLibraries: readonly ProfileEntry[] = [
  { name: '--pool', where: 'flag', reported: 'solo', proposed: 'prefork', why: { en: 'With solo none of the report’s limits acts, and a crash takes the whole worker. Prefork with one process runs one task at a time as well, and a crash takes the child only.', fr: 'En solo, aucune des limites du rapport n’agit, et un plantage emporte tout le worker. Prefork avec un seul processus exécute aussi une tâche à la fois, et un plantage n’emporte que l’enfant.' } },
  { name: '--concurrency', where: 'flag', reported: '1', proposed: '1', inPool: 'prefork', actsIn: prefork, why: { en: 'One task at a time.', fr: 'Une tâche à la fois.' } },
  { name: '--max-tasks-per-child', where: 'flag', reported: '10', proposed: '50', inPool: 'prefork', actsIn: prefork, why: { en: 'Acts in prefork. Ten re-imports OpenCV every few minutes; fifty bounds a leak as well.', fr: 'Agit en prefork. Dix réimporte OpenCV toutes les quelques minutes ; cinquante borne une fuite tout aussi bien.' } },
  { name: '--max-memory-per-child', where: 'flag', reported: '256000', proposed: ({ memoryKiB }) => (memoryKiB === null ? null : String(Math.min(memoryKiB, 256_000))), inPool: 'prefork', actsIn: prefork, why: { en: '250 MiB, rightly in KiB. It acts in prefork only, after the task.', fr: '250 Mio, justement en Kio. N’agit qu’en prefork, après la tâche.' } },
  { name: '--time-limit', where: 'flag', reported: '900', proposed: '900', inPool: 'prefork', actsIn: ['prefork', 'gevent'], why: { en: '15 minutes; solo ignores it.', fr: '15 minutes ; solo l’ignore.' } },
  { name: '--soft-time-limit', where: 'flag', reported: null, proposed: '870', inPool: 'prefork', actsIn: prefork, why: { en: 'Half a minute to tidy up before the hard limit.', fr: 'Une demi-minute pour ranger avant la limite dure.' } },
  { name: 'OMP_NUM_THREADS', where: 'environment', reported: '1', proposed: '1', why: { en: 'Right, but only when it is set before the process starts: the report also set it inside worker_process_init, which is too late.', fr: 'Juste, mais seulement si elle est posée avant le démarrage du processus : le rapport la posait aussi dans worker_process_init, trop tard.' } },
  { name: 'OPENBLAS_NUM_THREADS', where: 'environment', reported: '1', proposed: '1', why: { en: 'The same for OpenBLAS.', fr: 'De même pour OpenBLAS.' } },
  { name: 'MKL_NUM_THREADS', where: 'environment', reported: '1', proposed: '1', why: { en: 'Harmless; there is no MKL on ARM.', fr: 'Sans effet néfaste ; MKL n’existe pas sur ARM.' } },
  { name: 'MALLOC_ARENA_MAX', where: 'environment', reported: '2', proposed: '2', why: { en: 'Fewer memory arenas; glibc reads it when the program starts.', fr: 'Moins d’arènes de mémoire ; la glibc la lit au lancement du programme.' } },
  { name: 'PYTHONFAULTHANDLER', where: 'environment', reported: null, proposed: '1', why: { en: 'New: a SIGSEGV then leaves the Python line where it happened.', fr: 'Nouveau : un SIGSEGV laisse alors la ligne Python où il s’est produit.' } },
  { name: 'OPENCV_FFMPEG_CAPTURE_OPTIONS', where: 'environment', reported: 'rtsp_transport;udp', proposed: null, why: { en: 'Concerns RTSP streams only; useless for files.', fr: 'Ne concerne que les flux RTSP ; inutile pour des fichiers.' } },
  { name: 'RLIMIT_AS', where: 'setting', reported: '1 GiB', proposed: null, why: { en: 'Limits addresses, not memory: threads and mapped libraries reserve far more than they use, and it makes the very crashes it should prevent. Take it out of the code; MemoryMax= limits memory.', fr: 'Limite des adresses, non la mémoire : fils et bibliothèques en réservent bien plus qu’ils n’en utilisent, et cela provoque les plantages qu’on voulait éviter. Le retirer du code ; MemoryMax= limite la mémoire.' } },
  { name: '--without-heartbeat', where: 'flag', reported: '1', proposed: null, why: { en: 'With prefetch 1 it costs 5 to 10 s between tasks, and nobody hears the worker.', fr: 'Avec le préchargement 1, cela coûte 5 à 10 s entre les tâches, et personne n’entend le worker.' } },
  { name: '--without-gossip', where: 'flag', reported: '1', proposed: null, why: { en: 'Harmless alone, but see the heartbeat.', fr: 'Sans danger seul, mais voir le battement.' } },
  ...unitRows,
];

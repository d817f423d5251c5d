/**
 * Why a field report's value is kept, changed or left out, and what it does in the pool that runs, in both languages.
 */
import { fillWords } from '#shared/diagnosis-words/fill-words.ts';
import type { Tongue } from '#shared/diagnosis-words/general-words.ts';
import type { ReportRow } from '#shared/domain/fix.ts';

type Both = Readonly<Record<Tongue, string>>;

export const reportWhy: Readonly<Record<string, Readonly<Record<string, Both>>>> = {
  'profile-many-queues': {
    '--pool': { en: 'The report names none, which is prefork. Written by its other name, which the project’s code cannot overrule.', fr: 'Le rapport n’en nomme pas, donc prefork. Écrit sous son autre nom, que le code du projet ne peut écraser.' },
    '--concurrency': { en: 'One process for each queue: what cured the kills in the report.', fr: 'Un processus par file : ce qui a guéri les arrêts dans le rapport.' },
    '--max-memory-per-child': { en: 'The number is KiB: 524288000 is 500 GiB and never acts. Six tenths of this Pi’s memory, shared by all pool processes. Looked at after a task, by its peak.', fr: 'Le nombre est en Kio : 524288000 fait 500 Gio et n’agit jamais. Six dixièmes de la mémoire de ce Pi, partagés entre tous les processus des pools. Vérifié après une tâche, sur son pic.' },
    '--max-tasks-per-child': { en: 'A new process every so many tasks bounds a slow leak; each costs a fork and an import.', fr: 'Un nouveau processus toutes les tant de tâches borne une fuite lente ; chacun coûte un fork et un import.' },
    '--prefetch-multiplier': { en: 'Long tasks do not wait behind each other. Keep the heartbeat on with it, else each task costs 5 to 10 s of dead time.', fr: 'Les tâches longues n’attendent pas l’une derrière l’autre. Garder le battement avec, sinon chaque tâche coûte 5 à 10 s de temps mort.' },
    worker_heartbeat: { en: 'No setting of Celery: it is ignored. «missed heartbeat» is gossip of one worker about another and kills nothing.', fr: 'Ce n’est pas un réglage de Celery : il est ignoré. « missed heartbeat » est un bavardage d’un worker sur un autre et ne tue rien.' },
    worker_clock_sync_interval: { en: 'No setting of Celery either.', fr: 'Pas non plus un réglage de Celery.' },
    redis_max_connections: { en: 'Concerns the result backend only. For the broker: broker_transport_options["max_connections"], 10 by default.', fr: 'Ne concerne que le stockage des résultats. Pour le broker : broker_transport_options["max_connections"], 10 par défaut.' },
    broker_pool_limit: { en: '10 is the default.', fr: '10 est la valeur par défaut.' },
    'maxmemory-policy': { en: 'A broker that evicts loses queues. Applied by the fix of the eviction check.', fr: 'Un broker qui évince perd des files. Appliqué par le correctif du contrôle de l’éviction.' },
    timeout: { en: '300 s closes the connections of producers now and then; tcp-keepalive finds dead ones.', fr: '300 s ferme de temps en temps les connexions des producteurs ; tcp-keepalive trouve les mortes.' },
    MALLOC_ARENA_MAX: { en: 'New: fewer memory arenas; glibc reads it when the program starts.', fr: 'Nouveau : moins d’arènes de mémoire ; la glibc la lit au lancement du programme.' },
    PYTHONFAULTHANDLER: { en: 'New: a SIGSEGV then leaves the Python line where it happened.', fr: 'Nouveau : un SIGSEGV laisse alors la ligne Python où il s’est produit.' },
    PYTHONUNBUFFERED: { en: 'New: the last lines before a crash reach the log.', fr: 'Nouveau : les dernières lignes avant un plantage arrivent dans le journal.' },
  },
  'profile-native-libraries': {
    '--pool': { en: 'With solo none of the report’s limits acts, and a crash takes the whole worker. Prefork with one process runs one task at a time as well, and a crash takes the child only.', fr: 'En solo, aucune des limites du rapport n’agit, et un plantage emporte tout le worker. Prefork avec un seul processus exécute aussi une tâche à la fois, et un plantage n’emporte que l’enfant.' },
    '--concurrency': { en: 'One task at a time.', fr: 'Une tâche à la fois.' },
    '--max-tasks-per-child': { en: 'Acts in prefork. Ten re-imports OpenCV every few minutes; fifty bounds a leak as well.', fr: 'Agit en prefork. Dix réimporte OpenCV toutes les quelques minutes ; cinquante borne une fuite tout aussi bien.' },
    '--max-memory-per-child': { en: 'Rightly in KiB in the report, but it acts in prefork only, after the task. Six tenths of this Pi’s memory, shared by all pool processes.', fr: 'En Kio à juste titre dans le rapport, mais n’agit qu’en prefork, après la tâche. Six dixièmes de la mémoire de ce Pi, partagés entre tous les processus des pools.' },
    task_time_limit: { en: '15 minutes, in the project’s code; solo ignores it, in prefork it acts.', fr: '15 minutes, dans le code du projet ; solo l’ignore, en prefork elle agit.' },
    OMP_NUM_THREADS: { en: 'Right, but only when it is set before the process starts: the report also set it inside worker_process_init, which is too late.', fr: 'Juste, mais seulement si elle est posée avant le démarrage du processus : le rapport la posait aussi dans worker_process_init, trop tard.' },
    OPENBLAS_NUM_THREADS: { en: 'The same for OpenBLAS.', fr: 'De même pour OpenBLAS.' },
    MKL_NUM_THREADS: { en: 'Harmless; there is no MKL on ARM.', fr: 'Sans effet néfaste ; MKL n’existe pas sur ARM.' },
    NUMEXPR_NUM_THREADS: { en: 'New: the same for numexpr.', fr: 'Nouveau : de même pour numexpr.' },
    MALLOC_ARENA_MAX: { en: 'Fewer memory arenas; glibc reads it when the program starts.', fr: 'Moins d’arènes de mémoire ; la glibc la lit au lancement du programme.' },
    MALLOC_TRIM_THRESHOLD_: { en: '128 KiB is glibc’s default already.', fr: '128 Kio est déjà la valeur par défaut de la glibc.' },
    PYTHONFAULTHANDLER: { en: 'New: a SIGSEGV then leaves the Python line where it happened.', fr: 'Nouveau : un SIGSEGV laisse alors la ligne Python où il s’est produit.' },
    PYTHONUNBUFFERED: { en: 'Right when set before the start; inside worker_process_init it is too late.', fr: 'Juste si posée avant le démarrage ; dans worker_process_init, c’est trop tard.' },
    OPENCV_FFMPEG_CAPTURE_OPTIONS: { en: 'Concerns RTSP streams only; useless for files.', fr: 'Ne concerne que les flux RTSP ; inutile pour des fichiers.' },
    RLIMIT_AS: { en: 'Limits addresses, not memory: threads and mapped libraries reserve far more than they use, and it makes the very crashes it should prevent. Take it out of the code; MemoryMax= limits memory.', fr: 'Limite des adresses, non la mémoire : fils et bibliothèques en réservent bien plus qu’ils n’en utilisent, et cela provoque les plantages qu’on voulait éviter. Le retirer du code ; MemoryMax= limite la mémoire.' },
    '--without-heartbeat': { en: 'With prefetch 1 it costs 5 to 10 s between tasks, and nobody hears the worker. Not taken out from here: do it by hand.', fr: 'Avec le préchargement 1, cela coûte 5 à 10 s entre les tâches, et personne n’entend le worker. N’est pas retiré d’ici : à faire à la main.' },
    '--without-gossip': { en: 'Harmless alone. Not taken out from here.', fr: 'Sans danger seul. N’est pas retiré d’ici.' },
  },
};

const effects: Readonly<Record<ReportRow['effect'], Both>> = {
  acts: { en: 'set by this plan', fr: 'posé par ce plan' },
  'same-already': { en: 'stands already', fr: 'déjà en place' },
  'left-out': { en: 'left out', fr: 'laissé de côté' },
  elsewhere: { en: 'not by this plan', fr: 'pas par ce plan' },
};

const inPool: Readonly<Record<'acts' | 'nothing' | 'unknown', Both>> = {
  acts: { en: 'acts in {{pool}}', fr: 'agit en {{pool}}' },
  nothing: { en: 'does nothing in {{pool}}', fr: 'sans effet en {{pool}}' },
  unknown: { en: '', fr: '' },
};

/** `effect`: what the plan does with it. `inPool`: what the report's value does in the pool that runs; empty: nothing to say. */
export function sayReportRow(fix: string, row: ReportRow, tongue: Tongue): { readonly effect: string; readonly inPool: string; readonly why: string } {
  const why = Object.hasOwn(reportWhy, fix) && Object.hasOwn(reportWhy[fix] ?? {}, row.name) ? reportWhy[fix]?.[row.name]?.[tongue] : undefined;
  const acts = row.reportedActs === null ? 'unknown' : row.reportedActs ? 'acts' : 'nothing';
  return { effect: effects[row.effect][tongue], inPool: fillWords(inPool[acts][tongue], { pool: row.pool }, tongue), why: why ?? '' };
}
